import { createClient } from '@redis/client';
import type { Clock } from '../src/base/clock.ts';

/** How long Redis has for an answer, in ms; after that it counts as gone. */
const ANSWER_MS = 2_000;

/** Longest pause between two attempts to reach Redis, in ms. */
const MAX_PAUSE_MS = 1_000;

/** What is sent to Redis: a command, its keys and arguments. */
export type RedisCommand = readonly (string | Buffer)[];

/** Two connections to one Redis, for commands and for what is published. Both come back by themselves. */
export class RedisConnection {
  readonly #commands: ReturnType<typeof connectTo>;
  readonly #subscriber: ReturnType<typeof connectTo>;
  readonly #clock: Clock;

  /** `onError` is told of each lost connection and each failed attempt. */
  constructor(url: string, clock: Clock, onError: () => void) {
    this.#clock = clock;
    this.#commands = connectTo(url);
    this.#subscriber = connectTo(url);
    for (const client of [this.#commands, this.#subscriber]) {
      client.on('error', onError);
      client.connect().catch(onError);
    }
  }

  /** Whether both connections stand. */
  get ready(): boolean {
    return this.#commands.isReady && this.#subscriber.isReady;
  }

  /** Runs a command. Rejects where Redis is gone, says no or takes too long. */
  run(command: RedisCommand): Promise<unknown> {
    return this.#inTime(this.#commands.sendCommand([...command]));
  }

  /** Runs a Lua script over `keys`. */
  script(source: string, keys: readonly string[], args: RedisCommand): Promise<unknown> {
    return this.run(['EVAL', source, String(keys.length), ...keys, ...args]);
  }

  /** Listens to a channel until `unsubscribe`, also after the connection was lost in between. */
  async subscribe(channel: string, listener: (message: Buffer) => void): Promise<void> {
    await this.#inTime(this.#subscriber.subscribe(channel, listener, true));
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.#inTime(this.#subscriber.unsubscribe(channel));
  }

  /** The client waits for ever for what it has sent: a Redis that hangs would stop everything. */
  #inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ANSWER_MS, () => reject(new Error('Redis does not answer')));
      answer.then(resolve, reject).finally(cancel);
    });
  }

  close(): void {
    for (const client of [this.#commands, this.#subscriber]) client.destroy();
  }
}

function connectTo(url: string) {
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    commandOptions: { timeout: ANSWER_MS },
    pingInterval: ANSWER_MS,
    socket: {
      connectTimeout: ANSWER_MS,
      socketTimeout: 3 * ANSWER_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, MAX_PAUSE_MS),
    },
  });
}
