import * as fake from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { toHex, utf8 } from '../../src/base/bytes.ts';
import { secureRandom } from '../../src/base/random.ts';
import {
  changePassphrase,
  createProtection,
  openProtection,
} from '../../src/crypto/class-protection.ts';
import type { ClassId, DocId, EntryHash } from '../../src/protocol/ids.ts';
import { isClassProtection } from '../../src/protocol/class-protection.ts';
import { ClassDatabase } from '../../src/store/class-database.ts';
import { copyClass } from '../../src/store/copy-class.ts';
import { IndexedDbBlobStore } from '../../src/store/indexed-db-blob-store.ts';
import { IndexedDbEntryStore } from '../../src/store/indexed-db-entry-store.ts';
import { MemoryBlobStore } from '../../src/store/memory-blob-store.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';
import { SealedBlobStore } from '../../src/store/sealed-blob-store.ts';
import { SealedEntryStore, sealedPlace } from '../../src/store/sealed-entry-store.ts';
import { quickArgon2 } from '../support/lone-environment.ts';
import { blobStoreSuite } from './blob-store.suite.ts';
import { entryStoreSuite, storedEntry } from './entry-store.suite.ts';

const CLASS = 'c'.repeat(43) as ClassId;
const DOC = 'work:secret' as DocId;
const PASSPHRASE = 'correct horse';

// idb looks for the classes once and in the global scope; each test gets databases of its own.
for (const [name, value] of Object.entries(fake))
  if (name.startsWith('IDB')) vi.stubGlobal(name, value);
beforeEach(() => void vi.stubGlobal('indexedDB', new fake.IDBFactory()));

async function protect(passphrase = PASSPHRASE) {
  const made = await createProtection(quickArgon2, secureRandom, passphrase);
  if (!made.ok) throw made.error;
  return made.value;
}

const { seal, protection } = await protect();

entryStoreSuite(
  'SealedEntryStore over MemoryEntryStore',
  async () => new SealedEntryStore(new MemoryEntryStore(), seal),
);
entryStoreSuite(
  'SealedEntryStore over IndexedDbEntryStore',
  async () => new SealedEntryStore(new IndexedDbEntryStore(await ClassDatabase.open()), seal),
);
blobStoreSuite(
  'SealedBlobStore over MemoryBlobStore',
  async () => new SealedBlobStore(new MemoryBlobStore(), seal),
);
blobStoreSuite(
  'SealedBlobStore over IndexedDbBlobStore',
  async () =>
    new SealedBlobStore(
      new IndexedDbBlobStore(await ClassDatabase.open(), sealedPlace(CLASS)),
      seal,
    ),
);

/** All that a reader of the database finds, as text. */
async function dump(): Promise<string> {
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('lectern');
    request.onsuccess = () => resolve(request.result);
  });
  const found: unknown[] = [];
  for (const name of db.objectStoreNames) {
    const request = db.transaction(name).objectStore(name).getAll();
    await new Promise((resolve) => (request.onsuccess = resolve));
    found.push(...request.result);
  }
  db.close();
  return JSON.stringify(found, (_, value: unknown) =>
    value instanceof Uint8Array ? toHex(value) : value,
  );
}

test('[ST6] who reads the database finds no content, no document, no author', async () => {
  const db = await ClassDatabase.open();
  const store = new SealedEntryStore(new IndexedDbEntryStore(db), seal);
  const content = utf8('the answer is 42');
  await store.append(CLASS, [
    {
      doc: DOC,
      chain: 'AuthorKey/Session',
      seq: 3,
      hash: 'EntryHash' as EntryHash,
      bytes: content,
    },
  ]);
  await store.putMeta(CLASS, 'acknowledged', content);
  const blobs = new SealedBlobStore(new IndexedDbBlobStore(db, sealedPlace(CLASS)), seal);
  await blobs.put('id', content);
  const seen = await dump();
  expect(seen).toContain('"seq":3');
  for (const secret of [toHex(content), 'secret', 'AuthorKey', 'EntryHash', 'acknowledged']) {
    expect(seen).not.toContain(secret);
    expect(seen).not.toContain(toHex(utf8(secret)));
  }
  await db.close();
});

