import type { RedisConnection } from './redis-connection.ts';

/** The state that parts of the exchange share: Redis, where it can be reached, and what to do where not. */
export interface SharedRedis {
  /** The instance's name; a new one after each time that Redis was out of reach. */
  readonly instance: string;
  /** Runs `task` with Redis; `otherwise` where it cannot be reached. */
  ask<T>(task: (redis: RedisConnection) => Promise<T>, otherwise: () => T | Promise<T>): Promise<T>;
  /** The full name of a key or channel. */
  key(...parts: readonly string[]): string;
}
