import { beforeEach, expect, test } from 'vitest';
import { profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { SlowEntryStore } from '../../support/slow-entry-store.ts';

// What the fuzzing in tests/fuzz found, one cause each.

let world: ClassWorld;
let ada: Party;
let ben: Party;
let cleo: Party;

/** Ada over Ben; Cleo is a member with no link. */
beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  world.connect(ben, ada);
  const link = world.connect(cleo, ada);
  await world.run(2_000);
  world.disconnect(link);
  await world.run(10_000);
});

async function write({ replica }: Party, doc: DocId, key: string): Promise<void> {
  const handle = await world.until(replica.open(doc));
  handle.doc.getMap('m').set(key, 1);
  await world.until(handle.flush());
}

test('[SY5] who was removed and is let in again hears it over the link that they have by then', async () => {
  // Of the two the one with the lower key begins to compare.
  const [low, high] = ben.signer.keyId < cleo.signer.keyId ? [ben, cleo] : [cleo, ben];
  for (const wire of [...world.wires]) world.disconnect(wire);
  world.connect(high, ada);
  world.connect(low, ada);
  await world.run();
  await world.until(ada.replica.remove(low.signer.keyId, null));
  await world.run(3_000);
  const link = world.connect(low, high);
  await world.run(500);
  expect(low.replica.standing.value).toBe('removed');
  await world.until(ada.replica.welcome(low.signer.keyId));
  await world.run(1_000);
  expect(low.replica.standing.value).toBe('member');
  await write(low, profileDoc(low.signer.keyId), 'k');
  await world.run(1_000);
  expect(link.ends[0].ended).toBeNull();
  expect(low.replica.status.value.waiting).toBe(0);
});

test('[SY5] who told a neighbour of their removal hears from them of their welcome', async () => {
  const [low, high] = ben.signer.keyId < cleo.signer.keyId ? [ben, cleo] : [cleo, ben];
  for (const wire of [...world.wires]) world.disconnect(wire);
  world.connect(low, ada);
  await world.run();
  await world.until(ada.replica.remove(low.signer.keyId, null));
  await world.run(3_000);
  await world.until(ada.replica.welcome(low.signer.keyId));
  world.connect(low, high);
  await world.run(200);
  expect(high.replica.authority.value.removed.length).toBe(1);
  world.connect(high, ada);
  await world.run(500);
  expect(low.replica.standing.value).toBe('member');
});

test('[SY5] who is let in again at once keeps the link', async () => {
  const link = world.connect(cleo, ada);
  await world.run(1_000);
  await world.until(ada.replica.remove(cleo.signer.keyId, null));
  await world.deliver();
  expect(cleo.replica.standing.value).toBe('removed');
  await world.until(ada.replica.welcome(cleo.signer.keyId));
  await world.run(5_000);
  expect(link.ends[0].ended).toBeNull();
  expect(cleo.replica.status.value.upToDateWith).toEqual([ada.signer.keyId]);
});

test('[SY3] [SY5] what somebody sends who does not know yet that they were removed is no offence', async () => {
  world.connect(cleo, ada);
  await world.run(1_000);
  await write(cleo, profileDoc(cleo.signer.keyId), 'before');
  await world.until(ada.replica.remove(cleo.signer.keyId, null));
  await write(cleo, profileDoc(cleo.signer.keyId), 'meanwhile');
  await world.run(3_000);
  expect(cleo.replica.standing.value).toBe('removed');
  expect([...world.refusals().keys()]).toEqual([]);
});

test('[SY6] what was written in a document that is not open any more does not wait for ever', async () => {
  const doc = 'notes' as DocId;
  const all = { roles: ['owner', 'student'], members: [] } as const;
  const rule = { writers: all, readers: all, sealed: false, keeper: 'owner' } as const;
  await world.until(ada.replica.makeDocument(doc, rule));
  const store = new SlowEntryStore(world.clock, () => 1);
  const dan = await world.add('Dan', { store });
  world.connect(dan, ada);
  await world.run(1_000);
  await write(dan, doc, 'k');
  await world.deliver();
  // The tab dies before it noted that Ada has it.
  dan.store = store.kill();
  await world.restart(dan, false);
  world.connect(dan, ada);
  await world.run(1_000);
  expect(dan.replica.status.value.waiting).toBe(0);
});

test('[TR3] who stood between others, starts again at the edge and has nobody below them vouches for nobody any more', async () => {
  const dan = await world.add('Dan');
  const link = world.connect(cleo, ada);
  world.connect(dan, cleo);
  await world.run(3_000);
  expect(ben.replica.present.value).toContain(dan.signer.keyId);
  // Ben hears that Cleo was lost. Then all tabs but his start again, Dan's not.
  world.disconnect(link);
  await world.run(1_000);
  for (const wire of [...world.wires]) world.disconnect(wire);
  await world.restart(cleo, false);
  await world.restart(ada, false);
  world.connect(ben, ada);
  world.connect(cleo, ada);
  await world.run(20_000);
  const here = [ada, ben, cleo].map(({ signer }) => signer.keyId);
  expect([...ben.replica.present.value].sort()).toEqual(here.sort());
});
