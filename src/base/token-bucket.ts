/** So many at once, and so many per second after that. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  /** `now` in ms, as in all its methods. */
  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#at = now;
  }

  /** Takes `cost`; false, and nothing taken, where not so much is left. */
  take(now: number, cost = 1): boolean {
    const gained = (Math.max(0, now - this.#at) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + gained);
    this.#at = now;
    if (this.#left < cost) return false;
    this.#left -= cost;
    return true;
  }

  /** Gives back what was taken for nothing. */
  refund(cost = 1): void {
    this.#left = Math.min(this.#burst, this.#left + cost);
  }
}
