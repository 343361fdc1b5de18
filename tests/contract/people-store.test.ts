import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Logger } from '../../src/base/logger.ts';
import { secureRandom } from '../../src/base/random.ts';
import { createProtection } from '../../src/crypto/class-protection.ts';
import { IndexedDbPeopleStore } from '../../src/store/indexed-db-people-store.ts';
import { MemoryPeopleStore } from '../../src/store/memory-people-store.ts';
import type { PeopleStore, PersonRecord } from '../../src/store/people-store.ts';
import { FIRST_PLACE, newPlace } from '../../src/store/place.ts';
import { quickArgon2 } from '../support/lone-environment.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

function person(name: string, lastUsed = 1): PersonRecord {
  return { place: newPlace(secureRandom), name, lastUsed, protection: null };
}

const implementations: Record<string, () => Promise<PeopleStore>> = {
  MemoryPeopleStore: async () => new MemoryPeopleStore(),
  IndexedDbPeopleStore: () => IndexedDbPeopleStore.open(),
};

describe.each(Object.entries(implementations))('%s', (_, open) => {
  test('[SC1] a computer is not shared until somebody says so', async () => {
    const store = await open();
    expect(await store.read()).toEqual({ shared: false, people: [], left: [] });
    const amal = { ...person('Amal'), place: FIRST_PLACE };
    await store.share(true, amal);
    expect(await store.read()).toEqual({ shared: true, people: [amal], left: [] });
    await store.share(false);
    expect(await store.read()).toMatchObject({ shared: false, people: [amal] });
    await store.close();
  });

  test('people come back with every field, who was here last first', async () => {
    const store = await open();
    const made = await createProtection(quickArgon2, secureRandom, 'correct horse');
    if (!made.ok) throw made.error;
    const ben = { ...person('Ben', 2), protection: made.value.protection };
    const chen = person('Chen', 3);
    await store.add(ben);
    await store.add(chen);
    expect((await store.read()).people).toEqual([chen, ben]);
    expect(await store.patch(ben.place, { lastUsed: 9 })).toBe(true);
    expect((await store.read()).people).toEqual([{ ...ben, lastUsed: 9 }, chen]);
    await store.close();
  });

  test('[SC4] who left is gone, their place is noted until it is removed, and a late change does not bring them back', async () => {
    const store = await open();
    const [amal, ben, again] = [person('Amal'), person('Ben'), person('Amal', 5)];
    await store.add(amal);
    await store.add(ben);
    await store.leave(amal.place);
    await store.leave(ben.place, again);
    const { people, left } = await store.read();
    expect(people).toEqual([again]);
    expect(new Set(left)).toEqual(new Set([amal.place, ben.place]));
    expect(await store.patch(amal.place, { lastUsed: 7 })).toBe(false);
    await store.removed(amal.place);
    expect((await store.read()).left).toEqual([ben.place]);
    await store.close();
  });
});

test('[SE1] rows that are no people, from a broken disk or another hand, are left out, told, and left where they are', async () => {
  const noted: string[] = [];
  const logger: Logger = { log: (_level, code) => noted.push(code) };
  const store = await IndexedDbPeopleStore.open(logger);
  const amal = person('Amal');
  await store.add(amal);
  const db = await openDB('lectern-people', 1);
  const bad: unknown[] = [
    null,
    'Ben',
    { ...amal, place: '../other' },
    { ...amal, place: 7 },
    { ...amal, name: '' },
    { ...amal, name: 'x'.repeat(81) },
    { ...amal, name: 'a\u202Eb' },
    { ...amal, lastUsed: 'today' },
    { ...amal, protection: { kdf: { memoryKiB: 9e9, iterations: 1, parallelism: 1 } } },
    { place: amal.place, name: 'Amal', lastUsed: 1 },
  ];
  for (const [index, row] of bad.entries()) await db.put('people', row, `bad ${index}`);
  await db.put('left', true, 'no place');
  await db.put('device', 'yes', 'shared');
  expect(await store.read()).toEqual({ shared: false, people: [amal], left: [] });
  expect(noted).toEqual(['person-record-unreadable']);
  expect(await db.count('people')).toBe(bad.length + 1);
  db.close();
  await store.close();
});
