import type { Clock } from '../base/clock.ts';
import type { Purpose } from './introduction.ts';

/**
 * Connections that may be made in a row. Chrome refuses a tab's 501st peer connection that is not collected,
 * and closed ones wait for that for minutes.
 */
const BURST = 200;
/** What is left for parents when spares and climbing get no more. */
const RESERVE = 100;
/** One more every so many ms: 300 in ten minutes. */
const REFILL_MS = 2_000;

/** Counts the peer connections of a page, so that a long lesson or a hostile asker does not use them up. */
export class ConnectionBudget {
  readonly #clock: Clock;
  #left = BURST;
  #at: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.now();
  }

  /** Whether one more may be made for this. */
  allows(purpose: Purpose): boolean {
    const now = this.#clock.now();
    const gained = Math.max(0, now - this.#at) / REFILL_MS;
    this.#left = Math.min(BURST, this.#left + gained);
    this.#at = now;
    return this.#left >= (purpose === 'parent' ? 1 : RESERVE + 1);
  }

  /** One was made. */
  used(): void {
    this.#left = Math.max(0, this.#left - 1);
  }
}
