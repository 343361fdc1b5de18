import { concat } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import { BLOB_CHUNK } from '../protocol/limits.ts';
import type { BlobStore, StoredBlob } from './blob-store.ts';

/** Keeps the blobs of one class as long as the object lives: for tests, and where a browser has no IndexedDB. */
export class MemoryBlobStore implements BlobStore {
  readonly #chunks = new Map<string, Map<number, Bytes>>();
  readonly #sizes = new Map<string, number>();

  async put(id: string, bytes: Bytes): Promise<void> {
    this.#chunks.delete(id);
    for (let index = 0; index * BLOB_CHUNK < bytes.length; index++) {
      await this.putChunk(id, index, bytes.subarray(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK));
    }
    this.#sizes.set(id, bytes.length);
  }

  async get(id: string): Promise<Bytes | null> {
    const size = this.#sizes.get(id);
    if (size === undefined) return null;
    const chunks = [...(this.#chunks.get(id) ?? [])].sort(([a], [b]) => a - b);
    const bytes = concat(...chunks.map(([, chunk]) => chunk));
    if (bytes.length !== size) throw torn();
    return bytes;
  }

  async has(id: string): Promise<boolean> {
    return this.#sizes.has(id);
  }

  async putChunk(id: string, index: number, bytes: Bytes): Promise<void> {
    let chunks = this.#chunks.get(id);
    if (chunks === undefined) this.#chunks.set(id, (chunks = new Map()));
    chunks.set(index, bytes.slice());
  }

  async getChunk(id: string, index: number): Promise<Bytes | null> {
    return this.#chunks.get(id)?.get(index)?.slice() ?? null;
  }

  async chunks(id: string): Promise<readonly number[]> {
    return [...(this.#chunks.get(id)?.keys() ?? [])].sort((a, b) => a - b);
  }

  async finish(id: string, size: number): Promise<void> {
    if ((this.#chunks.get(id)?.size ?? 0) !== Math.ceil(size / BLOB_CHUNK)) throw torn();
    this.#sizes.set(id, size);
  }

  async list(): Promise<readonly StoredBlob[]> {
    return [...this.#sizes.entries()]
      .map(([id, size]) => ({ id, size }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async remove(id: string): Promise<void> {
    this.#chunks.delete(id);
    this.#sizes.delete(id);
  }

  async clear(): Promise<void> {
    this.#chunks.clear();
    this.#sizes.clear();
  }
}

function torn(): LecternError {
  return new LecternError('storage-broken', { detail: { reason: 'blob' } });
}
