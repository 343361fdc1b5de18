import type { Bytes } from '../base/bytes.ts';

/** A blob that is whole here. */
export interface StoredBlob {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Keeps the blobs of one class, each under its id (`BlobId`; the caller checks that). A blob is kept in
 * chunks of `BLOB_CHUNK` bytes, the last one shorter, and counts as there once it is whole. Every promise settles; what
 * writes resolves after its transaction has completed. Failures are `LecternError`s with `storage-full`,
 * `storage-missing` or `storage-broken`.
 */
export interface BlobStore {
  /** Keeps a whole blob. */
  put(id: string, bytes: Bytes): Promise<void>;
  /** A whole blob, or null. */
  get(id: string): Promise<Bytes | null>;
  /** Whether the blob is here as a whole. */
  has(id: string): Promise<boolean>;
  /** Keeps one chunk of a blob that comes in parts; replaces one that is there. */
  putChunk(id: string, index: number, bytes: Bytes): Promise<void>;
  /** One chunk, of a whole blob or of one on its way; or null. */
  getChunk(id: string, index: number): Promise<Bytes | null>;
  /** Indexes of the chunks that are here, in order. */
  chunks(id: string): Promise<readonly number[]>;
  /** Declares a blob of `size` bytes whole. Its chunks are all here: fails with `storage-broken` otherwise. */
  finish(id: string, size: number): Promise<void>;
  /** Whole blobs, by id. */
  list(): Promise<readonly StoredBlob[]>;
  /** Removes a blob, whole or in parts; does nothing where there is none. */
  remove(id: string): Promise<void>;
  /** Removes all blobs of the class. */
  clear(): Promise<void>;
}
