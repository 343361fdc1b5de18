import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { Digest, Signer } from '../../../src/crypto/signer.ts';
import { textOf } from '../../../src/classroom/lost-work.ts';
import { AUTHORITY_DOC, CLASS_DOC } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { createClassReplica } from '../../../src/sync/create-class-replica.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeVerifier, fastDigest } from '../../support/fake-signer.ts';
import { startGated } from '../../support/gated-sealing.ts';
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

// Seed 6010: built without what it stood on, the document was incomplete, and its next change was taken for foreign.
test('[SY5] [SY10] what was being written on top of work of an earlier session goes with that, and is shown as lost', async () => {
  const world = await ClassWorld.create();
  const ada = await world.add('Ada');
  const store = new SlowEntryStore(world.clock, () => 90);
  const ben = await world.until(world.add('Ben', { store }));
  const wire = world.connect(ben, ada);
  await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
  await world.run(1_000);
  world.disconnect(wire);

  const words = async (party: Party): Promise<Y.Array<unknown>> =>
    (await world.until(party.replica.open(CLASS_DOC))).doc.getArray('words');
  (await words(ben)).push(['offline']);
  await world.run(500);
  await world.restart(ben);
  await world.until(ada.replica.remove(ben.signer.keyId, null));
  (await words(ben)).push(['on top']);
  await world.clock.advance(10, world.settle);
  world.connect(ben, ada);
  await world.deliver();
  expect(ben.replica.standing.value).toBe('removed');
  await world.run(300);
  expect((await words(ben)).toArray()).toEqual([]);
  expect(ben.replica.lost.value).toHaveLength(2);

  await world.until(ada.replica.welcome(ben.signer.keyId));
  await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
  world.connect(ben, ada);
  await world.run(3_000);
  (await words(ben)).push(['again']);
  await world.run(3_000);
  for (const party of [ada, ben])
    expect((await words(party)).toArray()).toEqual(['offline', 'again']);
  expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
  await world.close();
});

test('[SY5] what was being signed when its base fell is shown as lost, however long the new session takes', async () => {
  const world = await ClassWorld.create();
  const ada = await world.add('Ada');
  const ben = await world.until(world.add('Ben'));
  const wire = world.connect(ben, ada);
  await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
  await world.run(1_000);
  world.disconnect(wire);
  await world.until(ben.replica.close());
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let isHeld = false;
  const sign: Signer['sign'] = async (message) => {
    if (isHeld) await released;
    return ben.signer.sign(message);
  };
  const slowDigest: Digest = (bytes) =>
    new Promise((resolve) => world.clock.after(5, () => resolve(fastDigest(bytes))));
  ben.replica = await world.until(
    createClassReplica({
      classId: world.classId,
      identity: { ...ben.signer, sign },
      sealing: fakeSealing(ben.name),
      name: ben.name,
      store: ben.store,
      blobs: world.blobsOf(ben.name),
      clock: world.clock,
      random: world.random,
      verifier: fakeVerifier,
      digest: slowDigest,
      logger: world.logger,
    }),
  );

  const { doc } = await world.until(ben.replica.open(CLASS_DOC));
  doc.getArray('words').push(['offline']);
  await world.run(500);
  await world.until(ada.replica.remove(ben.signer.keyId, null));
  isHeld = true;
  doc.getArray('words').push(['on top']);
  await world.clock.advance(50, world.settle);
  ben.replica.standing.subscribe(() => release());
  world.connect(ben, ada);
  await world.run(500);
  expect(ben.replica.standing.value).toBe('removed');
  expect(ben.replica.lost.value).toHaveLength(2);
  await world.close();
});

// Seed 706745: the new session's chain said what only the former one may, which was void for all readers.
test('[SY5] [SY7] [SY11] what was being sealed when its base fell goes into no other session, and is shown as lost', async () => {
  const world = await ClassWorld.create();
  const ada = await world.add('Ada');
  const ben = await world.until(world.add('Ben'));
  const work = `work:${ben.signer.keyId}:a1` as DocId;
  const words = async (party: Party): Promise<Y.Array<unknown>> =>
    (await world.until(party.replica.open(work))).doc.getArray('words');
  const wire = world.connect(ben, ada);
  await world.run(1_000);
  world.disconnect(wire);
  const gate = await startGated(world, ben);

  (await words(ben)).push(['offline']);
  await world.run(500);
  await world.until(ada.replica.remove(ben.signer.keyId, null));
  await world.until(ada.replica.welcome(ben.signer.keyId));
  gate.hold('seal');
  (await words(ben)).push(['on top']);
  await world.clock.advance(50, world.settle);
  world.connect(ben, ada);
  await world.run(500);
  gate.release();
  await world.run(3_000);

  (await words(ben)).push(['again']);
  await world.run(3_000);
  for (const party of [ada, ben]) {
    expect((await words(party)).toArray()).toEqual(['offline', 'again']);
    expect([...party.replica.refusals()]).toEqual([]);
  }
  expect(wordsLost(ben)).toEqual(['offline', 'on top']);
  await world.close();
});

test.each([true, false])(
  '[SY5] [SY11] sealed work that lost its base is shown to its author (its document open: %s)',
  async (isOpen) => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const ben = await world.until(world.add('Ben'));
    const work = `work:${ben.signer.keyId}:a1` as DocId;
    const wire = world.connect(ben, ada);
    await world.run(1_000);
    world.disconnect(wire);
    (await world.until(ben.replica.open(work))).doc.getArray('words').push(['offline']);
    await world.run(500);
    await world.until(ada.replica.remove(ben.signer.keyId, null));
    if (!isOpen) await world.restart(ben);
    world.connect(ben, ada);
    await world.run(3_000);
    expect(ben.replica.standing.value).toBe('removed');
    expect(wordsLost(ben)).toEqual(['offline']);
    await world.close();
  },
);

function wordsLost({ replica }: Party): readonly unknown[] {
  return replica.lost.value.flatMap(({ content }) => textOf(content));
}
