import { createHash, webcrypto } from 'node:crypto';
import { concat, equalBytes, toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import type { Digest, Signer, Verifier } from '../../src/crypto/signer.ts';
import type { KeyId } from '../../src/protocol/ids.ts';

const sha256 = (...parts: Uint8Array[]): Bytes => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** SHA-256 without a thread hop. */
export const fastDigest: Digest = (message) => Promise.resolve(sha256(message));

/** A signer whose signatures anybody could make: right for everything but forgery by cleverness. */
export function fakeSigner(name: string): Signer {
  const publicKey = concat(
    new Uint8Array([4]),
    sha256(Buffer.from(`x ${name}`)),
    sha256(Buffer.from(`y ${name}`)),
  );
  return {
    publicKey,
    keyId: toBase64Url(sha256(publicKey)) as KeyId,
    sign: (message) => Promise.resolve(fakeSignature(publicKey, message)),
  };
}

export const fakeVerifier: Verifier = {
  verify: (publicKey, message, signature) =>
    Promise.resolve(equalBytes(fakeSignature(publicKey, message), signature)),
};

function fakeSignature(publicKey: Uint8Array, message: Uint8Array): Bytes {
  const half = sha256(publicKey, message);
  return concat(half, half);
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' };

/** A signer with a real P-256 key. */
export async function realSigner(): Promise<Signer> {
  const pair = await webcrypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
  const publicKey = new Uint8Array(await webcrypto.subtle.exportKey('raw', pair.publicKey));
  return {
    publicKey,
    keyId: toBase64Url(sha256(publicKey)) as KeyId,
    sign: async (message) =>
      new Uint8Array(await webcrypto.subtle.sign(SHA256, pair.privateKey, message)),
  };
}

/** Checks the signatures of `realSigner`s. */
export const realVerifier: Verifier = {
  async verify(publicKey, message, signature) {
    try {
      const key = await webcrypto.subtle.importKey('raw', publicKey, ECDSA, true, ['verify']);
      return await webcrypto.subtle.verify(SHA256, key, signature, message);
    } catch {
      return false; // no point of the curve
    }
  },
};
