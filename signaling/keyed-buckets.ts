import type { Clock } from '../src/base/clock.ts';
import { TokenBucket } from '../src/base/token-bucket.ts';

/** From how many buckets on it is looked for full ones. */
const SWEEP_FROM = 1024;

/** A token bucket per key. Buckets that are full again are forgotten, so that keys of the past cost nothing. */
export class KeyedBuckets {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #buckets = new Map<string, TokenBucket>();
  #sweepAt = SWEEP_FROM;

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** The bucket of `key`; a caller must not keep it. */
  of(key: string): TokenBucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep();
      bucket = new TokenBucket(this.#clock, this.#burst, this.#perSecond);
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }

  #sweep(): void {
    for (const [key, bucket] of this.#buckets) if (bucket.full) this.#buckets.delete(key);
    this.#sweepAt = Math.max(SWEEP_FROM, this.#buckets.size * 2);
  }
}
