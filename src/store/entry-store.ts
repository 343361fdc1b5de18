import type { Bytes } from '../base/bytes.ts';
import type { ClassId, DocId } from '../protocol/ids.ts';

/** An entry as it is kept: its encoded bytes, with what is needed to find it. */
export interface StoredEntry {
  readonly doc: DocId;
  /** Author and session, `<KeyId>/<SessionId>`. */
  readonly chain: string;
  readonly seq: number;
  readonly bytes: Bytes;
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
  /** All entries of a document in the order in which they were appended. */
  read(classId: ClassId, doc: DocId): Promise<readonly StoredEntry[]>;
  /** Names of the documents that have entries. */
  documents(classId: ClassId): Promise<readonly DocId[]>;
  /** Removes a class with everything in it. */
  remove(classId: ClassId): Promise<void>;
  /** Waits for running transactions and releases the database. */
  close(): Promise<void>;
}
