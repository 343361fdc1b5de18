import type { Clock } from '../base/clock.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import { Backoff } from './backoff.ts';
import type { Rank } from './rank.ts';

/** Whoever hangs so deep looks for a place at least two levels higher: after a while, then less and less often. */
const DEEP = 3;
const CLIMB_MS = 6_000;
const LONGEST_CLIMB_MS = 10 * 60_000;
/** In a large class most of those who ask have no better place to go to: the top is full and stays so. */
const CLIMB_GROWTH = 8;

export interface ClimbPort {
  /** From our root down to ourselves. */
  path(): readonly Rank[];
  spare(): PeerId | null;
  /** Asks these for a higher place, in this order; call `later` when none of them has one. */
  ask(candidates: readonly Rank[]): void;
}

/** Keeps the tree flat without anybody who knows all of it: says when and whom to ask for a place further up. */
export class TreeClimb {
  readonly #clock: Clock;
  readonly #port: ClimbPort;
  readonly #backoff: Backoff;
  /** How deep those are who may be asked now. */
  #levels = new Map<PeerId, number>();
  #cancel: Unsubscribe = () => undefined;

  constructor(clock: Clock, random: RandomBytes, port: ClimbPort) {
    this.#clock = clock;
    this.#port = port;
    this.#backoff = new Backoff(CLIMB_MS, LONGEST_CLIMB_MS, random, CLIMB_GROWTH);
  }

  /** Our place has changed: there may be a better one. */
  soon(): void {
    this.#backoff.reset();
    this.later();
  }

  /** Tries again after a pause. */
  later(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(this.#backoff.next(), () => {
      const spare = this.#port.spare();
      const above = this.#port.path().slice(0, -DEEP);
      this.#levels = new Map(above.map(({ peer }, level) => [peer, level]));
      const candidates = above.filter(({ peer }) => peer !== spare);
      if (candidates.length > 0) this.#port.ask(candidates);
      else this.later();
    });
  }

  /** One of those whom `full`, which has no place, named, as long as a place below it is higher than ours. */
  choose(ranks: readonly Rank[], full: PeerId): readonly Rank[] {
    const level = (this.#levels.get(full) ?? Infinity) + 1;
    const spare = this.#port.spare();
    const next = ranks.find(({ peer }) => peer !== spare && !this.#levels.has(peer));
    if (next === undefined || level > this.#port.path().length - 1 - DEEP) return [];
    this.#levels.set(next.peer, level);
    return [next];
  }

  stop(): void {
    this.#cancel();
  }
}
