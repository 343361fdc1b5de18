import type { DBSchema, IDBPDatabase } from 'idb';
import { LecternError } from '../base/lectern-error.ts';
import { silentLogger } from '../base/logger.ts';
import type { Logger } from '../base/logger.ts';
import type { ClassId, PlaceId } from '../protocol/ids.ts';
import { isClassRecord } from './class-record.ts';
import type { ClassRecord, ClassRecordChange, KeyStore } from './key-store.ts';
import { openDatabase } from './open-database.ts';
import { databasesOf, FIRST_PLACE } from './place.ts';
import { storageFailure } from './storage-failure.ts';

const VERSION = 1;

interface Schema extends DBSchema {
  classes: { key: string; value: ClassRecord };
}

type Database = IDBPDatabase<Schema>;

/** Keeps records in the IndexedDB database `lectern-keys` of a place. */
export class IndexedDbKeyStore implements KeyStore {
  readonly #logger: Logger;
  readonly #place: PlaceId;
  readonly #running = new Set<Promise<unknown>>();
  /** Null while there is no connection: the next call opens one. */
  #connection: Promise<Database> | null = null;
  #closed = false;

  /** Use `open`. */
  private constructor(logger: Logger, place: PlaceId) {
    this.#logger = logger;
    this.#place = place;
  }

  /** Opens the database, creating it where needed. Rejects like `openDatabase`. */
  static async open(
    logger: Logger = silentLogger,
    place = FIRST_PLACE,
  ): Promise<IndexedDbKeyStore> {
    const store = new IndexedDbKeyStore(logger, place);
    await store.#database();
    return store;
  }

  list(): Promise<readonly ClassRecord[]> {
    return this.#run(async (db) => {
      const rows: readonly unknown[] = await db.getAll('classes');
      const records = rows.filter((row) => isClassRecord(row));
      const unreadable = rows.length - records.length;
      if (unreadable > 0)
        this.#logger.log('error', 'class-record-unreadable', { count: unreadable });
      return records.sort((a, b) => b.lastOpened - a.lastOpened);
    });
  }

  count(): Promise<number> {
    return this.#run((db) => db.count('classes'));
  }

  get(classId: ClassId): Promise<ClassRecord | null> {
    return this.#run(async (db) => {
      const row: unknown = await db.get('classes', classId);
      return row === undefined ? null : readable(row);
    });
  }

  async put(record: ClassRecord): Promise<void> {
    await this.#change(record.classId, () => record);
  }

  patch(classId: ClassId, change: ClassRecordChange): Promise<boolean> {
    return this.#change(classId, (row) =>
      row === undefined ? null : { ...readable(row), ...change, classId },
    );
  }

  remove(classId: ClassId): Promise<void> {
    return this.#run((db) => db.delete('classes', classId));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
    const connection = this.#connection;
    this.#connection = null;
    if (connection === null) return;
    await connection.then(
      (db) => db.close(),
      () => undefined, // it never opened: whoever called was told
    );
  }

  /** Replaces one record by what `change` makes of it, in one transaction; false where that is null. */
  #change(classId: ClassId, change: (row: unknown) => ClassRecord | null): Promise<boolean> {
    return this.#run(async (db) => {
      // 'strict': these are the only copies of keys, a power cut must not undo them.
      const tx = db.transaction('classes', 'readwrite', { durability: 'strict' });
      const done = tx.done.then(
        () => null,
        (cause: unknown) => ({ cause }),
      );
      const record = change(await tx.store.get(classId));
      // Its failure also fails the transaction, whose reason (quota, abort) is the better one.
      if (record !== null) tx.store.put(record, classId).catch(() => undefined);
      const failure = await done;
      if (failure !== null) throw failure.cause;
      return record !== null;
    });
  }

  async #run<T>(task: (db: Database) => Promise<T>): Promise<T> {
    if (this.#closed) throw new LecternError('storage-broken', { detail: { reason: 'closed' } });
    const running = this.#attempt(task);
    this.#running.add(running);
    try {
      return await running;
    } catch (cause) {
      throw storageFailure(cause);
    } finally {
      this.#running.delete(running);
    }
  }

  /** Browsers take connections away (Safari in the background): one more try with a new one. */
  async #attempt<T>(task: (db: Database) => Promise<T>): Promise<T> {
    const db = await this.#database();
    try {
      return await task(db);
    } catch (cause) {
      if (!(cause instanceof Error && cause.name === 'InvalidStateError')) throw cause;
      this.#connection = null;
      db.close();
      return task(await this.#database());
    }
  }

  #database(): Promise<Database> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<Database> {
    try {
      const db: Database = await openDatabase<Schema>(databasesOf(this.#place).keys, VERSION, {
        upgrade: (database) => {
          database.createObjectStore('classes');
        },
        blocking: () => {
          this.#connection = null;
          db.close(); // lets a later version of the app, or the clearing of site data, go on at once
        },
        terminated: () => {
          this.#connection = null;
        },
      });
      return db;
    } catch (error) {
      this.#connection = null;
      throw error;
    }
  }
}

function readable(row: unknown): ClassRecord {
  if (isClassRecord(row)) return row;
  throw new LecternError('storage-damaged');
}
