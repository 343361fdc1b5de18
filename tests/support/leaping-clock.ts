import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

/** Time that goes on by itself, and leaps over hours when a test says so. */
export class LeapingClock implements Clock {
  #ahead = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly fire: () => void }>();

  now(): number {
    return Date.now() + this.#ahead;
  }

  after(ms: number, task: () => void): Unsubscribe {
    const end = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    };
    const waiting = {
      at: this.now() + ms,
      fire: () => {
        end();
        task();
      },
    };
    const timer = setTimeout(waiting.fire, ms);
    this.#waiting.add(waiting);
    return end;
  }

  /** Moves on by `ms`, and runs what was due meanwhile, once and in its order. */
  leap(ms: number): void {
    this.#ahead += ms;
    const due = [...this.#waiting].filter(({ at }) => at <= this.now());
    for (const waiting of due.toSorted((a, b) => a.at - b.at))
      if (this.#waiting.has(waiting)) waiting.fire();
  }
}
