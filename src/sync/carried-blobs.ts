import { utf8 } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { isHash32 } from '../protocol/ids.ts';
import type { BlobId, ClassId, KeyId } from '../protocol/ids.ts';
import { MAX_CARRIED_BYTES } from '../protocol/limits.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { EntryStore } from '../store/entry-store.ts';

/** Name of the note in the store. */
const META_KEY = 'carried-blobs';
const SAVE_MS = 1_000;

interface CarriedOptions {
  readonly store: EntryStore;
  readonly blobs: BlobStore;
  readonly classId: ClassId;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called where a blob was given up. */
  readonly removed: (id: BlobId) => void;
}

/** Blobs, whole or in parts, that are kept for others: the oldest make room for new ones. */
export class CarriedBlobs {
  readonly #options: CarriedOptions;
  /** In the order of their last growth. */
  readonly #kept = new Map<BlobId, { bytes: number; by: KeyId }>();
  #cancelSave: Unsubscribe | null = null;

  constructor(options: CarriedOptions) {
    this.#options = options;
  }

  /** Reads the note of earlier sessions. */
  async load(): Promise<void> {
    const note = await this.#options.store.getMeta(this.#options.classId, META_KEY);
    for (const line of (note === null ? '' : new TextDecoder().decode(note)).split('\n')) {
      const [id = '', size = '', by = ''] = line.split(' ');
      const bytes = Number(size);
      if (isHash32(id) && isHash32(by) && bytes > 0)
        this.#kept.set(id as BlobId, { bytes, by: by as KeyId });
    }
  }

  /**
   * Makes room for `bytes` more of a blob by the wish of one neighbour, and counts them; false where all that could go
   * is `busy`.
   */
  add(id: BlobId, bytes: number, by: KeyId, busy: (id: BlobId) => boolean): boolean {
    const before = this.#kept.get(id);
    const asker = before?.by ?? by;
    const over = (ofAsker: boolean): boolean => {
      let sum = bytes;
      for (const kept of this.#kept.values()) if (!ofAsker || kept.by === asker) sum += kept.bytes;
      return sum > (ofAsker ? MAX_CARRIED_BYTES / 4 : MAX_CARRIED_BYTES);
    };
    for (const ofAsker of [true, false]) {
      for (const [old, kept] of this.#kept) {
        if (!over(ofAsker)) break;
        if (old !== id && (!ofAsker || kept.by === asker) && !busy(old)) this.#giveUp(old);
      }
      if (over(ofAsker)) return false;
    }
    this.#kept.delete(id);
    this.#kept.set(id, { bytes: (before?.bytes ?? 0) + bytes, by: asker });
    this.#plan();
    return true;
  }

  /** Whether it is kept for others only. */
  has(id: BlobId): boolean {
    return this.#kept.has(id);
  }

  /** It is wanted here now. */
  forget(id: BlobId): void {
    if (this.#kept.delete(id)) this.#plan();
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.#cancelSave !== null) await this.#save();
  }

  #giveUp(id: BlobId): void {
    this.#kept.delete(id);
    this.#options.removed(id);
    this.#options.blobs
      .remove(id)
      .catch((cause: unknown) =>
        this.#options.logger.log('warn', 'blob-unremoved', { message: String(cause) }),
      );
  }

  #plan(): void {
    this.#cancelSave ??= this.#options.clock.after(SAVE_MS, () => void this.#save());
  }

  async #save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    const lines = [...this.#kept].map(([id, { bytes, by }]) => `${id} ${bytes} ${by}`);
    try {
      await this.#options.store.putMeta(this.#options.classId, META_KEY, utf8(lines.join('\n')));
    } catch (cause) {
      this.#options.logger.log('warn', 'carried-unsaved', { message: String(cause) });
    }
  }
}
