import type { Bytes } from '../base/bytes.ts';
import { concat } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { RandomBytes } from '../base/random.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import {
  BACKUP_PIECE,
  BACKUP_TAG,
  BackupRecords,
  encodeBackupHeader,
  encodeBackupRecord,
  MAX_BACKUP_HEADER,
  parseBackupHeader,
} from '../protocol/backup-format.ts';
import type { BackupHeader, BackupRecord } from '../protocol/backup-format.ts';
import { MAX_BACKUP_BYTES } from '../protocol/limits.ts';
import { KDF } from './argon2.ts';
import type { Argon2 } from './argon2.ts';
import { backupKeyOf, fileKey, type BackupKey } from './backup-key.ts';
import { passphraseKey, weakPassphrase } from './passphrase-key.ts';

/** A file that can be read in parts. */
export interface FileSource {
  /** Bytes. */
  readonly size: number;
  /** The bytes from `from` up to `to`, fewer at the end. Rejects where the file is gone. */
  read(from: number, to: number): Promise<Bytes>;
}

/** The counter of the tag that tells a wrong passphrase before anything is read; no piece gets that far. */
const PASSPHRASE_CHECK = 0xffff_ffff;

/**
 * The parts of a backup file, one after the other: header, passphrase check, then the records in pieces under
 * AES-256-GCM. A piece's nonce is its number and whether it is the last (the STREAM construction of Hoang, Reyhanitabar,
 * Rogaway and Vizár), so that nothing can be cut off, left out or moved. The key is Argon2id's of the passphrase and a
 * new salt. Throws `passphrase-wrong` (detail `least`) where the passphrase is too short.
 */
export async function* sealBackup(
  argon2: Argon2,
  random: RandomBytes,
  about: Pick<BackupHeader, 'classId' | 'className'>,
  passphrase: string,
  records: AsyncIterable<BackupRecord>,
): AsyncGenerator<Bytes> {
  const weak = weakPassphrase(passphrase);
  if (weak !== null) throw weak;
  const header: BackupHeader = { ...about, kdf: KDF, salt: random(16), fileSalt: null };
  const key = await passphraseKey(argon2, passphrase, header.kdf, header.salt);
  yield* sealRecords(header, key, records);
}

/** The same under a key that this device keeps: nobody is asked for the passphrase, which opens the file nevertheless. */
export async function* sealBackupWith(
  kept: BackupKey,
  random: RandomBytes,
  about: Pick<BackupHeader, 'classId' | 'className'>,
  records: AsyncIterable<BackupRecord>,
): AsyncGenerator<Bytes> {
  const fileSalt = random(16);
  const header: BackupHeader = { ...about, kdf: kept.kdf, salt: kept.salt, fileSalt };
  yield* sealRecords(header, await fileKey(kept.key, fileSalt), records);
}

async function* sealRecords(
  header: BackupHeader,
  key: CryptoKey,
  records: AsyncIterable<BackupRecord>,
): AsyncGenerator<Bytes> {
  const encoded = encodeBackupHeader(header);
  yield concat(encoded, await seal(key, encoded, PASSPHRASE_CHECK, true, new Uint8Array()));
  let piece = new Uint8Array(BACKUP_PIECE);
  let filled = 0;
  let count = 0;
  for await (const { type, body } of records) {
    let rest = encodeBackupRecord(type, body);
    while (rest.length > 0) {
      // A full piece waits for what comes after it: the last one is marked.
      if (filled === BACKUP_PIECE) {
        yield await seal(key, encoded, count++, false, piece);
        piece = new Uint8Array(BACKUP_PIECE);
        filled = 0;
      }
      const part = rest.subarray(0, BACKUP_PIECE - filled);
      piece.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
    }
  }
  yield await seal(key, encoded, count, true, piece.subarray(0, filled));
}

/** An opened backup. */
export interface OpenedBackup {
  readonly header: BackupHeader;
  /** Its records in order. Throws `file-damaged` (detail `reason`) as soon as something does not fit. */
  records(): AsyncGenerator<BackupRecord>;
}

/**
 * Opens a backup file. Fails with `file-damaged` (detail `reason`: not-backup, newer, damaged, too-large) or
 * `passphrase-wrong`. Rejects only where Argon2 cannot run or the file is gone.
 */
export async function openBackup(
  argon2: Argon2,
  file: FileSource,
  passphrase: string,
): Promise<Result<OpenedBackup, LecternError>> {
  const parsed = parseBackupHeader(await file.read(0, MAX_BACKUP_HEADER));
  if (!parsed.ok) return err(damaged(parsed.error));
  if (file.size > MAX_BACKUP_BYTES) return err(damaged('too-large'));
  const { header, encoded } = parsed.value;
  if (passphrase.trim() === '') return err(new LecternError('passphrase-wrong'));
  const key = await keyOf(argon2, header, passphrase);
  const start = encoded.length + BACKUP_TAG;
  const check = await file.read(encoded.length, start);
  if (check.length < BACKUP_TAG) return err(damaged('damaged'));
  if ((await open(key, encoded, PASSPHRASE_CHECK, true, check)) === null) {
    return err(new LecternError('passphrase-wrong'));
  }
  return ok({ header, records: () => readRecords(file, key, encoded, start) });
}

async function keyOf(
  argon2: Argon2,
  { kdf, salt, fileSalt }: BackupHeader,
  passphrase: string,
): Promise<CryptoKey> {
  if (fileSalt === null) return passphraseKey(argon2, passphrase, kdf, salt);
  return fileKey((await backupKeyOf(argon2, passphrase, kdf, salt)).key, fileSalt);
}

async function* readRecords(
  file: FileSource,
  key: CryptoKey,
  header: Bytes,
  start: number,
): AsyncGenerator<BackupRecord> {
  const records = new BackupRecords();
  const step = BACKUP_PIECE + BACKUP_TAG;
  for (let at = start, count = 0; ; at += step, count++) {
    const last = at + step >= file.size;
    const piece = await open(key, header, count, last, await file.read(at, at + step));
    if (piece === null) throw damaged('damaged');
    const whole = records.push(piece);
    if (!whole.ok) throw damaged('damaged');
    yield* whole.value;
    if (last) break;
  }
  if (!records.complete) throw damaged('damaged');
}

async function seal(
  key: CryptoKey,
  header: Bytes,
  count: number,
  last: boolean,
  plain: Bytes,
): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt(gcm(header, count, last), key, plain));
}

async function open(
  key: CryptoKey,
  header: Bytes,
  count: number,
  last: boolean,
  sealed: Bytes,
): Promise<Bytes | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(header, count, last), key, sealed));
  } catch {
    return null; // another key, or other bytes than those that were sealed
  }
}

function gcm(header: Bytes, count: number, last: boolean): AesGcmParams {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(7, count);
  iv[11] = last ? 1 : 0;
  return { name: 'AES-GCM', iv, additionalData: header };
}

function damaged(reason: string): LecternError {
  return new LecternError('file-damaged', { detail: { reason } });
}
