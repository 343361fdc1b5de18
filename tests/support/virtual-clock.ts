import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that stands until a test moves it. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): Unsubscribe {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that are still to run. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on by `ms`, running what falls due in its order, and after each `between` (say, to let promises settle). */
  async advance(ms: number, between: () => Promise<void> = async () => undefined): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
      // What falls due at the same moment runs together.
      const now = next.at;
      if ((this.#next(end)?.at ?? Infinity) > now) await between();
    }
    this.#now = end;
    await between();
  }

  #next(end: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (next === null || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}
