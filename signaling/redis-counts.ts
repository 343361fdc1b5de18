import type { Clock } from '../src/base/clock.ts';
import type { RelayQuota } from './exchange.ts';
import type { RateLimit } from './rate-limit.ts';
import { COUNT } from './redis-scripts.ts';
import { hourOf } from './relay-quota.ts';
import type { ServerLimits } from './server-limits.ts';
import type { SharedRedis } from './shared-redis.ts';

/** Counts wrong codes for all instances together; alone, those of this one. */
export class RedisRateLimit implements RateLimit {
  readonly #shared: SharedRedis;
  readonly #here: RateLimit;
  readonly #limits: ServerLimits;

  constructor(shared: SharedRedis, here: RateLimit, limits: ServerLimits) {
    this.#shared = shared;
    this.#here = here;
    this.#limits = limits;
  }

  exceeded(key: string): Promise<boolean> {
    return this.#shared.ask(
      async (redis) =>
        Number(await redis.run(['GET', this.#shared.key('w', key)])) >= this.#limits.wrongCodes,
      () => this.#here.exceeded(key),
    );
  }

  async count(key: string): Promise<void> {
    await this.#here.count(key);
    const ttl = String(this.#limits.wrongCodesMs);
    await this.#shared.ask(
      (redis) => redis.script(COUNT, [this.#shared.key('w', key)], ['1', ttl]),
      () => null,
    );
  }
}

/** How much of a room's allowance an instance takes at a time, so that not each frame asks Redis. Bytes. */
const SHARE = 1024 * 1024;

/** Keeps rooms' allowances for all instances together; alone, each instance has an allowance of its own. */
export class RedisRelayQuota implements RelayQuota {
  readonly #shared: SharedRedis;
  readonly #here: RelayQuota;
  readonly #clock: Clock;
  readonly #perHour: number;
  readonly #shares = new Map<string, { left: number; asking: Promise<void> | null }>();
  #hour = 0;

  constructor(shared: SharedRedis, here: RelayQuota, clock: Clock, perHour: number) {
    this.#shared = shared;
    this.#here = here;
    this.#clock = clock;
    this.#perHour = perHour;
  }

  async spend(room: string, bytes: number): Promise<boolean> {
    const hour = hourOf(this.#clock);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#shares.clear();
    }
    let share = this.#shares.get(room);
    if (share === undefined) this.#shares.set(room, (share = { left: 0, asking: null }));
    while (share.asking !== null) await share.asking; // one request serves all who wait
    if (share.left < bytes) {
      share.asking = this.#take(room, hour, share);
      await share.asking;
      share.asking = null;
    }
    if (share.left < bytes) return false;
    share.left -= bytes;
    return true;
  }

  async #take(room: string, hour: number, share: { left: number }): Promise<void> {
    const wanted = Math.min(SHARE, Math.max(this.#perHour >> 3, 20_480));
    const key = this.#shared.key('q', String(hour), room);
    const granted = await this.#shared.ask(
      async (redis) => {
        const sum = Number(await redis.script(COUNT, [key], [String(wanted), '7200000']));
        return wanted - Math.max(0, Math.min(wanted, sum - this.#perHour));
      },
      async () => ((await this.#here.spend(room, wanted)) ? wanted : 0),
    );
    share.left += granted;
  }
}
