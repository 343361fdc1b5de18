import type { Logger } from '../../src/base/logger.ts';
import { integrityOf } from './blob-integrity.ts';

const CACHE = 'lectern-python';
const DIGEST = 'X-Lectern-Digest';

/**
 * The memory of a started Python, kept in the browser's Cache Storage (some 15 MB): one, made by the kernel whose files
 * have the name `version`. It holds nothing of any person. Whatever fails here costs a slower start and nothing else.
 */
export class SnapshotStore {
  readonly #caches: CacheStorage | undefined;
  readonly #address: string;
  readonly #logger: Logger;
  /** What was checked in this page. A blob never changes. */
  #checked: Blob | null = null;

  /** `caches` is missing on plain http; `base`: the application's base address, with a slash at its end. */
  constructor(caches: CacheStorage | undefined, base: string, version: string, logger: Logger) {
    this.#caches = caches;
    this.#address = `${base}pyodide/snapshot-${version}`;
    this.#logger = logger;
  }

  /** The snapshot, as it was saved; null where there is none. One that is damaged is removed. */
  async load(): Promise<Blob | null> {
    if (this.#checked !== null) return this.#checked;
    try {
      const found = await (await this.#caches?.open(CACHE))?.match(this.#address);
      if (found === undefined) return null;
      const snapshot = await found.blob();
      if ((await integrityOf(snapshot)) === found.headers.get(DIGEST))
        return (this.#checked = snapshot);
      this.#logger.log('warn', 'snapshot-damaged');
      await this.remove();
    } catch (cause) {
      this.#logger.log('warn', 'snapshot-unreadable', { cause: String(cause) });
    }
    return null;
  }

  /** Whether one is to be made: there is a place for it, and none in it. */
  async isWanted(): Promise<boolean> {
    try {
      const cache = await this.#caches?.open(CACHE);
      return cache !== undefined && (await cache.match(this.#address)) === undefined;
    } catch {
      return false;
    }
  }

  /** Saves a snapshot in the place of those of other versions. */
  async save(snapshot: Blob): Promise<void> {
    this.#checked = null;
    try {
      const cache = await this.#caches?.open(CACHE);
      for (const request of (await cache?.keys()) ?? []) await cache?.delete(request);
      const digest = await integrityOf(snapshot);
      if (digest === null) return;
      const headers = { [DIGEST]: digest };
      await cache?.put(this.#address, new Response(snapshot, { headers }));
    } catch (cause) {
      this.#logger.log('info', 'snapshot-unsaved', { cause: String(cause) }); // the storage is full, most likely
    }
  }

  async remove(): Promise<void> {
    this.#checked = null;
    try {
      await (await this.#caches?.open(CACHE))?.delete(this.#address);
    } catch (cause) {
      this.#logger.log('warn', 'snapshot-stays', { cause: String(cause) });
    }
  }
}
