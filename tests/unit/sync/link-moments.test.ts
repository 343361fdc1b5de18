import { beforeEach, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import { profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { fakeSigner } from '../../support/fake-signer.ts';
import { SlowEntryStore } from '../../support/slow-entry-store.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;
let dan: Party;

/** Ada owns the class; Ben and Dan were admitted and are linked to nobody. Ben's device stores slowly. */
beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  const store = new SlowEntryStore(world.clock, () => 90);
  ben = await world.add('Ben', { store });
  dan = await world.add('Dan', { store: new MemoryEntryStore() });
  world.connect(ben, ada);
  world.connect(dan, ada);
  await world.run(3_000);
  unlink();
});

function unlink(): void {
  for (const wire of [...world.wires]) world.disconnect(wire);
}

// Fuzz seeds 624, 1548.
test('[TR3] [SY6] what a neighbour wants that grows before its first comparison is asked for', async () => {
  const doc = 'notes:1' as DocId;
  const all = { roles: ['owner', 'teacher', 'assistant', 'student'], members: [] } as const;
  const rule = { writers: all, readers: all, sealed: false, keeper: 'owner' } as const;
  await world.until(ada.replica.makeDocument(doc, rule));
  world.connect(dan, ada);
  world.connect(ben, ada);
  await world.run(3_000);
  for (let wait = 0; wait < 300; wait += 10) {
    unlink();
    const notes = await world.until(dan.replica.open(doc));
    notes.doc.getMap('notes').set('at', wait);
    await world.until(notes.flush());
    await world.restart(dan); // who has not opened it any more, and gives it to who wants it
    const bens = await world.until(ben.replica.open(profileDoc(ben.signer.keyId)));
    bens.doc.getMap('notes').set('at', wait); // Ben's store is busy when he is to compare
    await world.clock.advance(20, world.settle);
    world.connect(dan, ben);
    await world.run(wait);
    world.connect(ben, ada);
    await world.run(3_000);
    expect([wait, dan.replica.status.value.waiting]).toEqual([wait, 0]);
  }
});

// Fuzz seed 728.
test('[SY4] two who were removed and ask each other are both told when one is let in again', async () => {
  world.connect(ben, ada);
  world.connect(dan, ada);
  await world.run(1_000);
  for (const { signer } of [ben, dan]) await world.until(ada.replica.remove(signer.keyId, null));
  await world.run(3_000);
  unlink();
  for (const { signer } of [dan, ben]) await world.until(ada.replica.welcome(signer.keyId));
  world.connect(dan, ben);
  await world.run(1_000);
  expect(dan.replica.standing.value).toBe('removed');
  world.connect(ben, ada);
  await world.run(3_000);
  for (const { replica } of [ben, dan]) expect(replica.standing.value).toBe('member');
});

// Fuzz seed 914.
test('[SY4] who was to be dismissed by somebody who was removed too stays linked when both are let in again', async () => {
  world.connect(dan, ada);
  const wire = world.connect(ben, dan);
  await world.run(2_000);
  for (const { signer } of [ben, dan]) await world.until(ada.replica.remove(signer.keyId, null));
  await world.run(300);
  for (const { signer } of [ben, dan]) await world.until(ada.replica.welcome(signer.keyId));
  await world.run(5_000);
  expect(wire.ends.map(({ ended }) => ended)).toEqual([null, null]);
  expect(ben.replica.status.value.upToDateWith).toEqual([dan.signer.keyId]);
});

// Fuzz seed 306978.
test('[SY4] who is let in again hears it from who learned of both removals from them', async () => {
  world.connect(dan, ada);
  await world.run(1_000);
  for (const { signer } of [ben, dan]) await world.until(ada.replica.remove(signer.keyId, null));
  await world.run(3_000);
  expect(dan.replica.standing.value).toBe('removed');
  unlink();
  for (const { signer } of [ben, dan]) await world.until(ada.replica.welcome(signer.keyId));
  world.connect(dan, ben);
  world.connect(ben, ada);
  await world.run(1_000);
  for (const { replica } of [ben, dan]) expect(replica.standing.value).toBe('member');
});

