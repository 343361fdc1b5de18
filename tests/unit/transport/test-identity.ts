import { concat, toBase64Url, utf8 } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import type { RoomKeys } from '../../../src/crypto/room-keys.ts';
import type { Digest, Signer, Verifier } from '../../../src/crypto/signer.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export const digest: Digest = async (message) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', message.slice()));

export const verifier: Verifier = {
  async verify(publicKey, message, signature) {
    try {
      const key = await crypto.subtle.importKey('raw', publicKey.slice(), ECDSA, true, ['verify']);
      return await crypto.subtle.verify(ECDSA, key, signature.slice(), message.slice());
    } catch {
      return false; // no key, or no signature
    }
  },
};

/** A fresh P-256 key. */
export async function makeSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    publicKey,
    keyId: toBase64Url(await digest(publicKey)) as KeyId,
    sign: async (message) =>
      new Uint8Array(await crypto.subtle.sign(ECDSA, pair.privateKey, message.slice())),
  };
}

/** The keys of a fresh room. */
export async function makeRoomKeys(): Promise<RoomKeys> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const algorithm = (iv: Bytes, context: string): AesGcmParams => ({
    name: 'AES-GCM',
    iv,
    additionalData: utf8(context),
  });
  return {
    signer: await makeSigner(),
    async seal(plain, context) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(algorithm(iv, context), key, plain.slice());
      return concat(iv, new Uint8Array(sealed));
    },
    async open(sealed, context) {
      try {
        const algorithmOf = algorithm(sealed.slice(0, 12), context);
        return new Uint8Array(await crypto.subtle.decrypt(algorithmOf, key, sealed.slice(12)));
      } catch {
        return null; // made under another key or context
      }
    },
  };
}
