import { utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { KdfParameters } from '../protocol/kdf-parameters.ts';
import type { Argon2 } from './argon2.ts';

/** Shortest passphrase for something new, in characters: it guards a class for years, offline. */
export const MIN_PASSPHRASE_CHARS = 8;

/** `passphrase-wrong` (detail `least`) where a passphrase is too short to protect something new; else null. */
export function weakPassphrase(passphrase: string): LecternError | null {
  return [...passphrase.trim()].length < MIN_PASSPHRASE_CHARS
    ? new LecternError('passphrase-wrong', { detail: { least: MIN_PASSPHRASE_CHARS } })
    : null;
}

/**
 * An AES-256-GCM key of a passphrase by Argon2id. NFKC, trimmed: the same passphrase from another keyboard, or pasted
 * with a line break, gives the same key. Rejects only where Argon2 cannot run.
 */
export async function passphraseKey(
  argon2: Argon2,
  passphrase: string,
  kdf: KdfParameters,
  salt: Bytes,
): Promise<CryptoKey> {
  const derived = await passphraseBits(argon2, passphrase, kdf, salt);
  return crypto.subtle.importKey('raw', derived, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** The 32 bytes behind it. */
export function passphraseBits(
  argon2: Argon2,
  passphrase: string,
  kdf: KdfParameters,
  salt: Bytes,
): Promise<Bytes> {
  const password = utf8(passphrase.normalize('NFKC').trim());
  return argon2.derive({ ...kdf, password, salt, length: 32 });
}