test('[ST6] a wrong passphrase opens nothing; a new one wraps the same key', async () => {
  expect(isClassProtection(structuredClone(protection))).toBe(true);
  const kept = new MemoryEntryStore();
  await new SealedEntryStore(kept, seal).append(CLASS, [storedEntry(DOC, 'a', 0)]);
  const wrong = await openProtection(quickArgon2, secureRandom, protection, 'wrong horse');
  expect(wrong.ok ? '' : wrong.error.code).toBe('passphrase-wrong');
  const changed = await changePassphrase(
    quickArgon2,
    secureRandom,
    protection,
    PASSPHRASE,
    'another horse',
  );
  if (!changed.ok) throw changed.error;
  const old = await openProtection(quickArgon2, secureRandom, changed.value, PASSPHRASE);
  expect(old.ok).toBe(false);
  const now = await openProtection(quickArgon2, secureRandom, changed.value, 'another horse');
  if (!now.ok) throw now.error;
  expect(await new SealedEntryStore(kept, now.value).read(CLASS, DOC)).toEqual([
    storedEntry(DOC, 'a', 0),
  ]);
  const short = await changePassphrase(quickArgon2, secureRandom, protection, PASSPHRASE, 'short');
  expect(short.ok ? {} : short.error.detail).toEqual({ least: 8 });
  const refused = await createProtection(quickArgon2, secureRandom, 'short');
  expect(refused.ok ? {} : refused.error.detail).toEqual({ least: 8 });
});

test('[ST6] a sealed entry that was moved to another place, or spoilt, is an entry that nobody can read', async () => {
  const kept = new MemoryEntryStore();
  const store = new SealedEntryStore(kept, seal);
  await store.append(CLASS, [storedEntry(DOC, 'a', 0), storedEntry(DOC, 'a', 1)]);
  const place = sealedPlace(CLASS);
  const [name] = await kept.documents(place);
  if (name === undefined) throw new Error('nothing is kept');
  const [first, second] = await kept.read(place, name);
  if (first === undefined || second === undefined) throw new Error('two are kept');
  await kept.change(place, {
    remove: [{ doc: name, chain: first.chain, from: 0, to: 1 }],
    add: [
      { ...first, bytes: second.bytes },
      { ...second, bytes: second.bytes.slice(1) },
    ],
  });
  expect((await store.read(CLASS, DOC)).map(({ bytes }) => bytes.length)).toEqual([0, 0]);
});

test('[ST6] a class is copied with all that it has, there and back', async () => {
  const plain = { entries: new MemoryEntryStore(), blobs: new MemoryBlobStore() };
  await plain.entries.append(CLASS, [storedEntry(DOC, 'a', 0), storedEntry('class', 'b', 0)]);
  await plain.entries.append(CLASS, [storedEntry(DOC, 'b', 0), storedEntry(DOC, 'a', 1)]);
  await plain.entries.putMeta(CLASS, 'k', new Uint8Array([7]));
  await plain.blobs.put('blob', new Uint8Array(300_000).fill(3));
  const kept = { entries: new MemoryEntryStore(), blobs: new MemoryBlobStore() };
  const sealed = {
    entries: new SealedEntryStore(kept.entries, seal),
    blobs: new SealedBlobStore(kept.blobs, seal),
  };
  await sealed.entries.append(CLASS, [storedEntry('left over', 'x', 0)]);
  await copyClass(CLASS, plain, sealed);
  const back = { entries: new MemoryEntryStore(), blobs: new MemoryBlobStore() };
  await copyClass(CLASS, sealed, back);
  expect(await back.entries.documents(CLASS)).toEqual(['class', DOC]);
  expect(await back.entries.read(CLASS, DOC)).toEqual(await plain.entries.read(CLASS, DOC));
  expect(await back.entries.getMeta(CLASS, 'k')).toEqual(new Uint8Array([7]));
  expect(await back.blobs.list()).toEqual([{ id: 'blob', size: 300_000 }]);
  expect((await back.blobs.get('blob'))?.every((byte) => byte === 3)).toBe(true);
});
