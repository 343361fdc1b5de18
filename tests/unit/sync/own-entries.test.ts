import { expect, test } from 'vitest';
import { AUTHORITY_DOC } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { SlowEntryStore } from '../../support/slow-entry-store.ts';

// Seed 1790 of the schedules: the next replica on the same store did not know of what was stored after it had loaded.
test('[SY1] once a class is closed, nothing that was being written is stored any more', async () => {
  const world = await ClassWorld.create();
  const store = new SlowEntryStore(world.clock, () => 8);
  const ada = await world.until(world.add('Ada', { store }));
  const ben = await world.until(world.add('Ben'));
  world.connect(ben, ada);
  await world.run();

  const writing = Promise.allSettled(
    (['teacher', 'assistant', 'student'] as const).map((role) =>
      ada.replica.setRole(ben.signer.keyId, role),
    ),
  );
  await world.settle();
  await world.until(ada.replica.close());
  const left = await store.read(world.classId, AUTHORITY_DOC);
  await world.clock.advance(1_000, world.settle);
  expect(await store.read(world.classId, AUTHORITY_DOC)).toEqual(left);
  expect((await writing).map(({ status }) => status)).toContain('rejected');
  await world.close();
});

// Seed 1765, with a renewal of the admission key between: taken back, the entry came to stand when its writer was let in again.
test('[SY5] what was being written when its writer was removed is taken back, and stays so', async () => {
  const world = await ClassWorld.create();
  const ada = await world.add('Ada');
  const store = new SlowEntryStore(world.clock, () => 90);
  const ben = await world.until(world.add('Ben', { store }));
  const doc = `work:${ben.signer.keyId}:a1` as DocId;
  const words = async (party: Party): Promise<unknown> =>
    (await world.until(party.replica.open(doc))).doc.getArray('words').toArray();
  world.connect(ben, ada);
  await words(ada);
  const { doc: work } = await world.until(ben.replica.open(doc));
  await world.run(3_000);

  work.getArray('words').push(['meanwhile']);
  await world.clock.advance(10, world.settle);
  await world.until(ada.replica.remove(ben.signer.keyId, null));
  await world.run(300);
  expect(ben.replica.standing.value).toBe('removed');
  expect(await words(ben)).toEqual([]);

  await world.until(ada.replica.welcome(ben.signer.keyId));
  await world.run(3_000);
  expect(ben.replica.standing.value).toBe('member');
  expect([await words(ben), await words(ada)]).toEqual([[], []]);
  (await world.until(ben.replica.open(doc))).doc.getArray('words').push(['again']);
  await world.run(3_000);
  expect([await words(ben), await words(ada)]).toEqual([['again'], ['again']]);
  expect(ben.replica.forks.value).toEqual([]);
  await world.close();
});
