import { openDB } from 'idb';
import type { IDBPDatabase } from 'idb';
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
  let db: IDBPDatabase;
  try {
    db = await openDB(DATABASE, 1, {
      upgrade: (database) => void database.createObjectStore('keys'),
    });
  } catch (cause) {
    return err(new LecternError('storage-missing', { cause }));
  }
  try {
    const fits = await keyComesBack(db);
    return fits
      ? ok(undefined)
      : err(new LecternError('storage-broken', { detail: { reason: 'probe' } }));
  } catch (cause) {
    return err(storageFailure(cause));
  } finally {
    db.close();
  }
}

async function keyComesBack(db: IDBPDatabase): Promise<boolean> {
  // Another tab may probe at the same time: a name of its own each.
  const name = crypto.getRandomValues(new Uint8Array(8)).join('-');
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  await db.put('keys', pair.privateKey, name);
  const key: unknown = await db.get('keys', name);
  await db.delete('keys', name);
  if (!(key instanceof CryptoKey)) return false;
  const message = new Uint8Array(32);
  const signature = await crypto.subtle.sign(SIGNATURE, key, message);
  return crypto.subtle.verify(SIGNATURE, pair.publicKey, signature, message);
}
