import type { Bytes } from '../base/bytes.ts';

/** The same bytes where they lie in memory of their own kind, else a copy: Web Crypto refuses shared memory. */
export function ownMemory(bytes: Uint8Array): Bytes {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : new Uint8Array(bytes);
}
