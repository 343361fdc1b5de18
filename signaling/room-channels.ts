import type { RedisConnection } from './redis-connection.ts';
import type { SharedRedis } from './shared-redis.ts';

/** The channels of those rooms that somebody of this instance is in, or is about to be. */
export class RoomChannels {
  readonly #shared: SharedRedis;
  /** One function for all: listening twice with the same one is listening once. */
  readonly #onNews: (news: Buffer) => void;
  readonly #rooms = new Map<string, { count: number; ready: Promise<void> }>();

  constructor(shared: SharedRedis, onNews: (news: Buffer) => void) {
    this.#shared = shared;
    this.#onNews = onNews;
  }

  get rooms(): readonly string[] {
    return [...this.#rooms.keys()];
  }

  /** One more is in the room. Resolves when its news are heard, or Redis is out of reach. */
  listen(room: string): Promise<void> {
    const known = this.#rooms.get(room);
    if (known !== undefined) {
      known.count++;
      return known.ready;
    }
    const ready = this.#shared.ask(
      (redis) => redis.subscribe(this.#channel(room), this.#onNews),
      () => undefined,
    );
    this.#rooms.set(room, { count: 1, ready });
    return ready;
  }

  /** One less is in it. */
  listenLess(room: string): void {
    const known = this.#rooms.get(room);
    if (known === undefined || --known.count > 0) return;
    this.#rooms.delete(room);
    void this.#shared.ask(
      (redis) => redis.unsubscribe(this.#channel(room)),
      () => undefined,
    );
  }

  /** Listens to all of them over `redis`, which is there again. Rejects where it is gone. */
  async listenAgain(redis: RedisConnection): Promise<void> {
    await Promise.all(this.rooms.map((room) => redis.subscribe(this.#channel(room), this.#onNews)));
  }

  #channel(room: string): string {
    return this.#shared.key('room', room);
  }
}
