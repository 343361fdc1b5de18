import * as fake from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ClassId } from '../../src/protocol/ids.ts';
import { ClassDatabase } from '../../src/store/class-database.ts';
import { IndexedDbBlobStore } from '../../src/store/indexed-db-blob-store.ts';
import { MemoryBlobStore } from '../../src/store/memory-blob-store.ts';
import { SeededBlobStore } from '../../src/sync/seeded-blob-store.ts';
import { blobStoreSuite } from './blob-store.suite.ts';

const CLASS = 'c'.repeat(43) as ClassId;
const OTHER = 'o'.repeat(43) as ClassId;

// idb looks for the classes once and in the global scope; each test gets databases of its own.
for (const [name, value] of Object.entries(fake))
  if (name.startsWith('IDB')) vi.stubGlobal(name, value);
beforeEach(() => void vi.stubGlobal('indexedDB', new fake.IDBFactory()));

blobStoreSuite(
  'SeededBlobStore',
  async () => new SeededBlobStore(new MemoryBlobStore(), () => undefined),
);
blobStoreSuite('MemoryBlobStore', async () => new MemoryBlobStore());
blobStoreSuite(
  'IndexedDbBlobStore',
  async () => new IndexedDbBlobStore(await ClassDatabase.open(), CLASS),
);

test('the blobs of two classes are kept apart', async () => {
  const db = await ClassDatabase.open();
  const [one, other] = [new IndexedDbBlobStore(db, CLASS), new IndexedDbBlobStore(db, OTHER)];
  await one.put('a', new Uint8Array([1]));
  await other.put('a', new Uint8Array([2]));
  await one.clear();
  expect(await other.get('a')).toEqual(new Uint8Array([2]));
  await db.close();
});
