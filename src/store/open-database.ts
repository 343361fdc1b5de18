import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, OpenDBCallbacks } from 'idb';
import { systemClock } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { LecternError } from '../base/lectern-error.ts';

/** How long another tab may keep an upgrade waiting, in ms: it closes at once unless it hangs. */
export const BLOCKED_MS = 5_000;

/**
 * Opens a database, bringing it to `version`. Always settles. Rejects with `storage-newer` where a later version of
 * this program made it (nothing in it is touched), `storage-blocked` where another tab keeps the old version
 * open for `BLOCKED_MS`, `storage-full`, or else `storage-missing`.
 */
export async function openDatabase<S extends DBSchema>(
  name: string,
  version: number,
  callbacks: OpenDBCallbacks<S>,
  clock: Clock = systemClock,
): Promise<IDBPDatabase<S>> {
  let endWait = (): void => undefined;
  const blocked = new Promise<never>((_, reject) => {
    callbacks = {
      ...callbacks,
      blocked: () => {
        endWait = clock.after(BLOCKED_MS, () => reject(new LecternError('storage-blocked')));
      },
    };
  });
  const opening = opened(name, version, callbacks);
  try {
    return await Promise.race([opening, blocked]);
  } catch (error) {
    // Nobody waits for it any more: a connection that comes late must not block others in turn.
    opening.then(
      (db) => db.close(),
      () => undefined, // this is the failure that is thrown below
    );
    throw error;
  } finally {
    endWait();
  }
}

async function opened<S extends DBSchema>(
  name: string,
  version: number,
  callbacks: OpenDBCallbacks<S>,
): Promise<IDBPDatabase<S>> {
  try {
    return await openDB<S>(name, version, callbacks);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : 'unknown';
    const code =
      reason === 'VersionError'
        ? 'storage-newer'
        : reason === 'QuotaExceededError'
          ? 'storage-full'
          : 'storage-missing';
    throw new LecternError(code, { cause, detail: { reason } });
  }
}
