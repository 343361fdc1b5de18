import { utf8 } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { isHash32 } from '../protocol/ids.ts';
import type { BlobId, ClassId } from '../protocol/ids.ts';
import { UNNAMED_BLOB_MS } from '../protocol/limits.ts';
import type { EntryStore } from '../store/entry-store.ts';

/** Name of the note in the store. */
const META_KEY = 'unnamed-blobs';

interface UnnamedOptions {
  readonly store: EntryStore;
  readonly classId: ClassId;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Since when this device keeps blobs that no document names, over sessions. */
export class UnnamedBlobs {
  readonly #options: UnnamedOptions;
  /** ms since the epoch, by this device's clock. */
  readonly #since = new Map<BlobId, number>();

  constructor(options: UnnamedOptions) {
    this.#options = options;
  }

  /** Reads the note of earlier sessions. */
  async load(): Promise<void> {
    const note = await this.#options.store.getMeta(this.#options.classId, META_KEY);
    for (const line of (note === null ? '' : new TextDecoder().decode(note)).split('\n')) {
      const [id = '', at = ''] = line.split(' ');
      if (isHash32(id) && /^\d{1,15}$/.test(at)) this.#since.set(id as BlobId, Number(at));
    }
  }

  /**
   * Takes down which blobs nobody names now, and gives those of them that were not named for `UNNAMED_BLOB_MS`. What is
   * named again, or gone, starts anew.
   */
  async note(unnamed: ReadonlySet<BlobId>): Promise<readonly BlobId[]> {
    const now = this.#options.clock.now();
    let changed = false;
    for (const id of [...this.#since.keys()])
      if (!unnamed.has(id)) changed = this.#since.delete(id);
    for (const id of unnamed) {
      // A clock that was set back counts from now.
      if ((this.#since.get(id) ?? Infinity) <= now) continue;
      this.#since.set(id, now);
      changed = true;
    }
    if (changed) await this.#save();
    return [...this.#since].filter(([, at]) => now - at >= UNNAMED_BLOB_MS).map(([id]) => id);
  }

  /** Whether it was taken down, and not wanted since. */
  has(id: BlobId): boolean {
    return this.#since.has(id);
  }

  /** It is wanted here now. */
  forget(id: BlobId): void {
    if (this.#since.delete(id)) void this.#save();
  }

  async #save(): Promise<void> {
    const { classId, logger, store } = this.#options;
    const lines = [...this.#since].map(([id, at]) => `${id} ${at}`);
    try {
      await store.putMeta(classId, META_KEY, utf8(lines.join('\n')));
    } catch (cause) {
      logger.log('warn', 'unnamed-unsaved', { message: String(cause) });
    }
  }
}
