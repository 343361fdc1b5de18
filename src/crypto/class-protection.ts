import { concat, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { DataSeal } from '../base/data-seal.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { RandomBytes } from '../base/random.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { ClassProtection } from '../protocol/class-protection.ts';
import { KDF } from './argon2.ts';
import type { Argon2 } from './argon2.ts';
import { passphraseKey, weakPassphrase } from './passphrase-key.ts';

/** AES-GCM's nonce. Random ones are safe for 2³² seals under one key: far more than a class has entries. */
const NONCE = 12;

/** A protection with its opened seal. */
export interface Protected {
  readonly protection: ClassProtection;
  readonly seal: DataSeal;
}

/**
 * A new random data key, wrapped by Argon2id of the passphrase. Fails with `passphrase-wrong` (detail `least`)
 * where that is too short.
 */
export async function createProtection(
  argon2: Argon2,
  random: RandomBytes,
  passphrase: string,
): Promise<Result<Protected, LecternError>> {
  const weak = weakPassphrase(passphrase);
  if (weak !== null) return err(weak);
  const dataKey = random(32);
  const protection = await wrapped(argon2, random, passphrase, dataKey);
  return ok({ protection, seal: await createDataSeal(dataKey, random) });
}

/** Opens a protection. Fails with `passphrase-wrong`. */
export async function openProtection(
  argon2: Argon2,
  random: RandomBytes,
  protection: ClassProtection,
  passphrase: string,
): Promise<Result<DataSeal, LecternError>> {
  const dataKey = await unwrapped(argon2, protection, passphrase);
  return dataKey === null
    ? err(new LecternError('passphrase-wrong'))
    : ok(await createDataSeal(dataKey, random));
}

/** The same data key under another passphrase: nothing that is stored changes. Fails with `passphrase-wrong`. */
export async function changePassphrase(
  argon2: Argon2,
  random: RandomBytes,
  protection: ClassProtection,
  passphrase: string,
  next: string,
): Promise<Result<ClassProtection, LecternError>> {
  const weak = weakPassphrase(next);
  if (weak !== null) return err(weak);
  const dataKey = await unwrapped(argon2, protection, passphrase);
  return dataKey === null
    ? err(new LecternError('passphrase-wrong'))
    : ok(await wrapped(argon2, random, next, dataKey));
}

async function wrapped(
  argon2: Argon2,
  random: RandomBytes,
  passphrase: string,
  dataKey: Bytes,
): Promise<ClassProtection> {
  const salt = random(16);
  const key = await passphraseKey(argon2, passphrase, KDF, salt);
  const nonce = random(NONCE);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, dataKey);
  return { kdf: KDF, salt, wrappedKey: concat(nonce, new Uint8Array(sealed)) };
}

async function unwrapped(
  argon2: Argon2,
  { kdf, salt, wrappedKey }: ClassProtection,
  passphrase: string,
): Promise<Bytes | null> {
  const key = await passphraseKey(argon2, passphrase, kdf, salt);
  const iv = wrappedKey.slice(0, NONCE);
  try {
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv },
      key,
      wrappedKey.slice(NONCE),
    );
    return new Uint8Array(opened);
  } catch {
    return null; // another passphrase
  }
}

/** A seal under a data key of 32 bytes, whose bytes are wiped: one key for content, one for names (HKDF, RFC 5869). */
async function createDataSeal(dataKey: Bytes, random: RandomBytes): Promise<DataSeal> {
  const base = await crypto.subtle.importKey('raw', dataKey, 'HKDF', false, ['deriveKey']);
  dataKey.fill(0);
  const part = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: utf8(info),
  });
  const content = await crypto.subtle.deriveKey(
    part('lectern/at-rest/content/1'),
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
  const names = await crypto.subtle.deriveKey(
    part('lectern/at-rest/names/1'),
    base,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  );
  return {
    async seal(plain, place) {
      const iv = random(NONCE);
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: utf8(place) },
        content,
        plain,
      );
      return concat(iv, new Uint8Array(sealed));
    },
    async open(sealed, place) {
      try {
        const opened = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: sealed.slice(0, NONCE), additionalData: utf8(place) },
          content,
          sealed.slice(NONCE),
        );
        return new Uint8Array(opened);
      } catch {
        return null; // other bytes than those that were sealed, or for another place
      }
    },
    name: async (text) =>
      toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', names, utf8(text)))),
  };
}
