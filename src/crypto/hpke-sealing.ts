import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { concat } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Identity } from '../protocol/identity.ts';
import { gcmCipher } from './gcm-cipher.ts';
import { ECDH_KEY, PUBLIC_KEY_BYTES } from './p256.ts';
import type { Sealing } from './sealing.ts';

/**
 * HPKE (RFC 9180) in base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM; what is sealed is
 * enc (65 bytes) ‖ ciphertext. The private key may be one that cannot be exported.
 */
export function hpkeSealing(
  keys: Pick<Identity, 'sealingPublicKey' | 'sealingPrivateKey'>,
): Sealing {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const { sealingPublicKey, sealingPrivateKey } = keys;
  let pair: Promise<CryptoKeyPair> | null = null;
  const ownPair = (): Promise<CryptoKeyPair> =>
    (pair ??= crypto.subtle
      .importKey('raw', sealingPublicKey, ECDH_KEY, true, [])
      .then((publicKey) => ({ publicKey, privateKey: sealingPrivateKey })));
  return {
    publicKey: sealingPublicKey,
    cipher: gcmCipher,
    async sealTo(publicKey, info, plain) {
      let recipientPublicKey: CryptoKey;
      try {
        recipientPublicKey = await crypto.subtle.importKey('raw', publicKey, ECDH_KEY, true, []);
      } catch {
        return null; // no point of the curve
      }
      const { enc, ct } = await suite.seal({ recipientPublicKey, info }, plain);
      return concat(new Uint8Array(enc), new Uint8Array(ct));
    },
    async open(info, sealed) {
      const recipientKey = await ownPair();
      const enc = sealed.slice(0, PUBLIC_KEY_BYTES);
      const ciphertext: Bytes = sealed.slice(PUBLIC_KEY_BYTES);
      try {
        return new Uint8Array(await suite.open({ recipientKey, enc, info }, ciphertext));
      } catch {
        return null; // sealed to somebody else, with other info, or changed
      }
    },
  };
}
