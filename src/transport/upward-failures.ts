import type { Clock } from '../base/clock.ts';
import type { PeerId } from '../protocol/ids.ts';
import { MAX_ROOM_MEMBERS } from '../protocol/limits.ts';
import { compareRanks } from './rank.ts';
import type { Rank } from './rank.ts';

/** How long one that nobody admitted is left alone at first and at most. */
const PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 2 * 60_000;

/** Peers that did not take us: they come last, and some of them not at all for a while. */
export class UpwardFailures {
  readonly #clock: Clock;
  readonly #failures = new Map<PeerId, { readonly count: number; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Not there, or no connection came about: a partition may have ended, so it is asked again next time. */
  failed(peer: PeerId): void {
    this.#set(peer, this.#count(peer) + 1, 0);
  }

  /** It took us and nobody admitted it: somebody who only claims to belong to the class. */
  unadmitted(peer: PeerId): void {
    const count = this.#count(peer) + 1;
    this.#set(peer, count, Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(count - 1, 20)));
  }

  forget(peer: PeerId): void {
    this.#failures.delete(peer);
  }

  /** Those that are worth asking, best first. */
  order(ranks: readonly Rank[]): Rank[] {
    const now = this.#clock.now();
    return ranks
      .filter(({ peer }) => (this.#failures.get(peer)?.until ?? 0) <= now)
      .toSorted((a, b) => this.#count(a.peer) - this.#count(b.peer) || compareRanks(a, b));
  }

  #count(peer: PeerId): number {
    return this.#failures.get(peer)?.count ?? 0;
  }

  #set(peer: PeerId, count: number, pause: number): void {
    this.#failures.delete(peer);
    this.#failures.set(peer, { count, until: this.#clock.now() + pause });
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= MAX_ROOM_MEMBERS) break;
      this.#failures.delete(oldest);
    }
  }
}
