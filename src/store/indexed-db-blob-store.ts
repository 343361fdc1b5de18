import { concat } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { ClassId } from '../protocol/ids.ts';
import { BLOB_CHUNK } from '../protocol/limits.ts';
import type { BlobStore, StoredBlob } from './blob-store.ts';
import { rangeOf } from './class-database.ts';
import type { ClassDatabase } from './class-database.ts';

/** Keeps the blobs of one class in the IndexedDB database `lectern`, which the caller opens and closes. */
export class IndexedDbBlobStore implements BlobStore {
  readonly #db: ClassDatabase;
  readonly #class: ClassId;

  constructor(db: ClassDatabase, classId: ClassId) {
    this.#db = db;
    this.#class = classId;
  }

  put(id: string, bytes: Bytes): Promise<void> {
    return this.#db.write(['blobs', 'chunks'], async (tx) => {
      const chunks = tx.objectStore('chunks');
      await chunks.delete(rangeOf(this.#class, id));
      for (let index = 0; index * BLOB_CHUNK < bytes.length; index++) {
        const chunk = bytes.slice(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK);
        await chunks.put({ class: this.#class, id, index, bytes: chunk });
      }
      await tx.objectStore('blobs').put({ class: this.#class, id, size: bytes.length });
    });
  }

  get(id: string): Promise<Bytes | null> {
    return this.#db.read(async (db) => {
      const tx = db.transaction(['blobs', 'chunks']);
      const blob = await tx.objectStore('blobs').get([this.#class, id]);
      if (blob === undefined) return null;
      const rows = await tx.objectStore('chunks').getAll(rangeOf(this.#class, id));
      const whole = concat(...rows.map(({ bytes }) => bytes));
      if (whole.length !== blob.size) throw torn();
      return whole;
    });
  }

  has(id: string): Promise<boolean> {
    return this.#db.read(async (db) => (await db.getKey('blobs', [this.#class, id])) !== undefined);
  }

  putChunk(id: string, index: number, bytes: Bytes): Promise<void> {
    return this.#db.write(['chunks'], async (tx) => {
      await tx.objectStore('chunks').put({ class: this.#class, id, index, bytes: bytes.slice() });
    });
  }

  getChunk(id: string, index: number): Promise<Bytes | null> {
    return this.#db.read(
      async (db) => (await db.get('chunks', [this.#class, id, index]))?.bytes ?? null,
    );
  }

  chunks(id: string): Promise<readonly number[]> {
    return this.#db.read(async (db) =>
      (await db.getAllKeys('chunks', rangeOf(this.#class, id))).map(([, , index]) => index),
    );
  }

  finish(id: string, size: number): Promise<void> {
    return this.#db.write(['blobs', 'chunks'], async (tx) => {
      const count = await tx.objectStore('chunks').count(rangeOf(this.#class, id));
      if (count !== Math.ceil(size / BLOB_CHUNK)) throw torn();
      await tx.objectStore('blobs').put({ class: this.#class, id, size });
    });
  }

  list(): Promise<readonly StoredBlob[]> {
    return this.#db.read(async (db) =>
      (await db.getAll('blobs', rangeOf(this.#class))).map(({ id, size }) => ({ id, size })),
    );
  }

  remove(id: string): Promise<void> {
    return this.#db.write(['blobs', 'chunks'], async (tx) => {
      await tx.objectStore('blobs').delete([this.#class, id]);
      await tx.objectStore('chunks').delete(rangeOf(this.#class, id));
    });
  }

  clear(): Promise<void> {
    return this.#db.write(['blobs', 'chunks'], async (tx) => {
      await tx.objectStore('blobs').delete(rangeOf(this.#class));
      await tx.objectStore('chunks').delete(rangeOf(this.#class));
    });
  }
}

function torn(): LecternError {
  return new LecternError('storage-broken', { detail: { reason: 'blob' } });
}
