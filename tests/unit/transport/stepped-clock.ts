import type { Clock } from '../../../src/base/clock.ts';
import type { Unsubscribe } from '../../../src/base/unsubscribe.ts';

/** Time that moves only by `advance`. */
export class SteppedClock implements Clock {
  #now = 1_000_000;
  #order = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly task: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): Unsubscribe {
    const id = this.#order++;
    this.#timers.set(id, { at: this.#now + ms, task });
    return () => this.#timers.delete(id);
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Runs what is due within `ms`, in order of time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      let next: number | null = null;
      let at = end;
      for (const [id, timer] of this.#timers) {
        if (timer.at < at || (timer.at === at && next === null)) {
          next = id;
          at = timer.at;
        }
      }
      const timer = next === null ? undefined : this.#timers.get(next);
      if (next === null || timer === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, timer.at);
      timer.task();
    }
    this.#now = end;
  }

  /** As a frozen page: the time passes at once, and each timer that came due fires once afterwards. */
  freeze(ms: number): void {
    this.#now += ms;
    this.advance(0);
  }
}

/** Random bytes that are the same in each run with the same seed. */
export function seededRandom(seed: number): (length: number) => Uint8Array<ArrayBuffer> {
  let state = seed >>> 0 || 1;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      bytes[i] = state & 0xff;
    }
    return bytes;
  };
}
