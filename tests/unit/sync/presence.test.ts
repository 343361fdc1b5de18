import { beforeEach, expect, test } from 'vitest';
import { CLASS_DOC } from '../../../src/protocol/ids.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party, Wire } from '../../support/class-world.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;
let cleo: Party;
let dan: Party;
let eve: Party;
let adaBen: Wire;
let benDan: Wire;

/** Ada over Ben and Cleo; Dan under Ben, Eve under Dan. */
beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  dan = await world.add('Dan');
  eve = await world.add('Eve');
  adaBen = world.connect(ben, ada);
  world.connect(cleo, ada);
  benDan = world.connect(dan, ben);
  world.connect(eve, dan);
  await world.run(3_000);
});

const seenBy = (party: Party): string =>
  world.parties
    .filter(({ signer }) => party.replica.present.value.has(signer.keyId))
    .map(({ name }) => name)
    .join(' ');

const sent = (): number =>
  [...world.wires].flatMap(({ ends }) => ends).reduce((sum, end) => sum + end.sentCount, 0);

test('[TR3] everybody sees everybody, and whoever comes late too', async () => {
  const finn = await world.add('Finn');
  world.connect(finn, eve);
  await world.run(2_000);
  for (const party of world.parties) expect(seenBy(party)).toBe('Ada Ben Cleo Dan Eve Finn');
  expect([...world.refusals()]).toEqual([]);
});

test('[TR3] in a quiet class only inner nodes say a word, every five minutes', async () => {
  await world.run(10_000);
  const before = sent();
  await world.run(300_000);
  // Ada, Ben and Dan, to four others each
  expect(sent() - before).toBe(3 * 4);
});

test('a goodbye counts within a second, a killed peer from when its link is given up', async () => {
  await world.until(cleo.replica.close());
  await world.run(1_000);
  for (const party of [ada, ben, dan, eve]) expect(seenBy(party)).toBe('Ada Ben Dan Eve');
  for (const wire of world.wires) if (wire.a === eve) world.disconnect(wire);
  await world.run(1_000);
  for (const party of [ada, ben, dan]) expect(seenBy(party)).toBe('Ada Ben Dan');
});

test('who moves to another parent stays, with all below them; who does not come back in time goes', async () => {
  const gone: string[] = [];
  for (const party of [ada, cleo]) {
    party.replica.present.subscribe(() => gone.push(`${party.name} sees ${seenBy(party)}`));
  }
  world.wires.delete(benDan);
  benDan.ends[0].close();
  await world.run(3_000);
  world.connect(dan, ada);
  await world.run(10_000);
  expect(gone).toEqual([]);
  for (const party of world.parties) expect(seenBy(party)).toBe('Ada Ben Cleo Dan Eve');

  for (const wire of [...world.wires]) {
    if (wire.a !== dan) continue;
    world.wires.delete(wire);
    wire.ends[0].close();
  }
  await world.run(4_000);
  expect(seenBy(cleo)).toBe('Ada Ben Cleo Dan Eve');
  await world.run(3_000);
  expect(seenBy(cleo)).toBe('Ada Ben Cleo');
  expect(seenBy(eve)).toBe('Dan Eve');
});

test('two halves that lose each other see their own half, and all again when they are one', async () => {
  world.disconnect(adaBen);
  await world.run(8_000);
  expect(seenBy(ada)).toBe('Ada Cleo');
  expect(seenBy(eve)).toBe('Ben Dan Eve');
  world.connect(ben, cleo);
  await world.run(2_000);
  for (const party of world.parties) expect(seenBy(party)).toBe('Ada Ben Cleo Dan Eve');
});

// Fuzz seed 1306.
test('[TR3] who comes while a link is broken for a moment sees those beyond it, who find nothing new to say', async () => {
  world.disconnect(adaBen);
  const finn = await world.add('Finn');
  world.connect(finn, ada);
  await world.deliver();
  world.connect(ben, ada);
  await world.run(2_000);
  for (const party of world.parties) expect(seenBy(party)).toBe('Ada Ben Cleo Dan Eve Finn');
});

// Fuzz seed 354023.
test('[TR3] who is removed and let in again at once is told what their neighbour said meanwhile', async () => {
  await world.until(ada.replica.remove(eve.signer.keyId, null));
  await world.run(100);
  const finn = await world.add('Finn');
  world.connect(finn, dan);
  await world.run(500); // Dan, who will have nothing new to say
  await world.until(ada.replica.welcome(eve.signer.keyId));
  await world.run(2_000);
  for (const party of world.parties) expect(seenBy(party)).toBe('Ada Ben Cleo Dan Eve Finn');
});

test('[TR3] a spare that is needed brings what was said while the lost parent passed nothing on any more', async () => {
  const spare = world.connect(dan, cleo, true);
  await world.run(1_000);
  world.disconnect(adaBen); // Ben is dead; Dan notices later
  const finn = await world.add('Finn');
  world.connect(finn, ada);
  await world.run(2_000);
  world.disconnect(benDan);
  spare.ends[0].relation.set('parent');
  spare.ends[1].relation.set('child');
  await world.run(10_000);
  for (const party of [ada, cleo, dan, eve, finn])
    expect(seenBy(party)).toBe('Ada Cleo Dan Eve Finn');
});

test('an inner node that was restarted is not believed what it said before', async () => {
  await world.restart(dan);
  const again = world.connect(dan, ben);
  await world.run(8_000);
  expect(seenBy(ada)).toBe('Ada Ben Cleo Dan');
  world.disconnect(again);
  await world.run(1_000);
  expect(seenBy(ada)).toBe('Ada Ben Cleo');
});

test('a cursor goes with its person, comes back with them, and costs nothing while it stands still', async () => {
  const atAda = await ada.replica.open(CLASS_DOC);
  const atEve = await eve.replica.open(CLASS_DOC);
  atEve.awareness.setLocalStateField('cursor', 7);
  const cursor = (): unknown => atAda.awareness.getStates().get(atEve.doc.clientID);
  expect(cursor()).toBe(undefined);
  await world.run(1_000);
  expect(cursor()).toEqual({ cursor: 7 });
  world.disconnect(adaBen);
  await world.run(10_000);
  expect(cursor()).toBe(undefined);
  world.connect(ben, ada);
  await world.run(2_000);
  expect(cursor()).toEqual({ cursor: 7 });
  await world.until(eve.replica.close());
  await world.run(500);
  expect(cursor()).toBe(undefined);
});
