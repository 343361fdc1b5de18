import { number } from '../../../src/words/format.ts';
import { isolated } from '../../../src/words/named.ts';
import { msg, str } from '../../../src/words/words.ts';

/** "Getting numpy from the class · 40 %"; `total` null where nobody knows it. */
export function fromClassText(asked: string, received: number, total: number | null): string {
  const name = isolated(asked);
  return total === null || total === 0 || total < received
    ? msg(str`Getting ${name} from the class…`)
    : msg(str`Getting ${name} from the class · ${number(Math.floor((100 * received) / total))} %`);
}

/**
 * The internet is away, and nobody who teaches has a list by which a package could be checked. `name` is isolated
 * already.
 */
export function unvouchedText(name: string): string {
  return msg(
    str`${name} is not on this computer yet, and it cannot come from the class: no teacher’s computer has said which packages there are, so nothing could be checked. Connect once, or ask your teacher to import ${name}.`,
  );
}
