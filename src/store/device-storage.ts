import type { Logger } from '../base/logger.ts';

/** What this device's storage holds of the page, in bytes; null where the browser does not say. */
export interface StorageUse {
  readonly usage: number | null;
  readonly quota: number | null;
}

/** The part of the browser's `StorageManager` that is used. */
export type StorageManagerLike = Pick<StorageManager, 'persist' | 'persisted' | 'estimate'>;

/** Room for the page on this device. Nothing rejects: where the browser cannot tell, it does not matter. */
export class DeviceStorage {
  readonly #manager: StorageManagerLike | undefined;
  readonly #logger: Logger;

  /** `manager` is missing on old browsers and unprotected addresses. */
  constructor(manager: StorageManagerLike | undefined, logger: Logger) {
    this.#manager = manager;
    this.#logger = logger;
  }

  /**
   * Asks the browser to keep what is stored when space gets scarce; true where it does. Some browsers ask the person: to
   * be called when there is something to keep, once.
   */
  async keep(): Promise<boolean> {
    try {
      const kept =
        (await this.#manager?.persisted()) === true || (await this.#manager?.persist()) === true;
      this.#logger.log('info', 'storage-persistence', { kept });
      return kept;
    } catch (cause) {
      this.#logger.log('warn', 'storage-persistence-unknown', { message: String(cause) });
      return false;
    }
  }

  /** Whether it does, without asking. */
  async kept(): Promise<boolean> {
    try {
      return (await this.#manager?.persisted()) === true;
    } catch (cause) {
      this.#logger.log('warn', 'storage-persistence-unknown', { message: String(cause) });
      return false;
    }
  }

  async use(): Promise<StorageUse> {
    try {
      const { usage, quota } = (await this.#manager?.estimate()) ?? {};
      return { usage: usage ?? null, quota: quota ?? null };
    } catch (cause) {
      this.#logger.log('warn', 'storage-use-unknown', { message: String(cause) });
      return { usage: null, quota: null };
    }
  }
}
