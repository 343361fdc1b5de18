import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/** By how much a device's clock may differ before it is called wrong, in ms: a day harms nothing (LM2). */
const MOST_MS = 24 * 3600 * 1000;

/**
 * The device's clock, set right where the host of the page says that it is wrong by more than a day: an invitation would have
 * ended for one person alone, a class code would not be found, and a class founded here would be over for everybody else.
 */
export class RightedClock implements Clock {
  readonly #device: Clock;
  #ahead = 0;

  constructor(device: Clock) {
    this.#device = device;
  }

  now(): number {
    return this.#device.now() - this.#ahead;
  }

  after(ms: number, task: () => void): Unsubscribe {
    return this.#device.after(ms, task);
  }

  /** Takes what time it is for the host (ms since the epoch); true where the device's clock is wrong. */
  hear(date: number): boolean {
    const ahead = this.#device.now() - date;
    this.#ahead = Math.abs(ahead) > MOST_MS ? ahead : 0;
    return this.#ahead !== 0;
  }
}
