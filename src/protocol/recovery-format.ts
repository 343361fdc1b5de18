import { digest } from 'lib0/hash/sha256';
import { concat, fromBase64Url, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { isJsonObject } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { isClassName } from './class-name.ts';
import { isHash32 } from './ids.ts';
import { isFairCost } from './kdf-parameters.ts';
import type { KdfParameters } from './kdf-parameters.ts';
import type { ClassId } from './ids.ts';

/** What a recovery file says in the open, authenticated together with what is sealed. */
export interface RecoveryHeader {
  readonly className: string;
  readonly classId: ClassId;
  readonly kdf: KdfParameters;
  /** 16 bytes. */
  readonly salt: Bytes;
  /** 12 bytes. */
  readonly nonce: Bytes;
}

export interface RecoveryFile {
  readonly header: RecoveryHeader;
  /** AES-256-GCM of the root key and the class link. */
  readonly sealed: Bytes;
}

/** Why a text is no recovery file that can be opened: codes for the log and the wording's detail. */
export type RecoveryFault = 'not-recovery' | 'newer' | 'damaged';

const FORMAT = 'lectern-recovery';
const VERSION = 1;
/** Far above a real file (about 1.5 kB), far below what hurts to parse. */
const MAX_FILE_UNITS = 32 * 1024;
const MAX_SEALED_BYTES = 8 * 1024;

/** What the seal authenticates besides its content: every field of the header, in fixed order. */
export function recoveryContext(header: RecoveryHeader): Bytes {
  const { kdf } = header;
  return utf8(
    JSON.stringify([
      FORMAT,
      VERSION,
      header.className,
      header.classId,
      [kdf.memoryKiB, kdf.iterations, kdf.parallelism],
      toBase64Url(header.salt),
      toBase64Url(header.nonce),
    ]),
  );
}

/** The file's text: JSON that people may look at and mail programs leave alone. */
export function encodeRecoveryFile(file: RecoveryFile): string {
  const { header, sealed } = file;
  const body = {
    format: FORMAT,
    version: VERSION,
    className: header.className,
    classId: header.classId,
    kdf: { name: 'argon2id', ...header.kdf },
    salt: toBase64Url(header.salt),
    nonce: toBase64Url(header.nonce),
    sealed: toBase64Url(sealed),
    check: checkOf(file),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** Reads any text as a recovery file. The `check` tells damage from a wrong passphrase before anything is derived. */
export function parseRecoveryFile(text: string): Result<RecoveryFile, RecoveryFault> {
  const value = text.length > MAX_FILE_UNITS ? null : parsedJson(text);
  if (!isJsonObject(value) || value['format'] !== FORMAT) return err('not-recovery');
  if (typeof value['version'] !== 'number') return err('damaged');
  if (value['version'] !== VERSION) return err(value['version'] > VERSION ? 'newer' : 'damaged');
  const { className, classId } = value;
  const kdf = parseKdf(value['kdf']);
  const salt = bytesOf(value['salt'], 16, 16);
  const nonce = bytesOf(value['nonce'], 12, 12);
  const sealed = bytesOf(value['sealed'], 16, MAX_SEALED_BYTES);
  if (typeof className !== 'string' || !isClassName(className)) return err('damaged');
  if (typeof classId !== 'string' || !isHash32(classId)) return err('damaged');
  if (kdf === null || salt === null || nonce === null || sealed === null) return err('damaged');
  const file = { header: { className, classId: classId as ClassId, kdf, salt, nonce }, sealed };
  return value['check'] === checkOf(file) ? ok(file) : err('damaged');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return null; // no JSON is no recovery file
  }
}

function parseKdf(value: unknown): KdfParameters | null {
  if (!isJsonObject(value) || value['name'] !== 'argon2id') return null;
  const { memoryKiB, iterations, parallelism } = value;
  const kdf = {
    memoryKiB: Number(memoryKiB),
    iterations: Number(iterations),
    parallelism: Number(parallelism),
  };
  const numbers = [memoryKiB, iterations, parallelism].every((part) => typeof part === 'number');
  return numbers && isFairCost(kdf) ? kdf : null;
}

function bytesOf(value: unknown, least: number, most: number): Bytes | null {
  const bytes = typeof value === 'string' ? fromBase64Url(value) : null;
  return bytes !== null && bytes.length >= least && bytes.length <= most ? bytes : null;
}

/** 16 bytes of SHA-256 over header and ciphertext: says nothing of the passphrase. */
function checkOf(file: RecoveryFile): string {
  const context = recoveryContext(file.header);
  return toBase64Url(digest(concat(context, file.sealed)).subarray(0, 16));
}
