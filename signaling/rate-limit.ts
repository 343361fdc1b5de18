import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Counts events per key within a window. A store shared by several servers can stand in. */
export interface RateLimit {
  /** Whether `key` has used up what its window allows. */
  exceeded(key: string): Promise<boolean>;
  /** Counts one event of `key`. */
  count(key: string): Promise<void>;
}

/** Keeps the counts in this process. The number of keys is the caller's to bound. */
export class MemoryRateLimit implements RateLimit {
  readonly #limiter: RateLimiterMemory;
  readonly #allowed: number;

  constructor(allowed: number, windowMs: number) {
    this.#allowed = allowed;
    this.#limiter = new RateLimiterMemory({
      points: allowed,
      duration: windowMs / 1000,
    });
  }

  async exceeded(key: string): Promise<boolean> {
    const record = await this.#limiter.get(key);
    return record !== null && record.consumedPoints >= this.#allowed;
  }

  async count(key: string): Promise<void> {
    await this.#limiter.penalty(key);
  }
}
