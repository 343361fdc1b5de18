import type { Bytes } from '../base/bytes.ts';
import type { ClassId, DocId, EntryHash } from '../protocol/ids.ts';

/** An entry as it is kept: its encoded bytes, with what is needed to find it. */
export interface StoredEntry {
  readonly doc: DocId;
  /** Author and session, `<KeyId>/<SessionId>`. */
  readonly chain: string;
  readonly seq: number;
  /** Hash of the body, so that reading back needs no hashing. */
  readonly hash: EntryHash;
  readonly bytes: Bytes;
}

/** Entries `from` to `to` of a chain, both included; `Infinity` stands for its end. */
export interface ChainRange {
  readonly doc: DocId;
  readonly chain: string;
  readonly from: number;
  readonly to: number;
}

export interface EntryChange {
  readonly add: readonly StoredEntry[];
  /** Goes first: what is added in its place stays. */
  readonly remove: readonly ChainRange[];
}

/**
 * Keeps the entries of classes. Every promise settles. Failures are `LecternError`s with `storage-full`,
 * `storage-missing` or `storage-broken`.
 */
export interface EntryStore {
  /**
   * Adds entries in one transaction and resolves after it has completed: then they survive a killed tab (ST1).
   * All or nothing. One that is there already (same class, doc, chain, seq) is left as it is.
   */
  append(classId: ClassId, entries: readonly StoredEntry[]): Promise<void>;
  /** Removes and adds entries in one transaction, with the promises of `append`. */
  change(classId: ClassId, change: EntryChange): Promise<void>;
  /** All entries of a document in the order in which they were appended. */
  read(classId: ClassId, doc: DocId): Promise<readonly StoredEntry[]>;
  /** Names of the documents that have entries, sorted. */
  documents(classId: ClassId): Promise<readonly DocId[]>;
  /** A small note about a class kept under `key`, or null. */
  getMeta(classId: ClassId, key: string): Promise<Bytes | null>;
  /** Keeps a small note about a class; resolves after the transaction has completed. */
  putMeta(classId: ClassId, key: string, value: Bytes): Promise<void>;
  /** Keys of a class's notes, sorted. */
  metaKeys(classId: ClassId): Promise<readonly string[]>;
  /** Removes a class's entries and notes. */
  remove(classId: ClassId): Promise<void>;
  /** Waits for running transactions and releases the database. Later calls fail with `storage-broken`. */
  close(): Promise<void>;
}
