import type { Bytes } from '../base/bytes.ts';
import type { ClassId, DocId } from '../protocol/ids.ts';
import { rangeOf } from './class-database.ts';
import type { ClassDatabase } from './class-database.ts';
import type { EntryChange, EntryStore, StoredEntry } from './entry-store.ts';

/** Keeps entries in the IndexedDB database `lectern`, which the caller opens and closes. */
export class IndexedDbEntryStore implements EntryStore {
  readonly #db: ClassDatabase;

  constructor(db: ClassDatabase) {
    this.#db = db;
  }

  append(classId: ClassId, entries: readonly StoredEntry[]): Promise<void> {
    return this.change(classId, { add: entries, remove: [] });
  }

  change(classId: ClassId, { add, remove }: EntryChange): Promise<void> {
    return this.#db.write(['entries'], async (tx) => {
      const store = tx.objectStore('entries');
      const byEntry = store.index('entry');
      for (const { doc, chain, from, to } of remove) {
        const range = IDBKeyRange.bound([classId, doc, chain, from], [classId, doc, chain, to]);
        for (const key of await byEntry.getAllKeys(range)) await store.delete(key);
      }
      const added = new Set<string>();
      for (const entry of add) {
        const name = `${entry.doc}/${entry.chain}/${entry.seq}`;
        if (added.has(name)) continue;
        added.add(name);
        const there = await byEntry.getKey([classId, entry.doc, entry.chain, entry.seq]);
        if (there === undefined) await store.add({ ...entry, class: classId });
      }
    });
  }

  read(classId: ClassId, doc: DocId): Promise<readonly StoredEntry[]> {
    return this.#db.read(async (db) => {
      // An index cursor orders equal index keys by primary key, which counts up: the order of appending.
      const rows = await db.getAllFromIndex('entries', 'doc', [classId, doc]);
      return rows.map(({ doc: name, chain, seq, hash, bytes }) => ({
        doc: name,
        chain,
        seq,
        hash,
        // A broken row stays in its place, as an entry that nobody can read.
        bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
      }));
    });
  }

  documents(classId: ClassId): Promise<readonly DocId[]> {
    return this.#db.read(async (db) => {
      const docs: DocId[] = [];
      let cursor = await db
        .transaction('entries')
        .store.index('doc')
        .openKeyCursor(rangeOf(classId), 'nextunique');
      while (cursor !== null) {
        docs.push(cursor.key[1] as DocId);
        cursor = await cursor.continue();
      }
      return docs;
    });
  }

  getMeta(classId: ClassId, key: string): Promise<Bytes | null> {
    return this.#db.read(async (db) => (await db.get('meta', [classId, key]))?.value ?? null);
  }

  putMeta(classId: ClassId, key: string, value: Bytes): Promise<void> {
    return this.#db.write(['meta'], async (tx) => {
      await tx.objectStore('meta').put({ class: classId, key, value });
    });
  }

  metaKeys(classId: ClassId): Promise<readonly string[]> {
    return this.#db.read(async (db) =>
      (await db.getAllKeys('meta', rangeOf(classId))).map(([, key]) => key),
    );
  }

  remove(classId: ClassId): Promise<void> {
    return this.#db.write(['entries', 'meta'], async (tx) => {
      const entries = tx.objectStore('entries');
      for (const key of await entries.index('doc').getAllKeys(rangeOf(classId))) {
        await entries.delete(key);
      }
      await tx.objectStore('meta').delete(rangeOf(classId));
    });
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}
