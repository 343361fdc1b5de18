import { beforeEach, expect, test } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import { encodeVolatileBody, volatileSigningBytes } from '../../../src/protocol/peer-messages.ts';
import { encodePresence } from '../../../src/protocol/presence-payload.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { Intruder } from '../../support/intruder.ts';
import { newSession } from '../../support/new-session.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;
let dan: Party;
let mallory: Party;

/** Ada over Ben, Ben over Dan; Mallory's program says whatever a test wants. */
beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  dan = await world.add('Dan');
  mallory = await world.add('Mallory');
  world.connect(ben, ada);
  world.connect(dan, ben);
  const wire = world.connect(mallory, ada);
  await world.run(2_000);
  world.disconnect(wire);
});

const seenBy = (party: Party): string =>
  world.parties
    .filter(({ signer }) => signer.keyId !== mallory.signer.keyId)
    .filter(({ signer }) => party.replica.present.value.has(signer.keyId))
    .map(({ name }) => name)
    .join(' ');

/** What an earlier session of somebody said: whom it was linked to (null: goodbye). */
async function early(author: Party, linked: readonly KeyId[] | null, counter = 5): Promise<Bytes> {
  const payload = encodePresence(
    linked === null ? { kind: 'goodbye' } : { kind: 'neighbours', linked, lost: [] },
  );
  const body = encodeVolatileBody({
    classId: world.classId,
    author: author.signer.keyId,
    session: newSession(world.random),
    counter,
    at: world.clock.now() + 86_400_000, // clocks are set back
    topic: 'presence',
    payload,
  });
  return concat(body, await author.signer.sign(volatileSigningBytes(body)));
}

async function replay(to: Party, message: Bytes): Promise<void> {
  new Intruder(world, mallory.signer, to).say({ type: 'volatile', messages: [message] });
  await world.run(1_000);
}

// Fuzz seeds 99, 121, 147, 1019, 1048, 1082.
test('[TR3] what an earlier session said, heard after the present one, does not silence that one', async () => {
  await replay(ada, await early(ben, []));
  expect(ada.replica.refusals().get('volatile-past')).toBe(1);
  const finn = await world.add('Finn');
  world.connect(finn, ben);
  await world.run(2_000);
  for (const party of [ada, ben, dan, finn]) expect(seenBy(party)).toBe('Ada Ben Dan Finn');
});

test('[TR3] what an earlier session said, heard first, gives way to the present one', async () => {
  await world.restart(ben);
  await world.restart(ada); // who knows nothing of Ben's sessions now
  await replay(ada, await early(ben, [ada.signer.keyId, dan.signer.keyId]));
  world.connect(ben, ada);
  await world.run(8_000);
  expect(seenBy(ada)).toBe('Ada Ben');
});

test('[TR3] who comes back with a store that does not know of their later sessions is believed all the same', async () => {
  const old = new MemoryEntryStore();
  for (const doc of await ben.store.documents(world.classId))
    await old.append(world.classId, await ben.store.read(world.classId, doc));
  for (let i = 0; i < 3; i++) {
    await world.restart(ben);
    world.connect(ben, ada);
    world.connect(dan, ben);
    await world.run(2_000);
  }
  ben.store = old;
  await world.restart(ben, false);
  world.connect(ben, ada);
  world.connect(dan, ben);
  await world.run(8_000);
  for (const party of [ada, ben, dan]) expect(seenBy(party)).toBe('Ada Ben Dan');
});

test('[TR3] an earlier goodbye, brought by another, hides nobody: neither a neighbour nor who is vouched for', async () => {
  for (const party of [ben, dan]) await replay(ada, await early(party, null));
  await replay(ada, await early(dan, null, 2 ** 50));
  for (const party of [ada, ben, dan]) expect(seenBy(party)).toBe('Ada Ben Dan');
});
