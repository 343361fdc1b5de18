import { utf8, type Bytes } from '../base/bytes.ts';
import type { RandomBytes } from '../base/random.ts';
import type { KdfParameters } from '../protocol/kdf-parameters.ts';
import { KDF, type Argon2 } from './argon2.ts';
import { passphraseBits, weakPassphrase } from './passphrase-key.ts';

/** What a device keeps of a passphrase so that it can make backups by itself. */
export interface BackupKey {
  readonly kdf: KdfParameters;
  /** 16 bytes. */
  readonly salt: Bytes;
  /** For HKDF; no script can take it out. */
  readonly key: CryptoKey;
}

const INFO = utf8('lectern/backup-file');

/**
 * A key of a new passphrase, and the 32 bytes that it is made of: to be sealed where the place is, else to be
 * overwritten. Rejects with `passphrase-wrong` (detail `least`) where the passphrase is too short.
 */
export async function createBackupKey(
  argon2: Argon2,
  random: RandomBytes,
  passphrase: string,
): Promise<BackupKey & { readonly bits: Bytes }> {
  const weak = weakPassphrase(passphrase);
  if (weak !== null) throw weak;
  return backupKeyOf(argon2, passphrase, KDF, random(16));
}

/** The same for a salt that is known. */
export async function backupKeyOf(
  argon2: Argon2,
  passphrase: string,
  kdf: KdfParameters,
  salt: Bytes,
): Promise<BackupKey & { readonly bits: Bytes }> {
  const bits = await passphraseBits(argon2, passphrase, kdf, salt);
  return { kdf, salt, bits, key: await importBackupKey(bits) };
}

/** The key of its 32 bytes. */
export function importBackupKey(bits: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
}

/** The AES-256-GCM key of one file, by HKDF (RFC 5869) with SHA-256: pieces of two files never share a key. */
export function fileKey(key: CryptoKey, fileSalt: Bytes): Promise<CryptoKey> {
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: fileSalt, info: INFO };
  const gcm = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(hkdf, key, gcm, false, ['encrypt', 'decrypt']);
}
