import type { Bytes } from '../base/bytes.ts';
import { isJsonObject } from '../base/json.ts';
import { isFairCost } from './kdf-parameters.ts';
import type { KdfParameters } from './kdf-parameters.ts';

/** How the data of a class on this device is encrypted: a random key, wrapped under a passphrase. */
export interface ClassProtection {
  readonly kdf: KdfParameters;
  /** 16 bytes. */
  readonly salt: Bytes;
  /** AES-256-GCM of the data key: nonce (12), key (32), tag (16). */
  readonly wrappedKey: Bytes;
}

/** Whether what a database gave back is a whole protection. */
export function isClassProtection(value: unknown): value is ClassProtection {
  if (!isJsonObject(value) || !isJsonObject(value['kdf'])) return false;
  const { salt, wrappedKey } = value;
  const { memoryKiB, iterations, parallelism } = value['kdf'];
  const kdf = {
    memoryKiB: Number(memoryKiB),
    iterations: Number(iterations),
    parallelism: Number(parallelism),
  };
  return (
    isFairCost(kdf) &&
    salt instanceof Uint8Array &&
    salt.length === 16 &&
    wrappedKey instanceof Uint8Array &&
    wrappedKey.length === 60
  );
}
