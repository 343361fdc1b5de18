import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { ClassProtection } from '../protocol/class-protection.ts';
import type { ClassId, KeyId } from '../protocol/ids.ts';
import type { Identity } from '../protocol/identity.ts';

/** What this device keeps of a class that it takes part in, besides the class's entries. Holds its only keys. */
export interface ClassRecord {
  readonly classId: ClassId;
  readonly className: string;
  readonly myName: string;
  readonly role: 'owner' | 'teacher' | 'assistant' | 'student' | 'observer';
  readonly identity: Identity;
  /** Where the class was restored from a backup: the participant whose device this says to be when it joins. */
  readonly deviceOf?: KeyId | null;
  /** Raw uncompressed P-256 point, 65 bytes. */
  readonly rootPublicKey: Bytes;
  /** Owner only; extractable until the recovery file was saved. */
  readonly rootPrivateKey: CryptoKey | null;
  readonly recoverySaved: boolean;
  /** The class link in force, from `#` on: holds the admission key, with which the room is entered. */
  readonly link: string;
  /** WebSocket address of the signalling server as resolved when joining; empty: the page's own. */
  readonly signalingUrl: string;
  /** Ms since the epoch. */
  readonly lastOpened: number;
  readonly lessonOpen: boolean;
  /** How the class's data here is encrypted; missing or null where it is not. */
  readonly protection?: ClassProtection | null;
  /** Where the class is protected: `link` and `code`, encrypted; they themselves are empty then. */
  readonly sealedLink?: Bytes | null;
  /** The class code of the running lesson and its end (ms since the epoch): teachers only. */
  readonly code: { readonly code: string; readonly expires: number } | null;
}

/** What may change of a record. */
export type ClassRecordChange = Partial<Omit<ClassRecord, 'classId'>>;

/**
 * Keeps class records with their keys. Every promise settles; one that writes resolves after its transaction has
 * completed. Failures are `LecternError`s with `storage-full`, `storage-missing` or `storage-broken`.
 */
export interface KeyStore {
  /** Readable records, the one opened last first. An unreadable one is left out and logged, not removed. */
  list(): Promise<readonly ClassRecord[]>;
  /** How many records there are, unreadable ones included. */
  count(): Promise<number>;
  /** The record of a class, or null. Rejects with `storage-damaged` where it cannot be read. */
  get(classId: ClassId): Promise<ClassRecord | null>;
  /** Adds a record or replaces the class's whole record. */
  put(record: ClassRecord): Promise<void>;
  /** Changes fields of a record in one transaction; false where there is none: a removed class stays removed. */
  patch(classId: ClassId, change: ClassRecordChange): Promise<boolean>;
  /** Removes a record with its keys; does nothing where there is none. */
  remove(classId: ClassId): Promise<void>;
  /** Waits for running transactions and releases the database. Later calls reject with `storage-broken`. */
  close(): Promise<void>;
}

/** All records of a device. Rejects with `storage-damaged` where one cannot be read: nothing may be made of the others then that is taken for all. */
export async function allRecords(keys: KeyStore): Promise<readonly ClassRecord[]> {
  const records = await keys.list();
  if (records.length !== (await keys.count())) throw new LecternError('storage-damaged');
  return records;
}
