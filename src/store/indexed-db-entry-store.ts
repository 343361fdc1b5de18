import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { Emitter } from '../base/emitter.ts';
import type { ClassId, DocId } from '../protocol/ids.ts';
import type { EntryStore, StoredEntry } from './entry-store.ts';
import { storageFailure } from './storage-failure.ts';

const DATABASE = 'lectern';
const VERSION = 1;

interface EntryRow extends StoredEntry {
  readonly class: ClassId;
}

interface MetaRow {
  readonly class: ClassId;
  readonly key: string;
  readonly value: Bytes;
}

interface Schema extends DBSchema {
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
}

/** Keeps entries in the IndexedDB database `lectern`. */
export class IndexedDbEntryStore implements EntryStore {
  readonly #db: IDBPDatabase<Schema>;
  readonly #lost = new Emitter<LecternError>();
  readonly #running = new Set<Promise<unknown>>();
  #end: LecternError | null = null;

  /** Use `open`. */
  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Opens the database, creating what is missing. Rejects with `storage-missing` where that is impossible. */
  static async open(): Promise<IndexedDbEntryStore> {
    let store: IndexedDbEntryStore | null = null;
    const lose = (reason: 'versionchange' | 'terminated'): void => {
      if (store !== null) store.#give(reason);
    };
    try {
      const db = await openDB<Schema>(DATABASE, VERSION, {
        upgrade(database) {
          const entries = database.createObjectStore('entries', { autoIncrement: true });
          entries.createIndex('entry', ['class', 'doc', 'chain', 'seq'], { unique: true });
          entries.createIndex('doc', ['class', 'doc']);
          database.createObjectStore('meta', { keyPath: ['class', 'key'] });
        },
        // A later version of the app in another tab, or the person clearing site data, wants us out.
        blocking: () => lose('versionchange'),
        terminated: () => lose('terminated'),
      });
      store = new IndexedDbEntryStore(db);
      return store;
    } catch (cause) {
      throw new LecternError('storage-missing', { cause });
    }
  }

  /** Fires once if the browser takes the database away; every later call fails with the same error. */
  onLost(listener: (error: LecternError) => void): Unsubscribe {
    return this.#lost.on(listener);
  }

  append(classId: ClassId, entries: readonly StoredEntry[]): Promise<void> {
    return this.#run(async (db) => {
      const tx = db.transaction('entries', 'readwrite');
      // Observed from the start, so that an abort while requests are awaited never goes unhandled.
      const done = tx.done.then(
        () => null,
        (cause: unknown) => ({ cause }),
      );
      const byEntry = tx.store.index('entry');
      try {
        const added = new Set<string>();
        for (const entry of entries) {
          const name = `${entry.doc}/${entry.chain}/${entry.seq}`;
          if (added.has(name)) continue;
          added.add(name);
          const there = await byEntry.getKey([classId, entry.doc, entry.chain, entry.seq]);
          if (there === undefined) await tx.store.add({ ...entry, class: classId });
        }
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

  read(classId: ClassId, doc: DocId): Promise<readonly StoredEntry[]> {
    return this.#run(async (db) => {
      // An index cursor orders equal index keys by primary key, which counts up: the order of appending.
      const rows = await db.getAllFromIndex('entries', 'doc', [classId, doc]);
      return rows.map(({ doc: name, chain, seq, hash, bytes }) => ({
        doc: name,
        chain,
        seq,
        hash,
        bytes,
      }));
    });
  }

  documents(classId: ClassId): Promise<readonly DocId[]> {
    return this.#run(async (db) => {
      const docs: DocId[] = [];
      const range = IDBKeyRange.bound([classId], [classId, []]);
      let cursor = await db
        .transaction('entries')
        .store.index('doc')
        .openKeyCursor(range, 'nextunique');
      while (cursor !== null) {
        docs.push(cursor.key[1] as DocId);
        cursor = await cursor.continue();
      }
      return docs;
    });
  }

  getMeta(classId: ClassId, key: string): Promise<Bytes | null> {
    return this.#run(async (db) => (await db.get('meta', [classId, key]))?.value ?? null);
  }

  putMeta(classId: ClassId, key: string, value: Bytes): Promise<void> {
    return this.#run(async (db) => {
      await db.put('meta', { class: classId, key, value }); // resolves when its transaction is done
    });
  }

  remove(classId: ClassId): Promise<void> {
    return this.#run(async (db) => {
      const tx = db.transaction(['entries', 'meta'], 'readwrite');
      const done = tx.done;
      done.catch(() => undefined); // awaited below; a failing request must not make it unhandled first
      const entries = tx.objectStore('entries');
      const range = IDBKeyRange.bound([classId], [classId, []]);
      let cursor = await entries.index('doc').openKeyCursor(range);
      while (cursor !== null) {
        await entries.delete(cursor.primaryKey);
        cursor = await cursor.continue();
      }
      await tx.objectStore('meta').delete(range);
      await done;
    });
  }

  async close(): Promise<void> {
    this.#end ??= new LecternError('storage-broken', { detail: { reason: 'closed' } });
    await Promise.allSettled([...this.#running]);
    this.#db.close();
  }

  async #run<T>(task: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
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

  #give(reason: 'versionchange' | 'terminated'): void {
    if (this.#end !== null) return;
    this.#end = new LecternError('storage-broken', { detail: { reason } });
    this.#db.close();
    this.#lost.emit(this.#end);
  }
}
