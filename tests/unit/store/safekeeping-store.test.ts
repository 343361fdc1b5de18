import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { createBackupKey } from '../../../src/crypto/backup-key.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { FIRST_PLACE } from '../../../src/store/place.ts';
import { IndexedDbSafekeepingStore } from '../../../src/store/safekeeping-store.ts';
import { NOTHING_KEPT, safekeepingRecord } from '../../../src/store/safekeeping-record.ts';
import { quickArgon2 } from '../../support/lone-environment.ts';

test('[ST7] what is known about keeping is there in the next page, and two changes lose nothing of each other', async () => {
  const store = await IndexedDbSafekeepingStore.open(FIRST_PLACE);
  expect(await store.read()).toEqual(NOTHING_KEPT);
  await Promise.all([
    store.patch(() => ({ since: 5, asked: true })),
    store.patch(({ dismissed }) => ({ dismissed: { ...dismissed, filling: '2026-03-18' } })),
  ]);
  await store.close();
  const again = await IndexedDbSafekeepingStore.open(FIRST_PLACE);
  expect(await again.read()).toMatchObject({
    since: 5,
    asked: true,
    dismissed: { filling: '2026-03-18' },
  });
  await again.close();
});

test('[SE1] a record that was changed by hand is read as far as it can be', async () => {
  const { kdf, salt, key } = await createBackupKey(quickArgon2, secureRandom, 'correct horse');
  const kept = { kdf, salt, key, sealed: null };
  expect(safekeepingRecord({ since: 5, key: kept }).key).toEqual(kept);
  for (const rubbish of [null, 7, 'x', [], { key: 7, folder: 7, dismissed: 7, since: 'x' }])
    expect(safekeepingRecord(rubbish)).toEqual(NOTHING_KEPT);
  for (const bad of [
    { ...kept, kdf: { ...kdf, memoryKiB: 2 ** 31 } },
    { ...kept, salt: new Uint8Array(3) },
    { ...kept, key: 'no key' },
  ])
    expect(safekeepingRecord({ key: bad }).key).toBeNull();
  expect(
    safekeepingRecord({ folder: { handle: { kind: 'file' }, tag: 'AB12' } }).folder,
  ).toBeNull();
  expect(safekeepingRecord({ dismissed: { filling: 4, 'not-kept': 'x' } }).dismissed).toEqual({
    'not-kept': 'x',
  });
  const db = await openDB('lectern-safekeeping');
  await db.put('safekeeping', 'rubbish', 'record');
  db.close();
  const store = await IndexedDbSafekeepingStore.open(FIRST_PLACE);
  expect(await store.read()).toEqual(NOTHING_KEPT);
  await store.close();
});
