import type { Bytes } from '../base/bytes.ts';
import type { KdfParameters } from '../protocol/kdf-parameters.ts';

export interface Argon2Request extends KdfParameters {
  /** At least 1 byte. */
  readonly password: Bytes;
  /** At least 8 bytes. */
  readonly salt: Bytes;
  /** Length of the result in bytes. */
  readonly length: number;
}

/** Argon2id, version 1.3 (RFC 9106): slow and memory-hungry by intent, so browsers run it in a worker. */
export interface Argon2 {
  /** Rejects with `app-load-failed` where it cannot run (no worker, no memory), with the signal's reason once that is aborted. */
  derive(request: Argon2Request, signal?: AbortSignal): Promise<Bytes>;
}

/** DESIGN 2: 64 MiB and 3 passes, about 0.3 s on a laptop, RFC 9106's second recommendation with one lane. */
export const KDF: KdfParameters = { memoryKiB: 64 * 1024, iterations: 3, parallelism: 1 };
