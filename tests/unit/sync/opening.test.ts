import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import type { DocId } from '../../../src/protocol/ids.ts';
import type { DocumentHandle } from '../../../src/sync/document-handle.ts';
import { ClassWorld } from '../../support/class-world.ts';
import { startGated } from '../../support/gated-sealing.ts';

/** As many entries as are opened at a time. */
const OPENED_AT_A_TIME = 256;

function words({ doc }: DocumentHandle): Y.Array<unknown> {
  return doc.getArray('words');
}

test('[SY5] [SY11] what is taken out while a document is being opened is not in it', async () => {
  const world = await ClassWorld.create();
  const ada = await world.add('Ada');
  const tom = await world.until(world.add('Tom'));
  const ben = await world.until(world.add('Ben'));
  for (const other of [tom, ben]) world.connect(other, ada);
  await world.run(1_000);
  await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
  await world.run(1_000);
  for (const wire of [...world.wires]) world.disconnect(wire);
  const gate = await startGated(world, tom);
  world.connect(ben, tom);
  const work = `work:${ben.signer.keyId}:a1` as DocId;
  const bens = await world.until(ben.replica.open(work));
  for (let i = 0; i <= OPENED_AT_A_TIME; i++) {
    words(bens).push([i]);
    await world.clock.advance(50, world.settle);
  }
  await world.run(2_000);
  await world.until(ada.replica.remove(ben.signer.keyId, null));

  gate.hold('open', OPENED_AT_A_TIME);
  const opening = tom.replica.open(work);
  await world.settle();
  world.connect(tom, ada);
  await world.run(2_000);
  gate.release();
  const toms = await world.until(opening);
  expect(tom.replica.authority.value.members.has(ben.signer.keyId)).toBe(false);
  expect(words(toms).toArray()).toEqual([]);
  await world.close();
});

test('[SY5] [SY7] a session that ends while a document is being opened writes nothing in it', async () => {
  const world = await ClassWorld.create();
  const ada = await world.add('Ada');
  const tom = await world.until(world.add('Tom'));
  const dora = await world.until(world.add('Dora'));
  for (const other of [tom, dora]) world.connect(other, ada);
  await world.run(1_000);
  await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
  const doc = 'plans:1' as DocId;
  const writers = { roles: ['owner', 'teacher'], members: [] } as const;
  const readers = { roles: ['owner', 'teacher', 'assistant'], members: [] } as const;
  await world.until(
    ada.replica.makeDocument(doc, { writers, readers, sealed: true, keeper: 'owner' }),
  );
  const adas = await world.until(ada.replica.open(doc));
  await world.run(1_000);
  words(adas).push(['first']);
  await world.run(2_000);

  // Away from Ada, Tom makes somebody a reader and gives them the key: that is in the document, and falls with him.
  for (const wire of [...world.wires]) world.disconnect(wire);
  const gate = await startGated(world, tom);
  await world.until(tom.replica.setRole(dora.signer.keyId, 'assistant'));
  await world.run(20_000);
  await world.until(ada.replica.remove(tom.signer.keyId, null));
  await world.until(ada.replica.welcome(tom.signer.keyId));
  await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
  gate.hold('open');
  const opening = tom.replica.open(doc);
  await world.settle();
  world.connect(tom, ada);
  await world.run(2_000);
  gate.release();
  const toms = await world.until(opening);
  words(toms).push(['by Tom']);
  await world.run(5_000);
  for (const handle of [adas, toms]) expect(words(handle).toArray()).toEqual(['first', 'by Tom']);
  for (const { replica } of [ada, tom]) expect([...replica.refusals()]).toEqual([]);
  await world.close();
});
