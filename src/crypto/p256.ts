import { concat, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { ownMemory } from './own-memory.ts';

/** ECDSA on P-256: the one signature scheme that every supported browser can make, store and not export. */
export const ECDSA_KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
export const ECDSA_SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;
export const ECDH_KEY = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** Bytes of a raw uncompressed point and of a signature (r ‖ s). */
export const PUBLIC_KEY_BYTES = 65;
export const SIGNATURE_BYTES = 64;

/** The raw uncompressed point of a public key. */
export async function rawPublicKey(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

/** A raw uncompressed point for verifying; rejects where the bytes are none on the curve. */
export function importPublicKey(publicKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', ownMemory(publicKey), ECDSA_KEY, true, ['verify']);
}

/** The private scalar of an extractable key: 32 bytes, big-endian. */
export async function exportScalar(privateKey: CryptoKey): Promise<Bytes> {
  const { d } = await crypto.subtle.exportKey('jwk', privateKey);
  const scalar = d === undefined ? null : fromBase64Url(d);
  if (scalar?.length !== 32) throw new Error('exported key has no scalar of 32 bytes');
  return scalar;
}

/**
 * A signing key, not extractable, of a scalar (32 bytes) and its point (65 bytes). Rejects where either is
 * impossible; that they belong together not every platform checks.
 */
export function importScalar(scalar: Uint8Array, publicKey: Uint8Array): Promise<CryptoKey> {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: toBase64Url(scalar),
    x: toBase64Url(publicKey.subarray(1, 33)),
    y: toBase64Url(publicKey.subarray(33)),
  };
  return crypto.subtle.importKey('jwk', jwk, ECDSA_KEY, false, ['sign']);
}

/** The raw public key that belongs to an extractable private key. */
export async function publicKeyOf(privateKey: CryptoKey): Promise<Bytes> {
  const { x, y } = await crypto.subtle.exportKey('jwk', privateKey);
  const point = [x, y].map((part) => (part === undefined ? null : fromBase64Url(part)));
  const [left, right] = point;
  if (left?.length !== 32 || right?.length !== 32) throw new Error('exported key has no point');
  return concat(Uint8Array.of(4), left, right);
}
