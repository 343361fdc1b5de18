import type { RandomBytes } from '../base/random.ts';

/** Growing pauses between attempts, jittered so that a class does not come back in one blow. */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  readonly #random: RandomBytes;
  readonly #growth: number;
  #attempt = 0;

  /** Pauses of up to `first` ms, `growth` times as long with each attempt, up to `longest` ms. */
  constructor(first: number, longest: number, random: RandomBytes, growth = 2) {
    this.#first = first;
    this.#longest = longest;
    this.#random = random;
    this.#growth = growth;
  }

  /** The next pause in ms: between half of its full length and all of it. */
  next(): number {
    const full = Math.min(this.#longest, this.#first * this.#growth ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 30);
    return full * (0.5 + this.jitter() / 2);
  }

  /** From 0 to just below 1. */
  jitter(): number {
    return randomBelow(this.#random, 256) / 256;
  }

  reset(): void {
    this.#attempt = 0;
  }
}

/** A whole number from 0 to `bound` - 1; `bound` is at most 65,536. */
export function randomBelow(random: RandomBytes, bound: number): number {
  const bytes = random(2);
  return ((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) % bound;
}
