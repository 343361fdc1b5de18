import { digest } from 'lib0/hash/sha256';
import * as encoding from 'lib0/encoding';
import { concat, equalBytes, fromBase64Url, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import { isClassName } from './class-name.ts';
import type { ClassId } from './ids.ts';
import { isFairCost } from './kdf-parameters.ts';
import type { KdfParameters } from './kdf-parameters.ts';
import { MAX_BACKUP_RECORD, MAX_CLASS_NAME_UNITS } from './limits.ts';
import { participantName } from './participant-name.ts';

/** What a backup file says in the open, authenticated together with what is sealed. */
export interface BackupHeader {
  /** Of the class; of the person where the file holds all of theirs. */
  readonly className: string;
  /** Null where the file holds all of one person: several classes, and files. */
  readonly classId: ClassId | null;
  readonly kdf: KdfParameters;
  /** 16 bytes. Of this file alone where there is no `fileSalt`: the key that comes of it is never used for another one. */
  readonly salt: Bytes;
  /**
   * 16 bytes of this file alone, where a device makes many files by one passphrase that it does not keep: the key that
   * comes of passphrase and `salt` gives each file a key of its own. Null where the passphrase was typed for this file.
   */
  readonly fileSalt: Bytes | null;
}

/** Why bytes are no backup that can be opened: codes for the log and the wording's detail. */
export type BackupFault = 'not-backup' | 'newer' | 'damaged';

/** One thing in a backup. `type` and `body` mean what `BACKUP_RECORD` says. */
export interface BackupRecord {
  readonly type: number;
  readonly body: Bytes;
}

/** Types of records: the manifest comes first, keys after all entries, a blob before its chunks, a
 * notebook before its pieces; unknown types are skipped. A person's file has, one after the other, classes (each
 * begins with `class`, then all as above), then files, of any kind. */
export const BACKUP_RECORD = {
  manifest: 1,
  entry: 2,
  note: 3,
  blob: 4,
  chunk: 5,
  key: 6,
  file: 7,
  filePiece: 8,
  class: 9,
} as const;

const MAGIC = utf8('lectern-backup');
/** A class's file; a person's. Programs that know the first alone call the second one newer. */
const CLASS_VERSION = 1;
const PERSON_VERSION = 2;
/** Added to either where there is a `fileSalt`. */
const KEPT_KEY = 2;
const NEWEST_VERSION = PERSON_VERSION + KEPT_KEY;
/** Longest header: magic, version, cost, salt, ids and a name of 120 units. */
export const MAX_BACKUP_HEADER = 1024;
/** Content is sealed in pieces of this length, the last one shorter: each is checked before the next is read. */
export const BACKUP_PIECE = 256 * 1024;
/** What sealing adds to a piece: AES-GCM's tag. */
export const BACKUP_TAG = 16;
const CHECK_BYTES = 16;

/** The file's first bytes, ending with a check that tells damage from a wrong passphrase. */
export function encodeBackupHeader(header: BackupHeader): Bytes {
  const { kdf, className, classId } = header;
  const body = encoding.createEncoder();
  if (classId !== null) encoding.writeUint8Array(body, classIdBytes(classId));
  encoding.writeVarString(body, className);
  encoding.writeVarUint(body, kdf.memoryKiB);
  encoding.writeVarUint(body, kdf.iterations);
  encoding.writeVarUint(body, kdf.parallelism);
  encoding.writeUint8Array(body, header.salt);
  if (header.fileSalt !== null) encoding.writeUint8Array(body, header.fileSalt);
  const fields = encoding.toUint8Array(body);
  const length = new Uint8Array([fields.length >> 8, fields.length & 0xff]);
  const version =
    (classId === null ? PERSON_VERSION : CLASS_VERSION) + (header.fileSalt === null ? 0 : KEPT_KEY);
  const checked = concat(MAGIC, new Uint8Array([version]), length, fields);
  return concat(checked, digest(checked).subarray(0, CHECK_BYTES));
}

/** Reads the header at the beginning of `bytes` (at most `MAX_BACKUP_HEADER` are looked at). */
export function parseBackupHeader(
  bytes: Bytes,
): Result<{ readonly header: BackupHeader; readonly encoded: Bytes }, BackupFault> {
  const fixed = MAGIC.length + 3;
  if (!equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) {
    return err('not-backup');
  }
  if (bytes.length < fixed) return err('damaged');
  const [version = 0, high = 0, low = 0] = bytes.subarray(MAGIC.length, fixed);
  if (version < CLASS_VERSION) return err('damaged');
  if (version > NEWEST_VERSION) return err('newer');
  const end = fixed + high * 256 + low;
  const encoded = bytes.slice(0, end + CHECK_BYTES);
  if (encoded.length > MAX_BACKUP_HEADER || encoded.length < end + CHECK_BYTES) {
    return err('damaged');
  }
  const check = digest(encoded.subarray(0, end)).subarray(0, CHECK_BYTES);
  if (!equalBytes(check, encoded.subarray(end))) return err('damaged');
  const parsed = parseBytes(encoded.subarray(fixed, end), (reader): BackupHeader => {
    const kept = version > PERSON_VERSION;
    const ofClass = version - (kept ? KEPT_KEY : 0) === CLASS_VERSION;
    const classId = ofClass ? (toBase64Url(reader.bytes(32)) as ClassId) : null;
    const className = reader.text(MAX_CLASS_NAME_UNITS * 3);
    const kdf = {
      memoryKiB: reader.varUint(),
      iterations: reader.varUint(),
      parallelism: reader.varUint(),
    };
    const named = ofClass ? isClassName(className) : participantName(className) === className;
    reader.require(isFairCost(kdf) && named);
    const salt = reader.bytes(16).slice();
    return { classId, className, kdf, salt, fileSalt: kept ? reader.bytes(16).slice() : null };
  });
  return parsed.ok ? ok({ header: parsed.value, encoded }) : err('damaged');
}

/** The class that begins in a person's file. */
export interface CarriedClass {
  readonly classId: ClassId;
  readonly className: string;
}

export function encodeCarriedClass({ classId, className }: CarriedClass): Bytes {
  const body = encoding.createEncoder();
  encoding.writeUint8Array(body, classIdBytes(classId));
  encoding.writeVarString(body, className);
  return encoding.toUint8Array(body);
}

/** Reads which class begins. Never throws. */
export function decodeCarriedClass(bytes: Bytes): Result<CarriedClass, 'malformed'> {
  return parseBytes(bytes, (reader) => {
    const classId = toBase64Url(reader.bytes(32)) as ClassId;
    const className = reader.text(MAX_CLASS_NAME_UNITS * 3);
    reader.require(isClassName(className));
    return { classId, className };
  });
}

function classIdBytes(classId: ClassId): Bytes {
  const id = fromBase64Url(classId);
  if (id === null) throw new Error('a class id is base64url');
  return id;
}

/** One record as it stands in the content: type, length, body. */
export function encodeBackupRecord(type: number, body: Uint8Array): Bytes {
  const head = encoding.createEncoder();
  encoding.writeUint8(head, type);
  encoding.writeUint8(head, body.length & 0xff);
  encoding.writeUint8(head, (body.length >> 8) & 0xff);
  encoding.writeUint8(head, (body.length >> 16) & 0xff);
  encoding.writeUint8(head, (body.length >> 24) & 0xff);
  return concat(encoding.toUint8Array(head), body);
}

const RECORD_HEAD = 5;

/** Puts the records of a backup together from its pieces; holds one record at most, and a piece. */
export class BackupRecords {
  #parts: Bytes[] = [];
  #held = 0;
  #needed = RECORD_HEAD;

  /** Whether the content ends here: between two records. */
  get complete(): boolean {
    return this.#held === 0;
  }

  /** Takes the next piece and gives the records that are whole now; 'damaged' where one is longer than allowed. */
  push(piece: Bytes): Result<readonly BackupRecord[], 'damaged'> {
    this.#parts.push(piece);
    this.#held += piece.length;
    if (this.#held < this.#needed) return ok([]);
    const bytes = concat(...this.#parts);
    const records: BackupRecord[] = [];
    let at = 0;
    for (;;) {
      this.#needed = RECORD_HEAD;
      if (bytes.length - at < RECORD_HEAD) break;
      const [type = 0, a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + RECORD_HEAD);
      const length = a + b * 0x100 + c * 0x10000 + d * 0x1000000;
      if (length > MAX_BACKUP_RECORD) return err('damaged');
      this.#needed = RECORD_HEAD + length;
      if (bytes.length - at < this.#needed) break;
      records.push({ type, body: bytes.slice(at + RECORD_HEAD, at + this.#needed) });
      at += this.#needed;
    }
    const rest = bytes.slice(at);
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    return ok(records);
  }
}
