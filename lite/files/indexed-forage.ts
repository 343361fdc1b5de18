import type { Contents } from '@jupyterlab/services';
import { SealedForage } from './sealed-forage.ts';
import { asModel, asStored } from './stored-content.ts';

/** A stored file without its content. */
export type FileRow = Contents.IModel;

/**
 * The store of files with an index beside it, so that a list of them reads no contents: fifty files of 20 MB are listed
 * as fast as fifty lines. The files are what counts: at every list the index's names are compared with theirs, what it
 * lacks is read once, and what it has too much goes. It may be written by other tabs as well. A computer that stops
 * between the two writes of one file leaves an older size and time in the index, until the file is written again.
 * Binary files are kept as bytes (`stored-content.ts`).
 */
export class IndexedForage {
  /** The files with their contents. */
  readonly files: LocalForage | SealedForage;
  readonly #index: LocalForage;
  readonly #keepsBytes: boolean;

  /** `keepsBytes`: whether what is below keeps bytes within an object, as IndexedDB does. */
  constructor(files: LocalForage, index: LocalForage, keepsBytes: boolean) {
    this.files = files;
    this.#index = index;
    this.#keepsBytes = keepsBytes;
  }

  async getItem<T>(key: string): Promise<T | null> {
    return asModel(await this.files.getItem<T>(key));
  }

  /** A file as it is stored: its content may be bytes. */
  stored(key: string): Promise<FileRow | null> {
    return this.files.getItem<FileRow>(key);
  }

  /** The content of a binary file may be base64 or bytes. */
  async setItem<T>(key: string, value: T): Promise<T> {
    await this.files.setItem(key, this.#keepsBytes ? asStored(value) : await asModel(value));
    await this.#index.setItem(key, withoutContent(value));
    return value;
  }

  async removeItem(key: string): Promise<void> {
    await this.files.removeItem(key);
    await this.#index.removeItem(key);
  }

  async clear(): Promise<void> {
    await this.files.clear();
    await this.#index.clear();
  }

  async keys(): Promise<string[]> {
    return [...(await this.rows()).keys()];
  }

  length(): Promise<number> {
    return this.files.length();
  }

  /** As localforage's, but every file comes without its content. */
  async iterate<U>(visit: (row: FileRow, key: string, count: number) => U): Promise<U | undefined> {
    let count = 0;
    for (const [key, row] of await this.rows()) {
      const result = visit(row, key, ++count);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  /** A file without its content; null where the index does not have it. */
  row(key: string): Promise<FileRow | null> {
    return this.#index.getItem<FileRow>(key);
  }

  /** All files without their contents, by path. */
  async rows(): Promise<ReadonlyMap<string, FileRow>> {
    // The index first: a file that comes meanwhile is then one that it lacks, not one that is gone.
    const indexed = new Map<string, FileRow>();
    await this.#index.iterate((row: FileRow, key) => void indexed.set(key, row));
    const { files } = this;
    const stored = new Set(await (files instanceof SealedForage ? files.rowNames() : files.keys()));
    for (const key of indexed.keys()) {
      const name = files instanceof SealedForage ? await files.rowName(key) : key;
      if (stored.delete(name)) continue;
      indexed.delete(key);
      await this.#index.removeItem(key);
    }
    for (const name of stored) {
      const key = files instanceof SealedForage ? await files.keyOf(name) : name;
      const file = key === null ? null : await files.getItem<FileRow>(key).catch(() => null);
      if (key === null || file === null) continue; // unreadable, or removed meanwhile
      indexed.set(key, withoutContent(file));
      await this.#index.setItem(key, withoutContent(file));
    }
    return indexed;
  }
}

function withoutContent<T>(file: T): T {
  return { ...file, content: null };
}
