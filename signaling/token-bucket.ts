import type { Clock } from '../src/base/clock.ts';

/** Allows `burst` units at once and `perSecond` in the long run. Needs no timer. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#at = clock.now();
  }

  /** Takes `units` if they are there; otherwise takes nothing and returns false. */
  take(units: number): boolean {
    const now = this.#clock.now();
    const elapsed = Math.max(0, now - this.#at); // a clock set back must not take units away
    this.#left = Math.min(this.#burst, this.#left + (elapsed / 1000) * this.#perSecond);
    this.#at = now;
    if (units > this.#left) return false;
    this.#left -= units;
    return true;
  }
}
