import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';

/** Messages of one link that may wait for being checked: what comes in faster is no honest peer's. */
const MAX_QUEUED_BYTES = 96 * 1024 * 1024;
const MAX_QUEUED_MESSAGES = 20_000;
/** After this many messages, or bytes, in one go the other links and the page get their turn. */
const TURN_MESSAGES = 64;
const TURN_BYTES = 1024 * 1024;

/** Handles the messages of one link one after the other, in their order, without starving anybody else. */
export class LinkInbox {
  readonly #clock: Clock;
  readonly #handle: (message: Bytes) => Promise<void>;
  readonly #overflow: () => void;
  #queue: Bytes[] = [];
  #queuedBytes = 0;
  #running = false;
  #closed = false;

  /** `handle` must not reject. `overflow` is called once if more waits than an honest peer sends. */
  constructor(clock: Clock, handle: (message: Bytes) => Promise<void>, overflow: () => void) {
    this.#clock = clock;
    this.#handle = handle;
    this.#overflow = overflow;
  }

  push(message: Bytes): void {
    if (this.#closed) return;
    if (
      this.#queue.length >= MAX_QUEUED_MESSAGES ||
      this.#queuedBytes + message.length > MAX_QUEUED_BYTES
    ) {
      this.close();
      this.#overflow();
      return;
    }
    this.#queue.push(message);
    this.#queuedBytes += message.length;
    if (!this.#running) void this.#run();
  }

  /** Drops what waits and takes no more. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  async #run(): Promise<void> {
    this.#running = true;
    let messages = 0;
    let bytes = 0;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      for (const message of batch) {
        if (this.#closed) break;
        this.#queuedBytes -= message.length;
        messages++;
        bytes += message.length;
        await this.#handle(message);
        if (messages >= TURN_MESSAGES || bytes >= TURN_BYTES) {
          messages = bytes = 0;
          await new Promise<void>((resolve) => this.#clock.after(0, resolve));
        }
      }
    }
    this.#running = false;
  }
}
