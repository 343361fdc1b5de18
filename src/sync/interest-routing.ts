import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { unite } from './interest.ts';
import type { Interest } from './interest.ts';
import type { PeerSession } from './peer-session.ts';

/** Changes that come together are passed on together, in ms; a new wish takes this long per hop. */
const GATHER_MS = 50;

/**
 * Tells each neighbour in the tree what we and all other neighbours in the tree want, so that entries flow where somebody
 * wants them and nowhere else (TR3). A spare link hears what we and those below us want: it may become the way there.
 */
export class InterestRouting {
  readonly #clock: Clock;
  readonly #own: () => Interest;
  readonly #sessions: ReadonlySet<PeerSession>;
  #cancel: Unsubscribe | null = null;

  constructor(clock: Clock, own: () => Interest, sessions: ReadonlySet<PeerSession>) {
    this.#clock = clock;
    this.#own = own;
    this.#sessions = sessions;
  }

  /** What to tell one neighbour. */
  for(neighbour: PeerSession): Interest {
    const spare = neighbour.link.relation.value === 'spare';
    const interests = [this.#own()];
    for (const other of this.#sessions) {
      const relation = other.link.relation.value;
      if (other === neighbour || !other.serving || relation === 'spare') continue;
      if (!spare || relation === 'child') interests.push(other.interest.remote);
    }
    return unite(interests);
  }

  /** Somebody wants something else, came, went, or has another place. */
  changed(): void {
    this.#cancel ??= this.#clock.after(GATHER_MS, () => {
      this.#cancel = null;
      for (const session of this.#sessions) session.interestChanged();
    });
  }

  close(): void {
    this.#cancel?.();
  }
}
