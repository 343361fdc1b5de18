import type { Bytes } from '../base/bytes.ts';
import { chunkCount } from '../protocol/blob-manifest.ts';
import type { BlobId } from '../protocol/ids.ts';
import { BLOB_CHUNK } from '../protocol/limits.ts';
import type { BlobStore, StoredBlob } from '../store/blob-store.ts';

/** Files that are given from where they are at a time: a handle each, no content. */
const MAX_SEEDS = 1_024;

/**
 * A class's blobs, and beside them files of this device that it gives without a copy: of the application and of packages.
 * What is in both is the store's.
 */
export class SeededBlobStore implements BlobStore {
  readonly #store: BlobStore;
  readonly #dropped: (id: BlobId) => void;
  readonly #seeds = new Map<string, Blob>();

  /** `dropped` is called where a file makes room for another. */
  constructor(store: BlobStore, dropped: (id: BlobId) => void) {
    this.#store = store;
    this.#dropped = dropped;
  }

  /** Gives `file`, whose manifest has this hash, from now on. */
  seed(id: BlobId, file: Blob): void {
    this.#seeds.delete(id);
    this.#seeds.set(id, file);
    for (const old of this.#seeds.keys()) {
      if (this.#seeds.size <= MAX_SEEDS) break;
      this.#seeds.delete(old);
      this.#dropped(old as BlobId);
    }
  }

  isSeed(id: BlobId): boolean {
    return this.#seeds.has(id);
  }

  async get(id: string): Promise<Bytes | null> {
    const file = this.#seeds.get(id);
    return file === undefined ? this.#store.get(id) : this.#read(id, file);
  }

  async getChunk(id: string, index: number): Promise<Bytes | null> {
    const file = this.#seeds.get(id);
    if (file === undefined) return this.#store.getChunk(id, index);
    return this.#read(id, file.slice(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK));
  }

  async chunks(id: string): Promise<readonly number[]> {
    const file = this.#seeds.get(id);
    if (file === undefined) return this.#store.chunks(id);
    return Array.from({ length: chunkCount(file.size) }, (_, index) => index);
  }

  async has(id: string): Promise<boolean> {
    return this.#seeds.has(id) || this.#store.has(id);
  }

  put(id: string, bytes: Bytes): Promise<void> {
    return this.#store.put(id, bytes);
  }

  putChunk(id: string, index: number, bytes: Bytes): Promise<void> {
    return this.#store.putChunk(id, index, bytes);
  }

  finish(id: string, size: number): Promise<void> {
    return this.#store.finish(id, size);
  }

  list(): Promise<readonly StoredBlob[]> {
    return this.#store.list();
  }

  remove(id: string): Promise<void> {
    return this.#store.remove(id);
  }

  clear(): Promise<void> {
    return this.#store.clear();
  }

  async #read(id: string, part: Blob): Promise<Bytes | null> {
    try {
      return new Uint8Array(await part.arrayBuffer());
    } catch {
      // The browser has removed it, or the cache was emptied.
      if (this.#seeds.delete(id)) this.#dropped(id as BlobId);
      return null;
    }
  }
}
