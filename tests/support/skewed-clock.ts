import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

/** A device's own clock: wrong, running fast or slow, and set anew at times, forwards or back. */
export class SkewedClock implements Clock {
  readonly #true: Clock;
  readonly #drift: number;
  #offset: number;
  #since: number;

  /** `offset` in ms; `drift` in ms per ms: 0.001 gains 86 s a day. */
  constructor(trueTime: Clock, offset: number, drift: number) {
    this.#true = trueTime;
    this.#offset = offset;
    this.#drift = drift;
    this.#since = trueTime.now();
  }

  now(): number {
    const now = this.#true.now();
    return Math.floor(now + this.#offset + (now - this.#since) * this.#drift);
  }

  after(ms: number, task: () => void): Unsubscribe {
    return this.#true.after(ms, task);
  }

  /** Somebody, or the network, sets the clock: from now on it is wrong by `offset`. */
  set(offset: number): void {
    this.#offset = offset;
    this.#since = this.#true.now();
  }
}
