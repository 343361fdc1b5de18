import { copyStorage } from '../../lite/copy-storage.ts';
import { systemClock } from '../base/clock.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Logger } from '../base/logger.ts';
import type { ClassId } from '../protocol/ids.ts';
import { ClassDatabase } from '../store/class-database.ts';
import { copyClass } from '../store/copy-class.ts';
import { IndexedDbBlobStore } from '../store/indexed-db-blob-store.ts';
import { IndexedDbEntryStore } from '../store/indexed-db-entry-store.ts';
import { IndexedDbKeyStore } from '../store/indexed-db-key-store.ts';
import { allRecords, type KeyStore } from '../store/key-store.ts';
import { databasesOf } from '../store/place.ts';
import { IndexedDbSafekeepingStore } from '../store/safekeeping-store.ts';
import { SealedRecordStore } from '../store/sealed-record-store.ts';
import { sealedStores, type ClassStoresHere } from './place-stores.ts';
import type { OpenPlace } from './open-place.ts';

/**
 * Copies all of a place into another one, which is empty and may be sealed otherwise. The copy is whole when this
 * resolves. Rejects with `passphrase-wanted` (a class that is protected by itself) or a storage failure, the original
 * untouched.
 */
export async function copyPlace(from: OpenPlace, to: OpenPlace, logger: Logger): Promise<void> {
  const [source, target] = [await openAll(from, logger), await openAll(to, logger)];
  try {
    const records = await allRecords(source.keys);
    const own = records.find(({ protection }) => (protection ?? null) !== null);
    if (own !== undefined)
      throw new LecternError('passphrase-wanted', { detail: { own: own.className } });
    for (const record of records) {
      const { classId } = record;
      await copyClass(classId, storesOf(source, classId), storesOf(target, classId));
      await target.keys.put(record);
    }
    try {
      await copyStorage(
        { name: databasesOf(from.place).files, seal: from.seal },
        { name: databasesOf(to.place).files, seal: to.seal },
      );
    } catch (cause) {
      if (cause instanceof LecternError) throw cause;
      const full = cause instanceof Error && cause.name === 'QuotaExceededError';
      throw new LecternError(full ? 'storage-full' : 'storage-broken', { cause });
    }
    await copySafekeeping(from, to);
  } finally {
    await source.close();
    await target.close();
  }
}

/**
 * Backups go on in the new place, after the passphrase for them was typed again: a key that lay open must not do so in a
 * place that is encrypted, and a sealed one does not open elsewhere.
 */
async function copySafekeeping(from: OpenPlace, to: OpenPlace): Promise<void> {
  const source = await IndexedDbSafekeepingStore.open(from.place);
  const target = await IndexedDbSafekeepingStore.open(to.place);
  try {
    const record = await source.read();
    await target.patch(() => ({ ...record, key: null }));
  } finally {
    await source.close();
    await target.close();
  }
}

interface OpenStores extends ClassStoresHere {
  readonly keys: KeyStore;
  close(): Promise<void>;
}

async function openAll({ place, seal }: OpenPlace, logger: Logger): Promise<OpenStores> {
  const records = await IndexedDbKeyStore.open(logger, place);
  const db = await ClassDatabase.open(systemClock, place);
  const stores: ClassStoresHere = {
    entries: new IndexedDbEntryStore(db),
    blobs: (classId) => new IndexedDbBlobStore(db, classId),
  };
  return {
    keys: seal === null ? records : new SealedRecordStore(records, seal, logger),
    ...(seal === null ? stores : sealedStores(stores, seal)),
    async close() {
      await records.close();
      await db.close();
    },
  };
}

function storesOf({ entries, blobs }: ClassStoresHere, classId: ClassId) {
  return { entries, blobs: blobs(classId) };
}