// Fuzz seeds 2881, 5468.
test('[TR3] [SY6] who is asked to hold a document before they know the other side’s vectors holds it', async () => {
  // Ben has the higher key: Dan compares first, and Ben answers once his store is done.
  expect(dan.signer.keyId < ben.signer.keyId).toBe(true);
  const doc = profileDoc(ben.signer.keyId);
  for (let wait = 0; wait < 1_000; wait += 40) {
    unlink();
    await world.restart(dan, false); // who holds nothing for whom he does not know yet
    dan.store = new MemoryEntryStore();
    await world.restart(dan);
    world.connect(dan, ada);
    await world.run(1_000 + wait);
    unlink();
    const profile = await world.until(ben.replica.open(doc));
    profile.doc.getMap('notes').set('at', wait);
    await world.until(profile.flush()); // that waits for somebody,
    profile.doc.getMap('notes').set('and', wait); // and Ben's store is busy when he is to compare
    await world.clock.advance(20, world.settle);
    world.connect(ben, dan);
    await world.run(3_000);
    expect([wait, ben.replica.status.value.waiting]).toEqual([wait, 0]);
  }
});

test('[TR3] [SY6] who does not take up a document that they were asked to hold is asked again', async () => {
  const wire = world.connect(ben, dan);
  await world.run(3_000);
  const profile = await world.until(ben.replica.open(profileDoc(ben.signer.keyId)));
  profile.doc.getMap('notes').set('a', 1);
  let lost = 0;
  for (let passed = 0; lost === 0; passed += 50) {
    expect(passed).toBeLessThan(3_000);
    await world.clock.advance(50, world.settle);
    const { outgoing } = wire.ends[0];
    for (const [i, bytes] of outgoing.entries()) {
      const message = decodePeerMessage(bytes);
      if (message.ok && message.value.type === 'hold') lost = outgoing.splice(i, 1).length;
    }
    await world.deliver();
  }
  await world.run(10_000);
  expect(ben.replica.status.value.waiting).toBeGreaterThan(0);
  await world.run(10_000);
  expect(ben.replica.status.value.waiting).toBe(0);
});

// Fuzz seed 883460.
test('[TR3] who lost everything is introduced once, however often they hear meanwhile what the other side wants', async () => {
  dan.store = new MemoryEntryStore();
  await world.restart(dan, false);
  const [fromDan, fromBen] = world.connect(dan, ben).ends;
  const introductions = (): number =>
    fromBen.outgoing.filter((bytes) => typeOf(bytes) === 'intro').length;
  fromDan.deliver();
  await world.settle();
  expect(introductions()).toBe(1); // and it is slow to come
  for (let i = 0; i < 8; i++) {
    await world.until(ben.replica.open(`notes:${i}` as DocId));
    await world.clock.advance(100, world.settle);
    // What is wanted goes before entries.
    const wanted = fromBen.outgoing.findIndex((bytes) => typeOf(bytes) === 'interest');
    fromBen.deliver(wanted);
    await world.settle();
    while (fromDan.outgoing.length > 0) fromDan.deliver();
    await world.settle();
  }
  expect(introductions()).toBe(1);
  await world.run(3_000);
  expect(dan.replica.standing.value).toBe('member');
  expect(ben.replica.status.value.upToDateWith).toEqual([dan.signer.keyId]);
  expect(world.refusals()).toEqual(new Map());
});

test('[TR3] who was introduced by somebody who did not know them yet is introduced anew once they do', async () => {
  const key = fakeSigner('another invitation');
  const expires = world.clock.now() + 86_400_000;
  await world.until(ada.replica.setAdmission(key.publicKey, expires, 'open'));
  const zoe = await world.add('Zoe', { admission: key });
  // Zoe has the lower key: she compares first, which lets Dan ask.
  expect(zoe.signer.keyId < dan.signer.keyId).toBe(true);
  const [fromZoe, fromAda] = world.connect(zoe, ada).ends;
  while (zoe.replica.standing.value !== 'member') {
    fromAda.deliver();
    await world.settle();
  }
  dan.store = new MemoryEntryStore();
  await world.restart(dan, false);
  const { ends } = world.connect(dan, zoe);
  for (let i = 0; i < 5; i++) {
    for (const end of ends) while (end.outgoing.length > 0) end.deliver();
    await world.clock.advance(100, world.settle);
  }
  expect(dan.replica.standing.value).toBe('waiting'); // the old invitation leads to the lobby
  expect(fromZoe.outgoing.length).toBeGreaterThan(0); // Zoe has not compared with Ada
  await world.run(2_000);
  expect(dan.replica.standing.value).toBe('member');
  expect(world.refusals()).toEqual(new Map());
});

function typeOf(bytes: Bytes): string {
  const message = decodePeerMessage(bytes);
  return message.ok ? message.value.type : 'malformed';
}
