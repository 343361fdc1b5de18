import type { DBSchema, IDBPDatabase } from 'idb';
import type { PlaceId } from '../protocol/ids.ts';
import { openDatabase } from './open-database.ts';
import { databasesOf } from './place.ts';
import { NOTHING_KEPT, safekeepingRecord, type SafekeepingRecord } from './safekeeping-record.ts';
import { storageFailure } from './storage-failure.ts';

const VERSION = 1;
const KEY = 'record';

interface Schema extends DBSchema {
  safekeeping: { key: string; value: SafekeepingRecord };
}

/** Keeps one record per place. Rejects with storage failures. */
export interface SafekeepingStore {
  read(): Promise<SafekeepingRecord>;
  /** Changes it in one transaction; gives what is kept then. */
  patch(
    change: (record: SafekeepingRecord) => Partial<SafekeepingRecord>,
  ): Promise<SafekeepingRecord>;
  close(): Promise<void>;
}

/** In the IndexedDB database `lectern-safekeeping` of a place. */
export class IndexedDbSafekeepingStore implements SafekeepingStore {
  readonly #db: IDBPDatabase<Schema>;

  /** Use `open`. */
  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Opens the database, creating it where needed. Rejects like `openDatabase`. */
  static async open(place: PlaceId): Promise<IndexedDbSafekeepingStore> {
    const db: IDBPDatabase<Schema> = await openDatabase<Schema>(
      databasesOf(place).safekeeping,
      VERSION,
      {
        upgrade: (database) => {
          database.createObjectStore('safekeeping');
        },
        blocking: () => db.close(), // lets a later version, or who removes the place, go on at once
      },
    );
    return new IndexedDbSafekeepingStore(db);
  }

  async read(): Promise<SafekeepingRecord> {
    try {
      return safekeepingRecord(await this.#db.get('safekeeping', KEY));
    } catch (cause) {
      throw storageFailure(cause);
    }
  }

  async patch(
    change: (record: SafekeepingRecord) => Partial<SafekeepingRecord>,
  ): Promise<SafekeepingRecord> {
    try {
      const tx = this.#db.transaction('safekeeping', 'readwrite');
      const record = safekeepingRecord(await tx.store.get(KEY));
      const changed = { ...record, ...change(record) };
      await tx.store.put(changed, KEY);
      await tx.done;
      return changed;
    } catch (cause) {
      throw storageFailure(cause);
    }
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}

/** For tests, and where the browser keeps nothing. */
export class MemorySafekeepingStore implements SafekeepingStore {
  #record = NOTHING_KEPT;

  async read(): Promise<SafekeepingRecord> {
    return this.#record;
  }

  async patch(
    change: (record: SafekeepingRecord) => Partial<SafekeepingRecord>,
  ): Promise<SafekeepingRecord> {
    this.#record = { ...this.#record, ...change(this.#record) };
    return this.#record;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
