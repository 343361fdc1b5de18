import { expect, test } from 'vitest';
import { AUTHORITY_DOC } from '../../../src/protocol/ids.ts';
import { ClassWorld } from '../../support/class-world.ts';
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
