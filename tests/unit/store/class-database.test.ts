import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import type { ClassId, DocId, EntryHash } from '../../../src/protocol/ids.ts';
import { ClassDatabase } from '../../../src/store/class-database.ts';
import { IndexedDbBlobStore } from '../../../src/store/indexed-db-blob-store.ts';
import { IndexedDbEntryStore } from '../../../src/store/indexed-db-entry-store.ts';
import { BLOCKED_MS } from '../../../src/store/open-database.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const CLASS = 'c'.repeat(43) as ClassId;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

/** The database as version 1 of this program made it. */
function openVersion1() {
  return openDB('lectern', 1, {
    upgrade(db) {
      const entries = db.createObjectStore('entries', { autoIncrement: true });
      entries.createIndex('entry', ['class', 'doc', 'chain', 'seq'], { unique: true });
      entries.createIndex('doc', ['class', 'doc']);
      db.createObjectStore('meta', { keyPath: ['class', 'key'] });
    },
  });
}

const entry = {
  doc: 'd' as DocId,
  chain: 'k/s',
  seq: 0,
  hash: 'h' as EntryHash,
  bytes: new Uint8Array([1, 2]),
};

test('[ST3] what version 1 of the program kept is there after the upgrade, and new parts work', async () => {
  const old = await openVersion1();
  await old.add('entries', { ...entry, class: CLASS });
  await old.put('meta', { class: CLASS, key: 'k', value: new Uint8Array([7]) });
  old.close();
  const db = await ClassDatabase.open();
  const store = new IndexedDbEntryStore(db);
  expect(await store.read(CLASS, entry.doc)).toEqual([entry]);
  expect(await store.getMeta(CLASS, 'k')).toEqual(new Uint8Array([7]));
  await store.append(CLASS, [{ ...entry, seq: 1 }]);
  expect((await store.read(CLASS, entry.doc)).map(({ seq }) => seq)).toEqual([0, 1]);
  const blobs = new IndexedDbBlobStore(db, CLASS);
  await blobs.put('b', new Uint8Array([3]));
  expect(await blobs.has('b')).toBe(true);
  await db.close();
});

test('[ST3] a database of a newer program is storage-newer, and nothing in it is touched', async () => {
  const newer = await openDB('lectern', 99, {
    upgrade: (db) => void db.createObjectStore('later'),
  });
  await newer.put('later', 'kept', 'key');
  newer.close();
  await expect(ClassDatabase.open()).rejects.toMatchObject({
    name: 'LecternError',
    code: 'storage-newer',
  });
  const again = await openDB('lectern');
  expect(again.version).toBe(99);
  expect([...again.objectStoreNames]).toEqual(['later']);
  expect(await again.get('later', 'key')).toBe('kept');
  again.close();
});

test('[ST3] an upgrade that another tab blocks is storage-blocked, and a connection that comes late is closed', async () => {
  const old = await openVersion1(); // hangs: does not close when asked to
  const clock = new VirtualClock();
  const opening = ClassDatabase.open(clock).catch((error: unknown) => error);
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(BLOCKED_MS);
  expect(await opening).toMatchObject({ name: 'LecternError', code: 'storage-blocked' });
  old.close();
  // Would wait for ever for a connection that nobody closes.
  const next = await ClassDatabase.open(clock);
  await next.close();
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('lectern');
    request.onsuccess = () => resolve();
    request.onblocked = () => reject(new Error('somebody holds on to the database'));
  });
});

test('[ST3] a tab that lets go in time lets the upgrade go on', async () => {
  const old = await openVersion1();
  await old.add('entries', { ...entry, class: CLASS });
  const clock = new VirtualClock();
  const opening = ClassDatabase.open(clock);
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  old.close();
  const db = await opening;
  expect(clock.pending).toBe(0);
  expect(await new IndexedDbEntryStore(db).read(CLASS, entry.doc)).toEqual([entry]);
  await db.close();
});
