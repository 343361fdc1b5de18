import type { Logger } from '../base/logger.ts';

/** Runs asynchronous tasks one after the other, in the order in which they were added. */
export class SerialTasks {
  readonly #logger: Logger;
  readonly #limit: number;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** At most `limit` tasks wait at a time. A task that fails is logged; the next ones run. */
  constructor(logger: Logger, limit: number) {
    this.#logger = logger;
    this.#limit = limit;
  }

  /** False, and the task not taken, where too many wait. */
  add(task: () => Promise<void>): boolean {
    if (this.#waiting >= this.#limit) return false;
    this.#waiting += 1;
    this.#tail = this.#tail.then(task).catch((cause: unknown) => {
      this.#logger.log('error', 'task-failed', { cause: String(cause) });
    });
    this.#tail = this.#tail.then(() => {
      this.#waiting -= 1;
    });
    return true;
  }
}
