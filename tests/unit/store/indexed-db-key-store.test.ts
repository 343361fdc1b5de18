import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Logger } from '../../../src/base/logger.ts';
import { IndexedDbKeyStore } from '../../../src/store/indexed-db-key-store.ts';
import { allRecords } from '../../../src/store/key-store.ts';
import { probeKeyStorage } from '../../../src/store/probe-key-storage.ts';
import { newClassRecord } from '../../support/class-record.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const originalPut = IDBObjectStore.prototype.put;

test('a record is there for the next start of the page', async () => {
  const record = await newClassRecord();
  const first = await IndexedDbKeyStore.open();
  await first.put(record);
  const second = await IndexedDbKeyStore.open();
  expect(await second.get(record.classId)).toEqual(record);
  await first.close();
  await second.close();
});

test('[ST1] nothing counts as stored before its transaction completed', async () => {
  const store = await IndexedDbKeyStore.open();
  const record = await newClassRecord();
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...args
  ) {
    const request = originalPut.apply(this, args);
    request.addEventListener('success', () => request.transaction?.abort());
    return request;
  });
  await expect(store.put(record)).rejects.toMatchObject({ code: 'storage-broken' });
  vi.restoreAllMocks();
  expect(await store.get(record.classId)).toBeNull();
  await store.close();
});

test('a full disk is storage-full, and the record from before stays', async () => {
  const store = await IndexedDbKeyStore.open();
  const record = await newClassRecord();
  await store.put(record);
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no space', 'QuotaExceededError');
  });
  await expect(store.patch(record.classId, { myName: 'Grace' })).rejects.toMatchObject({
    code: 'storage-full',
  });
  expect((await store.get(record.classId))?.myName).toBe('Ada');
  await store.close();
});

test('without IndexedDB opening is storage-missing, and so is the probe', async () => {
  const refusing = {
    open: () => {
      throw new DOMException('denied', 'SecurityError');
    },
  };
  for (const missing of [undefined, refusing]) {
    vi.stubGlobal('indexedDB', missing);
    await expect(IndexedDbKeyStore.open()).rejects.toMatchObject({ code: 'storage-missing' });
    const probed = await probeKeyStorage();
    expect(probed.ok ? 'ok' : probed.error.code).toBe('storage-missing');
  }
});

test('an unreadable record is left out of the list and logged, but kept; asking for it is storage-damaged', async () => {
  const log = vi.fn<Logger['log']>();
  const store = await IndexedDbKeyStore.open({ log });
  const good = await newClassRecord();
  const bad = await newClassRecord();
  await store.put(good);
  const db = await openDB('lectern-keys', 1);
  await db.put('classes', { ...bad, identity: { keyId: 'x' } }, bad.classId);
  expect((await store.list()).map(({ classId }) => classId)).toEqual([good.classId]);
  expect(log).toHaveBeenCalledWith('error', 'class-record-unreadable', { count: 1 });
  await expect(allRecords(store)).rejects.toMatchObject({ code: 'storage-damaged' });
  await expect(store.get(bad.classId)).rejects.toMatchObject({ code: 'storage-damaged' });
  await expect(store.patch(bad.classId, { myName: 'x' })).rejects.toMatchObject({
    code: 'storage-damaged',
  });
  expect(await db.get('classes', bad.classId)).toBeDefined();
  db.close();
  await store.close();
});

test('a later version of the app in another tab can upgrade the database at once', async () => {
  const store = await IndexedDbKeyStore.open();
  const later = await openDB('lectern-keys', 2);
  expect(later.version).toBe(2);
  await expect(store.list()).rejects.toMatchObject({ code: 'storage-newer' });
  later.close();
  await store.close();
});

test('a connection that the browser took away is opened again', async () => {
  const store = await IndexedDbKeyStore.open();
  const record = await newClassRecord();
  await store.put(record);
  const lost = new DOMException('connection lost', 'InvalidStateError');
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementationOnce(() => {
    throw lost;
  });
  expect(await store.get(record.classId)).toEqual(record);
  await store.close();
});

test('the probe passes where keys can be stored and used, again and again, and leaves no key behind', async () => {
  expect(await Promise.all([probeKeyStorage(), probeKeyStorage()])).toEqual([
    { ok: true, value: undefined },
    { ok: true, value: undefined },
  ]);
  const db = await openDB('lectern-probe', 1);
  expect(await db.count('keys')).toBe(0);
  db.close();
});

test('a database that gives back something else than the stored key is storage-broken', async () => {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    _value,
    key,
  ) {
    return originalPut.call(this, {}, key);
  });
  const probed = await probeKeyStorage();
  expect(probed.ok ? 'ok' : probed.error.code).toBe('storage-broken');
});
