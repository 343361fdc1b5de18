import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { sealRoot, signOwnerCertificate } from '../../src/crypto/class-root.ts';
import { createWebCryptoSigner } from '../../src/crypto/web-crypto-signer.ts';
import { WebCryptoVerifier } from '../../src/crypto/web-crypto-verifier.ts';
import { IndexedDbKeyStore } from '../../src/store/indexed-db-key-store.ts';
import type { KeyStore } from '../../src/store/key-store.ts';
import { MemoryKeyStore } from '../../src/store/memory-key-store.ts';
import { SealedRecordStore } from '../../src/store/sealed-record-store.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { secureRandom } from '../../src/base/random.ts';
import { createProtection } from '../../src/crypto/class-protection.ts';
import { quickArgon2 } from '../support/lone-environment.ts';
import { newClassRecord } from '../support/class-record.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const implementations: Record<string, () => Promise<KeyStore>> = {
  MemoryKeyStore: async () => new MemoryKeyStore(),
  IndexedDbKeyStore: () => IndexedDbKeyStore.open(),
  'SealedRecordStore over IndexedDbKeyStore': async () => {
    const made = await createProtection(quickArgon2, secureRandom, 'correct horse');
    if (!made.ok) throw made.error;
    return new SealedRecordStore(await IndexedDbKeyStore.open(), made.value.seal, silentLogger);
  },
};

describe.each(Object.entries(implementations))('%s', (_, open) => {
  test('a record comes back with every field, its keys still sign and stay unexportable', async () => {
    const store = await open();
    const record = await newClassRecord({ code: { code: 'ABC123', expires: 5 }, lessonOpen: true });
    await store.put(record);
    const kept = await store.get(record.classId);
    expect(kept).toEqual(record);
    if (kept === null) return;
    const message = new Uint8Array(9);
    const signature = await (await createWebCryptoSigner(kept.identity)).sign(message);
    expect(
      await new WebCryptoVerifier().verify(record.identity.publicKey, message, signature),
    ).toBe(true);
    expect(kept.identity.privateKey.extractable).toBe(false);
    expect(kept.rootPrivateKey?.extractable).toBe(true);
    await store.close();
  });

  test('what is not there is null, and an empty store lists nothing', async () => {
    const store = await open();
    expect(await store.get((await newClassRecord()).classId)).toBeNull();
    expect(await store.list()).toEqual([]);
    await store.close();
  });

  test('records are listed with the class opened last first', async () => {
    const store = await open();
    for (const lastOpened of [2, 3, 1]) await store.put(await newClassRecord({ lastOpened }));
    expect((await store.list()).map((record) => record.lastOpened)).toEqual([3, 2, 1]);
    await store.close();
  });

  test('a patch changes the fields that it names and no others', async () => {
    const store = await open();
    const record = await newClassRecord();
    await store.put(record);
    expect(await store.patch(record.classId, { lastOpened: 7, myName: 'Grace' })).toBe(true);
    expect(await store.get(record.classId)).toEqual({ ...record, lastOpened: 7, myName: 'Grace' });
    await store.close();
  });

  test('patches at the same time are all kept', async () => {
    const store = await open();
    const record = await newClassRecord();
    await store.put(record);
    await Promise.all([
      store.patch(record.classId, { lastOpened: 7 }),
      store.patch(record.classId, { lessonOpen: true }),
      store.patch(record.classId, { className: 'Python 102' }),
    ]);
    expect(await store.get(record.classId)).toEqual({
      ...record,
      lastOpened: 7,
      lessonOpen: true,
      className: 'Python 102',
    });
    await store.close();
  });

  test('once the recovery file is saved the exportable root key is replaced, and the new one signs', async () => {
    const store = await open();
    const record = await newClassRecord();
    await store.put(record);
    if (record.rootPrivateKey === null) throw new Error('an owner has a root key');
    const sealed = await sealRoot({
      publicKey: record.rootPublicKey,
      privateKey: record.rootPrivateKey,
    });
    await store.patch(record.classId, { rootPrivateKey: sealed.privateKey, recoverySaved: true });
    const kept = await store.get(record.classId);
    expect(kept?.rootPrivateKey?.extractable).toBe(false);
    if (kept?.rootPrivateKey == null) throw new Error('the key is gone');
    const root = { publicKey: kept.rootPublicKey, privateKey: kept.rootPrivateKey };
    expect(await signOwnerCertificate(root, kept.identity.publicKey)).toHaveLength(64);
    await store.close();
  });

  test('a removed class is gone, and a late patch does not bring it back', async () => {
    const store = await open();
    const record = await newClassRecord();
    const other = await newClassRecord();
    await store.put(record);
    await store.put(other);
    await store.remove(record.classId);
    await store.remove(record.classId);
    expect(await store.patch(record.classId, { lastOpened: 9 })).toBe(false);
    expect(await store.get(record.classId)).toBeNull();
    expect((await store.list()).map(({ classId }) => classId)).toEqual([other.classId]);
    await store.close();
  });

  test('changing what was put in or given out changes nothing in the store', async () => {
    const store = await open();
    const record = { ...(await newClassRecord()) };
    const { classId } = record;
    await store.put(record);
    record.myName = 'Mallory';
    expect((await store.get(classId))?.myName).toBe('Ada');
    await store.close();
  });

  test('after closing every call is storage-broken', async () => {
    const store = await open();
    const record = await newClassRecord();
    await store.close();
    const closed = { code: 'storage-broken' };
    await expect(store.list()).rejects.toMatchObject(closed);
    await expect(store.get(record.classId)).rejects.toMatchObject(closed);
    await expect(store.put(record)).rejects.toMatchObject(closed);
    await expect(store.patch(record.classId, {})).rejects.toMatchObject(closed);
    await expect(store.remove(record.classId)).rejects.toMatchObject(closed);
    await store.close();
  });
});

test('[SC3] who reads the records of a protected place finds no name, no link, no code', async () => {
  const made = await createProtection(quickArgon2, secureRandom, 'correct horse');
  if (!made.ok) throw made.error;
  const kept = new MemoryKeyStore();
  const store = new SealedRecordStore(kept, made.value.seal, silentLogger);
  const code = { code: 'ABC123', expires: 5 };
  const record = await newClassRecord({ signalingUrl: 'wss://a.example', code });
  await store.put(record);
  await store.patch(record.classId, { className: 'Python 102', link: '#/join/xyz' });
  const seen = JSON.stringify(await kept.list(), (_, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value,
  );
  for (const secret of ['Python', 'Ada', 'join', 'a.example', 'ABC123'])
    expect(seen).not.toContain(secret);
});
