import type { Bytes } from '../base/bytes.ts';

/** Seals to participants, and opens what is sealed to this one. The private key never leaves it. */
export interface Sealing {
  /** Raw uncompressed P-256 point, 65 bytes: others seal to it. */
  readonly publicKey: Bytes;
  /**
   * Seals `plain` to the holder of `publicKey` (65 bytes), who has to give the same `info` to open it: 65 + 16 bytes
   * longer. Null where `publicKey` is no point of the curve: anybody may have published anything.
   */
  sealTo(publicKey: Bytes, info: Bytes, plain: Bytes): Promise<Bytes | null>;
  /** What was sealed to this participant with `info`; null where it was not, or was changed. Never rejects. */
  open(info: Bytes, sealed: Bytes): Promise<Bytes | null>;
  /** The cipher of a document key (32 bytes). Imports the key once, at the first use. */
  cipher(key: Bytes): ContentCipher;
}

/** AES-256-GCM under one key. */
export interface ContentCipher {
  /** Ciphertext and tag: 16 bytes longer than `plain`. A nonce (12 bytes) must serve once only. */
  seal(nonce: Bytes, context: Bytes, plain: Bytes): Promise<Bytes>;
  /** Null where key, nonce, context or ciphertext is another one. Never rejects. */
  open(nonce: Bytes, context: Bytes, sealed: Bytes): Promise<Bytes | null>;
}
