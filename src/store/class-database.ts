import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { StoredEntry } from './entry-store.ts';
import { openDatabase } from './open-database.ts';
import { databasesOf, FIRST_PLACE } from './place.ts';
import { storageFailure } from './storage-failure.ts';

const VERSION = 2;

interface EntryRow extends StoredEntry {
  readonly class: ClassId;
}

interface MetaRow {
  readonly class: ClassId;
  readonly key: string;
  readonly value: Bytes;
}

interface BlobRow {
  readonly class: ClassId;
  readonly id: string;
  readonly size: number;
}

interface ChunkRow {
  readonly class: ClassId;
  readonly id: string;
  readonly index: number;
  readonly bytes: Bytes;
}

export interface ClassSchema extends DBSchema {
  entries: {
    /** Counts up with each entry added: the order of appending. */
    key: number;
    value: EntryRow;
    indexes: {
      entry: [string, string, string, number];
      doc: [string, string];
    };
  };
  meta: { key: [string, string]; value: MetaRow };
  /** Whole blobs. Since version 2. */
  blobs: { key: [string, string]; value: BlobRow };
  /** Their bytes, and those of blobs that are still on their way. Since version 2. */
  chunks: { key: [string, string, number]; value: ChunkRow };
}

type Stores = StoreNames<ClassSchema>;
type WriteTransaction = IDBPTransaction<ClassSchema, Stores[], 'readwrite'>;

/** The IndexedDB database `lectern` of a place, which the stores of entries and of blobs share. Every promise settles. */
export class ClassDatabase {
  readonly #db: IDBPDatabase<ClassSchema>;
  readonly #lost = new Emitter<LecternError>();
  readonly #running = new Set<Promise<unknown>>();
  #end: LecternError | null = null;

  /** Use `open`. */
  private constructor(db: IDBPDatabase<ClassSchema>) {
    this.#db = db;
  }

  /** Opens the database of a place, creating or upgrading it where needed. Rejects like `openDatabase`. */
  static async open(clock?: Clock, place = FIRST_PLACE): Promise<ClassDatabase> {
    let database: ClassDatabase | null = null;
    const lose = (reason: 'versionchange' | 'terminated'): void => {
      if (database !== null) database.#give(reason);
    };
    const db = await openDatabase<ClassSchema>(
      databasesOf(place).classes,
      VERSION,
      {
        upgrade,
        // A later version of the app in another tab, or the person clearing site data, wants us out.
        blocking: () => lose('versionchange'),
        terminated: () => lose('terminated'),
      },
      clock,
    );
    database = new ClassDatabase(db);
    return database;
  }

  /** Fires once if the browser takes the database away; every later call fails with the same error. */
  onLost(listener: (error: LecternError) => void): Unsubscribe {
    return this.#lost.on(listener);
  }

  /** Runs a task that reads. Rejects with a storage `LecternError`. */
  async read<T>(task: (db: IDBPDatabase<ClassSchema>) => Promise<T>): Promise<T> {
    if (this.#end !== null) throw this.#end;
    const running = task(this.#db);
    this.#running.add(running);
    try {
      return await running;
    } catch (cause) {
      throw this.#end ?? storageFailure(cause);
    } finally {
      this.#running.delete(running);
    }
  }

  /**
   * Runs `task` in one transaction over `stores` and resolves after it has completed; where anything fails nothing of
   * it is kept. `task` awaits nothing but requests of this transaction. Rejects with a storage `LecternError`.
   */
  write(stores: Stores[], task: (tx: WriteTransaction) => Promise<void>): Promise<void> {
    return this.read(async (db) => {
      const tx = db.transaction(stores, 'readwrite');
      // Observed from the start, so that an abort while requests are awaited never goes unhandled.
      const done = tx.done.then(
        () => null,
        (cause: unknown) => ({ cause }),
      );
      try {
        await task(tx);
        tx.commit();
      } catch (cause) {
        try {
          tx.abort();
        } catch {
          // It was aborted already: `done` says why.
        }
        const failure = await done;
        throw failure?.cause instanceof DOMException && failure.cause.name === 'QuotaExceededError'
          ? failure.cause
          : cause;
      }
      const failure = await done;
      if (failure !== null) throw failure.cause;
    });
  }

  /** Waits for what runs and releases the database. Later calls fail with `storage-broken`. */
  async close(): Promise<void> {
    this.#end ??= new LecternError('storage-broken', { detail: { reason: 'closed' } });
    await Promise.allSettled(this.#running);
    this.#db.close();
  }

  #give(reason: 'versionchange' | 'terminated'): void {
    if (this.#end !== null) return;
    this.#end = new LecternError('storage-broken', { detail: { reason } });
    this.#db.close();
    this.#lost.emit(this.#end);
  }
}

/** Keys of all that a class has in a store. */
export function rangeOf(...prefix: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...prefix], [...prefix, []]);
}

/** Each step takes the layout of one version to the next; data in it stays. */
function upgrade(db: IDBPDatabase<ClassSchema>, from: number): void {
  if (from < 1) {
    const entries = db.createObjectStore('entries', { autoIncrement: true });
    entries.createIndex('entry', ['class', 'doc', 'chain', 'seq'], { unique: true });
    entries.createIndex('doc', ['class', 'doc']);
    db.createObjectStore('meta', { keyPath: ['class', 'key'] });
  }
  if (from < 2) {
    db.createObjectStore('blobs', { keyPath: ['class', 'id'] });
    db.createObjectStore('chunks', { keyPath: ['class', 'id', 'index'] });
  }
}
