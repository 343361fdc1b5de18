import * as fake from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClassId, DocId } from '../../src/protocol/ids.ts';
import { ClassDatabase } from '../../src/store/class-database.ts';
import { IndexedDbEntryStore } from '../../src/store/indexed-db-entry-store.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';
import { entryStoreSuite, storedEntry } from './entry-store.suite.ts';

const CLASS = 'c'.repeat(43) as ClassId;
const DOC = 'd' as DocId;

// idb looks for the classes once and in the global scope; each test gets databases of its own.
for (const [name, value] of Object.entries(fake))
  if (name.startsWith('IDB')) vi.stubGlobal(name, value);
beforeEach(() => void vi.stubGlobal('indexedDB', new fake.IDBFactory()));
afterEach(() => void vi.restoreAllMocks());

entryStoreSuite('MemoryEntryStore', async () => new MemoryEntryStore());
entryStoreSuite('IndexedDbEntryStore', openStore);

async function openStore(): Promise<IndexedDbEntryStore> {
  return new IndexedDbEntryStore(await ClassDatabase.open());
}

describe('[ST1] IndexedDbEntryStore in trouble', () => {
  test('has after reopening what was resolved', async () => {
    const store = await openStore();
    await store.append(CLASS, [storedEntry('d', 'a', 0)]);
    await store.close();
    const again = await openStore();
    expect(await again.read(CLASS, DOC)).toEqual([storedEntry('d', 'a', 0)]);
    await again.close();
  });

  test('a full disk in the middle of an append keeps nothing of it and says storage-full', async () => {
    const store = await openStore();
    let adds = 0;
    const { add } = fake.IDBObjectStore.prototype as {
      add: (this: IDBObjectStore, ...given: unknown[]) => IDBRequest;
    };
    vi.spyOn(fake.IDBObjectStore.prototype, 'add').mockImplementation(function (
      this: IDBObjectStore,
      ...given
    ) {
      if (++adds === 2) throw new DOMException('no room', 'QuotaExceededError');
      return add.apply(this, given);
    });
    const entries = [storedEntry('d', 'a', 0), storedEntry('d', 'a', 1)];
    await expect(store.append(CLASS, entries)).rejects.toMatchObject({ code: 'storage-full' });
    expect(await store.read(CLASS, DOC)).toEqual([]);
    await store.append(CLASS, entries); // room again
    expect((await store.read(CLASS, DOC)).length).toBe(2);
    await store.close();
  });

  test('a missing IndexedDB is storage-missing', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openStore()).rejects.toMatchObject({
      name: 'LecternError',
      code: 'storage-missing',
    });
  });

  test('a browser that forbids IndexedDB is storage-missing', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('private window', 'SecurityError');
      },
    });
    await expect(openStore()).rejects.toMatchObject({ code: 'storage-missing' });
  });

  test('makes way for a later version or deletion, tells it, and then says storage-broken', async () => {
    const db = await ClassDatabase.open();
    const store = new IndexedDbEntryStore(db);
    await store.append(CLASS, [storedEntry('d', 'a', 0)]);
    const told = new Promise((resolve) => db.onLost(resolve));
    const request = indexedDB.open('lectern', 3);
    const opened = new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('the other tab cannot open'));
    });
    expect(await told).toMatchObject({
      code: 'storage-broken',
      detail: { reason: 'versionchange' },
    });
    ((await opened) as IDBDatabase).close();
    await expect(store.append(CLASS, [storedEntry('d', 'a', 1)])).rejects.toMatchObject({
      code: 'storage-broken',
    });
  });

  test('close waits for what is under way', async () => {
    const store = await openStore();
    const append = store.append(CLASS, [storedEntry('d', 'a', 0)]);
    await store.close();
    await append;
    const again = await openStore();
    expect((await again.read(CLASS, DOC)).length).toBe(1);
    await again.close();
  });
});
