import { toBase64Url } from '../src/base/bytes.ts';
import type { Clock } from '../src/base/clock.ts';
import type { RandomBytes } from '../src/base/random.ts';
import { encodeLetter, parseLetter } from './letter.ts';
import type { Letter } from './letter.ts';
import { ROUTE } from './redis-scripts.ts';
import type { SharedRedis } from './shared-redis.ts';

/** A letter that wants an answer. */
export type Request = Exclude<Letter, { kind: 'answer' }>;

export interface LetterBoxOptions {
  readonly shared: SharedRedis;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly onRefused: (code: string) => void;
  /** Does what another instance asks for; false where it cannot be done. */
  readonly deliver: (request: Request) => Promise<boolean>;
}

/** Asks the instance where a member is, and answers the others. */
export class LetterBox {
  readonly #options: LetterBoxOptions;
  readonly #questions = new Map<string, (yes: boolean) => void>();

  constructor(options: LetterBoxOptions) {
    this.#options = options;
  }

  /** Hands something to the instance where `to` is; resolves with its answer, false where none comes within `ms`. */
  async request(
    { kind, room, from, to, body }: Omit<Request, 'back' | 'question'>,
    ms: number,
  ): Promise<boolean> {
    const { shared, clock, random } = this.#options;
    const question = toBase64Url(random(12));
    const letter = encodeLetter({ kind, room, from, to, back: shared.instance, question, body });
    const answer = new Promise<boolean>((resolve) => {
      const settle = (yes: boolean): void => {
        cancel();
        this.#questions.delete(question);
        resolve(yes);
      };
      const cancel = clock.after(ms, () => settle(false));
      this.#questions.set(question, settle);
    });
    const args = [shared.key('i', ''), to, shared.key('to', ''), letter];
    const heard = await shared.ask(
      (redis) => redis.script(ROUTE, [shared.key('r', room)], args),
      () => 0,
    );
    if (heard === 0) this.#questions.get(question)?.(false);
    return answer;
  }

  /** Takes a letter that came for this instance. Never rejects for what stands in it. */
  async receive(bytes: Uint8Array): Promise<void> {
    const { shared, onRefused, deliver } = this.#options;
    const letter = parseLetter(bytes);
    if (letter === null) return onRefused('letter-malformed');
    if (letter.kind === 'answer') return this.#questions.get(letter.question)?.(letter.yes);
    const yes = await deliver(letter);
    const answer = encodeLetter({ kind: 'answer', question: letter.question, yes });
    await shared.ask(
      (redis) => redis.run(['PUBLISH', shared.key('to', letter.back), answer]),
      () => null,
    );
  }

  /** Waits for no answer any more. */
  close(): void {
    for (const answer of [...this.#questions.values()]) answer(false);
  }
}
