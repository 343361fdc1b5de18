import type { Clock } from '../src/base/clock.ts';
import { MAX_CODE_TTL_S } from '../src/protocol/limits.ts';
import type { CodeShelf, Keeper } from './code-shelf.ts';
import type { Codes } from './exchange.ts';
import { DROP_CODE, PUT_CODE, RELEASE_CODE } from './redis-scripts.ts';
import type { ServerLimits } from './server-limits.ts';
import type { SharedRedis } from './shared-redis.ts';

/**
 * Codes in Redis. What was put here is on this instance's own shelf as well: it answers while Redis is gone, and
 * fills it again when that comes back empty.
 */
export class RedisCodes implements Codes {
  readonly #shared: SharedRedis;
  readonly #shelf: CodeShelf;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;

  constructor(shared: SharedRedis, shelf: CodeShelf, clock: Clock, limits: ServerLimits) {
    this.#shared = shared;
    this.#shelf = shelf;
    this.#clock = clock;
    this.#limits = limits;
  }

  async put(
    id: string,
    ticket: string,
    ttl: number,
    room: string,
    keeper: Keeper,
  ): Promise<boolean> {
    const shared = await this.#put(id, ticket, ttl * 1000, room, keeper);
    if (shared === false) return false;
    const here = this.#shelf.put(id, ticket, ttl, room, keeper);
    return shared ?? here;
  }

  get(id: string): Promise<string | null> {
    return this.#shared.ask(
      async (redis) => {
        const ticket = await redis.run(['HGET', this.#shared.key('c', id), 'ticket']);
        return typeof ticket === 'string' ? ticket : null;
      },
      () => this.#shelf.get(id),
    );
  }

  async drop(id: string, room: string, keeper: Keeper): Promise<boolean> {
    const { instance } = this.#shared;
    const channel = this.#shared.key('dropped');
    const args = [this.#shared.key('i', ''), `${instance} ${keeper.id}`, id, room, channel, id];
    return this.#shared.ask(
      async (redis) => (await redis.script(DROP_CODE, this.#keys(id, room), args)) === 1,
      () => this.#shelf.drop(id, room, keeper),
    );
  }

  release(keeper: Keeper): void {
    for (const id of this.#shelf.keptBy(keeper)) {
      void this.#shared.ask(
        (redis) =>
          redis.script(
            RELEASE_CODE,
            [this.#shared.key('c', id)],
            [`${this.#shared.instance} ${keeper.id}`],
          ),
        () => null,
      );
    }
  }

  /** Forgets what another instance was told to withdraw. */
  forget(id: string): void {
    this.#shelf.forget(id);
  }

  /** Puts everything that is on this instance's shelf into Redis again. */
  async putAgain(): Promise<void> {
    const now = this.#clock.now();
    for (const { id, ticket, room, keeper, until } of this.#shelf.all()) {
      if (until > now) await this.#put(id, ticket, until - now, room, keeper);
    }
  }

  /** Null where Redis could not be asked. */
  #put(
    id: string,
    ticket: string,
    ms: number,
    room: string,
    keeper: Keeper,
  ): Promise<boolean | null> {
    const args = [
      this.#shared.key('i', ''),
      keeper.alive ? `${this.#shared.instance} ${keeper.id}` : '',
      id,
      ticket,
      room,
      String(ms),
      String(this.#limits.codesPerRoom),
      String(this.#limits.codes),
      String(this.#clock.now()),
      String(MAX_CODE_TTL_S * 1000),
    ];
    return this.#shared.ask<boolean | null>(
      async (redis) => (await redis.script(PUT_CODE, this.#keys(id, room), args)) === 1,
      () => null,
    );
  }

  #keys(id: string, room: string): string[] {
    return [this.#shared.key('c', id), this.#shared.key('cr', room), this.#shared.key('codes')];
  }
}
