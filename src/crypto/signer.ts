import type { Bytes } from '../base/bytes.ts';
import type { KeyId } from '../protocol/ids.ts';

/** Signs as one key. The private part never leaves it. */
export interface Signer {
  /** Raw uncompressed P-256 point, 65 bytes. */
  readonly publicKey: Bytes;
  readonly keyId: KeyId;
  /** ECDSA P-256 with SHA-256 over `message`: 64 bytes, r ‖ s (IEEE P1363). */
  sign(message: Uint8Array): Promise<Bytes>;
}

/** Checks signatures of `Signer`s. Resolves false for anything wrong, never rejects. */
export interface Verifier {
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** SHA-256, 32 bytes. */
export type Digest = (message: Uint8Array) => Promise<Bytes>;
