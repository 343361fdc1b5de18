import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  task: (() => void) | null;
}

/** Time that moves only by `advance`, for simulations of millions of events: a heap of what is to come. */
export class EventClock implements Clock {
  #now = 1_000_000;
  #order = 0;
  readonly #heap: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): Unsubscribe {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, task };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return () => {
      timer.task = null;
    };
  }

  /** Runs what is due within `ms`, in order of time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      this.#now = Math.max(this.#now, next.at);
      next.task?.();
    }
    this.#now = end;
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (this.#before(left, least)) least = left;
      if (this.#before(right, least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1;
      if (!this.#before(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #before(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return false;
    return first.at < second.at || (first.at === second.at && first.order < second.order);
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
