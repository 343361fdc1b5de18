import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { concat } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import type { ContentCipher, Sealing } from '../../src/crypto/sealing.ts';
import { fakeSigner } from './fake-signer.ts';

/** Seals with keys that anybody could make: right for everything but breaking it by cleverness. No thread hops. */
export function fakeSealing(name: string): Sealing {
  const { publicKey } = fakeSigner(`sealing ${name}`);
  const cipherFor = (to: Bytes, info: Bytes): ContentCipher =>
    nodeCipher(new Uint8Array(createHash('sha256').update(to).update(info).digest()));
  const nonce = new Uint8Array(12);
  return {
    publicKey,
    async sealTo(to, info, plain) {
      return concat(to, await cipherFor(to, info).seal(nonce, info, plain));
    },
    async open(info, sealed) {
      return cipherFor(publicKey, info).open(nonce, info, sealed.subarray(publicKey.length));
    },
    cipher: nodeCipher,
  };
}

/** AES-256-GCM, as in the product but without a thread hop. */
function nodeCipher(key: Bytes): ContentCipher {
  return {
    async seal(nonce, context, plain) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
      return concat(cipher.update(plain), cipher.final(), cipher.getAuthTag());
    },
    async open(nonce, context, sealed) {
      const at = sealed.length - 16;
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(context);
      try {
        decipher.setAuthTag(sealed.subarray(at));
        return concat(decipher.update(sealed.subarray(0, at)), decipher.final());
      } catch {
        return null;
      }
    },
  };
}
