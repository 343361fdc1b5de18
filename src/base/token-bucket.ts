import type { Clock } from './clock.ts';

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

  /** Whether nothing was taken that has not come back: no different from a new one. */
  get full(): boolean {
    this.#refill();
    return this.#left === this.#burst;
  }

  /** Takes `units` if they are there; otherwise takes nothing and returns false. */
  take(units = 1): boolean {
    this.#refill();
    if (units > this.#left) return false;
    this.#left -= units;
    return true;
  }

  /** Gives back what was taken for nothing. */
  refund(units = 1): void {
    this.#left = Math.min(this.#burst, this.#left + units);
  }

  /**
   * Takes `units`, also such as are not there yet, and returns how many ms the taker has to wait for them. Where that
   * would be more than `longestMs`, takes nothing and returns null.
   */
  owe(units: number): number;
  owe(units: number, longestMs: number): number | null;
  owe(units: number, longestMs = Infinity): number | null {
    this.#refill();
    const left = this.#left - units;
    const ms = left >= 0 ? 0 : Math.ceil((-left / this.#perSecond) * 1000);
    if (ms > longestMs) return null;
    this.#left = left;
    return ms;
  }

  #refill(): void {
    const now = this.#clock.now();
    const elapsed = Math.max(0, now - this.#at); // a clock set back must not take units away
    this.#left = Math.min(this.#burst, this.#left + (elapsed / 1000) * this.#perSecond);
    this.#at = now;
  }
}
