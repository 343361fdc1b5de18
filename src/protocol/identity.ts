import type { Bytes } from '../base/bytes.ts';
import type { KeyId } from './ids.ts';

/**
 * The keys of one participant in one class on this device. Private keys cannot be exported and survive
 * structured cloning, so that IndexedDB can hold the whole object.
 */
export interface Identity {
  readonly keyId: KeyId;
  /** Raw uncompressed P-256 point, 65 bytes. */
  readonly publicKey: Bytes;
  /** ECDSA P-256, usage `sign`. */
  readonly privateKey: CryptoKey;
  /** Raw uncompressed P-256 point, 65 bytes: others seal to it. */
  readonly sealingPublicKey: Bytes;
  /** ECDH P-256, usage `deriveBits`. */
  readonly sealingPrivateKey: CryptoKey;
}

/** A class's root key pair: certifies the owner's devices and admission keys. */
export interface ClassRoot {
  /** Raw uncompressed P-256 point, 65 bytes. */
  readonly publicKey: Bytes;
  /** ECDSA P-256, usage `sign`; extractable only until the recovery file was saved. */
  readonly privateKey: CryptoKey;
}
