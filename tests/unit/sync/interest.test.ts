import { beforeEach, expect, test } from 'vitest';
import { CLASS_DOC, FOLLOW_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { Intruder } from '../../support/intruder.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;
let cleo: Party;
let dan: Party;

/** Ada over Ben and Cleo, Dan under Ben. */
beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  dan = await world.add('Dan');
  world.connect(ben, ada);
  world.connect(cleo, ada);
  world.connect(dan, ben);
  await world.run(3_000);
});

async function write(party: Party, doc: DocId, key = 'k'): Promise<void> {
  (await party.replica.open(doc)).doc.getMap('m').set(key, 1);
  await world.run(1_000);
}

const stored = async (party: Party, doc: DocId): Promise<number> =>
  (await party.store.read(world.classId, doc)).length;

// A profile's first entry is its key.
const profileOf = ({ signer }: Party): DocId => profileDoc(signer.keyId);

test('[TR3] what a student writes for the teacher goes to the teacher and by way of who stands between', async () => {
  await write(dan, profileOf(dan));
  expect(await stored(ada, profileOf(dan))).toBe(2);
  expect(await stored(ben, profileOf(dan))).toBe(2);
  expect(await stored(cleo, profileOf(dan))).toBe(0);
  await write(ben, profileOf(ben));
  expect(await stored(dan, profileOf(ben))).toBe(0);
  expect(dan.replica.status.value).toMatchObject({ waiting: 0 });
  await world.run(10_000);
  for (const { replica } of world.parties)
    expect(replica.status.value.upToDateWith.length).toBeGreaterThan(0);
});

test('[TR3] a document that is opened is filled along the whole path, and kept up to date from then on', async () => {
  const doc = 'notes' as DocId;
  await ada.replica.makeDocument(doc, {
    writers: { roles: [], members: [dan.signer.keyId] },
    readers: { roles: ['student'], members: [] },
    sealed: false,
    keeper: 'owner',
  });
  await world.run(1_000);
  await write(dan, doc);
  const atCleo = await cleo.replica.open(doc);
  await world.run(1_000);
  expect(atCleo.doc.getMap('m').toJSON()).toEqual({ k: 1 });
  expect(atCleo.synced.value).toBe(true);
  await write(dan, doc, 'l');
  expect(atCleo.doc.getMap('m').toJSON()).toEqual({ k: 1, l: 1 });
});

test('[TR3] what was written while the teacher was away waits with three holders, and reaches the teacher without its author', async () => {
  for (const wire of [...world.wires]) world.disconnect(wire);
  const eve = await world.add('Eve');
  const finn = await world.add('Finn');
  // A chain without a teacher: Dan under Cleo under Ben; Eve and Finn, who joined from them, below.
  world.connect(cleo, ben);
  world.connect(dan, cleo);
  world.connect(eve, dan);
  world.connect(finn, ben);
  await world.run(3_000);
  await write(eve, profileOf(eve));
  await world.run(5_000);
  expect(eve.replica.status.value.waiting).toBe(0);
  for (const holder of [dan, cleo, ben]) expect(await stored(holder, profileOf(eve))).toBe(2);
  expect(await stored(finn, profileOf(eve))).toBe(0);

  for (const wire of [...world.wires]) world.disconnect(wire);
  await world.restart(ben);
  world.connect(ben, ada);
  await world.run(3_000);
  expect(await stored(ada, profileOf(eve))).toBe(2);
});

test('[TR3] over a spare link nothing is pushed; in a quiet moment it heals what the tree left out', async () => {
  const wire = world.connect(dan, cleo);
  for (const end of wire.ends) end.relation.set('spare');
  await world.run(5_000);
  let before = wire.ends[0].sentCount + wire.ends[1].sentCount;
  await write(ada, CLASS_DOC);
  expect(wire.ends[0].sentCount + wire.ends[1].sentCount).toBe(before);
  await world.run(30_000);
  for (const other of [...world.wires]) if (other.b === ben) world.disconnect(other);
  await write(ada, CLASS_DOC, 'l');
  expect(await stored(dan, CLASS_DOC)).toBe(1);
  await world.run(30_000);
  expect(await stored(dan, CLASS_DOC)).toBe(2);

  // Needed as the parent: from then on it is like any other link of the tree.
  wire.ends[0].relation.set('parent');
  wire.ends[1].relation.set('child');
  await world.run(500);
  await write(ada, CLASS_DOC, 'm');
  expect(await stored(dan, CLASS_DOC)).toBe(3);
  await write(dan, profileOf(dan));
  expect(await stored(ada, profileOf(dan))).toBe(2);
  before = wire.ends[0].sentCount + wire.ends[1].sentCount;
  await world.run(30_000);
  expect(wire.ends[0].sentCount + wire.ends[1].sentCount - before).toBeLessThan(6);
});

