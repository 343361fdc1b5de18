import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { BlobId } from '../protocol/ids.ts';
import { encodePeerMessage } from '../protocol/peer-messages.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { Link } from '../transport/link.ts';

/** No further chunk is read while this much of bulk waits on the link: its low-water mark. */
const LOW_WATER = 256 * 1024;

/** Gives a neighbour the chunks that it asked for, in the order of asking, as fast as its link takes them. */
export class BlobSender {
  readonly #link: Link;
  readonly #store: BlobStore;
  readonly #missing: (id: BlobId, index: number) => void;
  readonly #endDrain: Unsubscribe;
  #queue: { readonly id: BlobId; readonly index: number }[] = [];
  #running = false;

  /** `missing` is called where the store does not give a chunk that was there. */
  constructor(link: Link, store: BlobStore, missing: (id: BlobId, index: number) => void) {
    this.#link = link;
    this.#store = store;
    this.#missing = missing;
    this.#endDrain = link.onDrain(() => void this.#pump());
  }

  get length(): number {
    return this.#queue.length;
  }

  /** Queues a chunk that is in the store. */
  push(id: BlobId, index: number): void {
    this.#queue.push({ id, index });
    void this.#pump();
  }

  /** Takes back what was not sent of a blob. */
  drop(id: BlobId): void {
    this.#queue = this.#queue.filter((queued) => queued.id !== id);
  }

  close(): void {
    this.#queue = [];
    this.#endDrain();
  }

  async #pump(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#link.queuedBulkBytes <= LOW_WATER) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      const bytes = await this.#store.getChunk(next.id, next.index).catch(() => null);
      if (bytes === null) this.#missing(next.id, next.index);
      else this.#link.send(encodePeerMessage({ type: 'blob-chunk', ...next, bytes }), 'bulk');
    }
    this.#running = false;
  }
}
