import { concat } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { DataSeal } from '../base/data-seal.ts';
import { LecternError } from '../base/lectern-error.ts';
import { BLOB_CHUNK } from '../protocol/limits.ts';
import type { BlobStore, StoredBlob } from './blob-store.ts';

/** Keeps the blobs of one class encrypted in another store. Their names and sizes stay visible there. */
export class SealedBlobStore implements BlobStore {
  readonly #kept: BlobStore;
  readonly #seal: DataSeal;

  constructor(kept: BlobStore, seal: DataSeal) {
    this.#kept = kept;
    this.#seal = seal;
  }

  async put(id: string, bytes: Bytes): Promise<void> {
    const own = bytes.slice();
    await this.#kept.remove(id);
    for (let index = 0; index * BLOB_CHUNK < own.length; index++) {
      await this.putChunk(id, index, own.slice(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK));
    }
    await this.#kept.finish(id, own.length);
  }

  async get(id: string): Promise<Bytes | null> {
    if (!(await this.#kept.has(id))) return null;
    const chunks: Bytes[] = [];
    for (const index of await this.#kept.chunks(id)) {
      const chunk = await this.getChunk(id, index);
      if (chunk !== null) chunks.push(chunk);
    }
    return concat(...chunks);
  }

  has(id: string): Promise<boolean> {
    return this.#kept.has(id);
  }

  async putChunk(id: string, index: number, bytes: Bytes): Promise<void> {
    await this.#kept.putChunk(id, index, await this.#seal.seal(bytes.slice(), `${id}/${index}`));
  }

  async getChunk(id: string, index: number): Promise<Bytes | null> {
    const sealed = await this.#kept.getChunk(id, index);
    if (sealed === null) return null;
    const plain = await this.#seal.open(sealed, `${id}/${index}`);
    if (plain === null) throw new LecternError('storage-broken', { detail: { reason: 'blob' } });
    return plain;
  }

  chunks(id: string): Promise<readonly number[]> {
    return this.#kept.chunks(id);
  }

  finish(id: string, size: number): Promise<void> {
    return this.#kept.finish(id, size);
  }

  list(): Promise<readonly StoredBlob[]> {
    return this.#kept.list();
  }

  remove(id: string): Promise<void> {
    return this.#kept.remove(id);
  }

  clear(): Promise<void> {
    return this.#kept.clear();
  }
}