test('[TR3] [SY6] after a long rest an edit costs no comparison before it is quiet again, and one of each two then', async () => {
  const spare = world.connect(dan, cleo);
  for (const end of spare.ends) end.relation.set('spare');
  await world.run(5 * 60_000);
  const sent = (): number[] =>
    [...world.wires].map(({ ends }) => ends[0].sentCount + ends[1].sentCount);
  const before = sent();
  for (let edit = 0; edit < 10; edit++) await write(ada, CLASS_DOC, `k${edit}`);
  const after = sent();
  const more = after.map((count, at) => count - (before[at] ?? 0));
  // Ten entries over three links, and receipts.
  expect(more.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(40);
  expect(more[3]).toBe(0);
  await world.run(40_000);
  const compared = (sent()[3] ?? 0) - (after[3] ?? 0);
  expect(compared).toBeGreaterThanOrEqual(2);
  expect(compared).toBeLessThan(6);
});

test('[SE1] who names documents without end is refused, and holds are bounded', async () => {
  const intruder = new Intruder(world, cleo.signer, ben);
  await world.run(500);
  intruder.say({ type: 'compare', all: true, reply: false, vectors: [] });
  for (let round = 0; round < 3; round++) {
    const add = Array.from({ length: 4_000 }, (_, i) => `work:${round}:${i}`);
    intruder.say({
      type: 'interest',
      fresh: false,
      reply: false,
      everything: false,
      add,
      drop: [],
    });
  }
  for (let i = 0; i < 400; i++) intruder.say({ type: 'hold', doc: `w${i}` as DocId, count: 3 });
  await world.run(2_000);
  expect(ben.replica.refusals().get('interest-too-large')).toBeGreaterThan(0);
  expect(ben.replica.refusals().get('hold-full')).toBe(400 - 256);
  await write(ada, CLASS_DOC);
  expect(await stored(dan, CLASS_DOC)).toBe(1);
});

test('[TR3] who opens a document hears what was said there last, and who turns away from it gets nothing more until it is opened again', async () => {
  const doc = FOLLOW_DOC;
  await ada.replica.makeDocument(doc, {
    writers: { roles: ['owner'], members: [] },
    readers: { roles: ['student'], members: [] },
    sealed: false,
    keeper: 'owner',
  });
  const atAda = await ada.replica.open(doc);
  atAda.awareness.setLocalState({ cursor: 7 });
  await world.run(1_000);

  const atDan = await dan.replica.open(doc);
  const cursor = () => atDan.awareness.getStates().get(atAda.doc.clientID);
  expect(cursor()).toBeUndefined();
  await world.run(1_000);
  expect(cursor()).toEqual({ cursor: 7 });
  await write(ada, doc);
  expect(atDan.doc.getMap('m').toJSON()).toEqual({ k: 1 });

  dan.replica.release(doc);
  await world.run(1_000);
  const before = await stored(dan, doc);
  await write(ada, doc, 'l');
  expect(await stored(dan, doc)).toBe(before);
  expect(await stored(ben, doc)).toBe(before);
  expect(await dan.replica.open(doc)).toBe(atDan);
  await world.run(1_000);
  expect(atDan.doc.getMap('m').toJSON()).toEqual({ k: 1, l: 1 });
});

test('[TR3] what is for the moment only is held by nobody, and waits for nobody', async () => {
  await ada.replica.makeDocument(FOLLOW_DOC, {
    writers: { roles: ['owner'], members: [] },
    readers: { roles: ['student'], members: [] },
    sealed: false,
    keeper: 'owner',
  });
  await write(ada, FOLLOW_DOC);
  await world.run(5_000);
  expect(ada.replica.status.value.waiting).toBe(0);
  for (const party of [ben, cleo, dan]) expect(await stored(party, FOLLOW_DOC)).toBe(0);
});

// Fuzz seed 827272.
test.each([false, true])(
  '[SY1] [TR3] what waits here for something missing is let go once nobody here or behind wants it, and comes again for who does (open here: %s)',
  async (isOpen) => {
    const doc = 'notes' as DocId;
    await ada.replica.makeDocument(doc, {
      writers: { roles: ['student'], members: [] },
      readers: { roles: ['student'], members: [] },
      sealed: false,
      keeper: 'owner',
    });
    if (isOpen) await ben.replica.open(doc);
    await dan.replica.open(doc);
    await world.run(1_000);

    // Of two entries on their way to Ada the second alone reaches Ben, who is then alone, and then below Cleo, who does not want them.
    const wire = [...world.wires].find(({ a }) => a === dan);
    if (wire === undefined) throw new Error('Dan is under Ben');
    wire.slow = true;
    await write(dan, doc);
    wire.ends[0].outgoing.length = 0;
    await write(dan, doc, 'l');
    while (wire.ends[0].outgoing.length > 0) wire.ends[0].deliver();
    await world.run(3_000); // Ada wants it, and hears nothing of it from anybody else
    expect(ben.replica.aside().waiting).toBe(1);
    for (const each of [...world.wires]) world.disconnect(each);
    await world.run(3_000);
    expect(ben.replica.aside().waiting).toBe(isOpen ? 1 : 0);
    world.connect(ben, cleo);
    await world.run(3_000);
    expect(ben.replica.aside().waiting).toBe(isOpen ? 1 : 0);

    world.connect(dan, ben);
    world.connect(cleo, ada);
    await world.run(3_000);
    expect(ben.replica.aside().waiting).toBe(0);
    for (const party of [ada, cleo, ben]) expect(await stored(party, doc)).toBe(2);
  },
);
