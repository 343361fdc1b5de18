import type { Bytes } from '../base/bytes.ts';
import { keyIdOf } from './key-ids.ts';
import { ownMemory } from './own-memory.ts';
import { ECDSA_SIGN } from './p256.ts';
import type { Signer } from './signer.ts';

/** A key pair as `Identity` and `ClassRoot` have it. */
export interface SigningPair {
  /** Raw uncompressed P-256 point, 65 bytes. */
  readonly publicKey: Bytes;
  /** ECDSA P-256, usage `sign`. */
  readonly privateKey: CryptoKey;
}

/** Signs with a Web Crypto key. That both halves belong together is the caller's promise. */
export async function createWebCryptoSigner(pair: SigningPair): Promise<Signer> {
  return {
    publicKey: pair.publicKey,
    keyId: await keyIdOf(pair.publicKey),
    sign: async (message) =>
      new Uint8Array(await crypto.subtle.sign(ECDSA_SIGN, pair.privateKey, ownMemory(message))),
  };
}
