import { openDB } from 'idb';
import { LecternError } from '../base/lectern-error.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { storageFailure } from './storage-failure.ts';

const DATABASE = 'lectern-probe';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };

/**
 * Whether keys work and last here: makes one that cannot be exported, stores it, reads it back and signs. Some private
 * windows and old browsers fail at one of these steps only. Fails with `crypto-missing`, `storage-missing`,
 * `storage-full` or `storage-broken`. Leaves an empty database: deleting it would cut off the probe of
 * another tab. To be run once at the start.
 */
export async function probeKeyStorage(): Promise<Result<void, LecternError>> {
  const platform: { readonly subtle?: SubtleCrypto } | undefined = globalThis.crypto;
  if (platform?.subtle === undefined) return err(new LecternError('crypto-missing'));
  try {
    const db = await openDB(DATABASE, 1, {
      upgrade: (database) => {
        database.createObjectStore('keys');
      },
    }).catch((cause: unknown) => {
      throw new LecternError('storage-missing', { cause });
    });
    // Another tab may probe at the same time: a name of its own each.
    const name = crypto.getRandomValues(new Uint8Array(8)).join('-');
    try {
      const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
      await db.put('keys', pair.privateKey, name);
      const key: unknown = await db.get('keys', name);
      const message = new Uint8Array(32);
      if (!(key instanceof CryptoKey))
        return err(new LecternError('storage-broken', { detail: { reason: 'probe' } }));
      const signature = await crypto.subtle.sign(SIGNATURE, key, message);
      const fits = await crypto.subtle.verify(SIGNATURE, pair.publicKey, signature, message);
      return fits
        ? ok(undefined)
        : err(new LecternError('storage-broken', { detail: { reason: 'probe' } }));
    } finally {
      await db.delete('keys', name);
      db.close();
    }
  } catch (cause) {
    return err(storageFailure(cause));
  }
}
