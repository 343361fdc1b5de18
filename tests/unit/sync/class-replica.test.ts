import { describe, expect, test } from 'vitest';
import { CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Wire } from '../../support/class-world.ts';

describe('a class replica', () => {
  test('[SY1] [SY6] what the owner writes reaches a student who joins, and the one behind them', async () => {
    const world = await ClassWorld.create();
    const owner = await world.add('Ada');
    const ben = await world.add('Ben');
    const cleo = await world.add('Cleo');
    const handle = await owner.replica.open(CLASS_DOC);
    handle.doc.getMap('cells').set('a', 'print(6*7)');
    world.connect(ben, owner);
    await world.run();
    expect(ben.replica.standing.value).toBe('member');
    expect(owner.replica.authority.value.members.get(ben.signer.keyId)?.name).toBe('Ben');
    const atBen = await ben.replica.open(CLASS_DOC);
    expect(atBen.doc.getMap('cells').toJSON()).toEqual({ a: 'print(6*7)' });

    world.connect(cleo, ben);
    await world.run();
    expect(cleo.replica.standing.value).toBe('member');
    const atCleo = await cleo.replica.open(CLASS_DOC);
    expect(atCleo.doc.getMap('cells').toJSON()).toEqual({ a: 'print(6*7)' });
    handle.doc.getMap('cells').set('b', 'x = 1');
    const profile = await cleo.replica.open(profileDoc(cleo.signer.keyId));
    profile.doc.getMap('receipts').set('a', 1);
    await world.run();
    expect(atCleo.doc.getMap('cells').toJSON()).toEqual({ a: 'print(6*7)', b: 'x = 1' });
    const atOwner = await owner.replica.open(profileDoc(cleo.signer.keyId));
    expect(atOwner.doc.getMap('receipts').toJSON()).toEqual({ a: 1 });
    expect(cleo.replica.status.value).toEqual({
      waiting: 0,
      saved: true,
      upToDateWith: [ben.signer.keyId],
    });
    expect([...world.refusals()]).toEqual([]);
    expect(owner.replica.present.value.size).toBe(3);
    await world.close();
  });

  test('[SY6] a message that a link lost is made up for after 15 s of quiet', async () => {
    const world = await ClassWorld.create();
    const [ada, ben] = [await world.add('Ada'), await world.add('Ben')];
    const wire = world.connect(ben, ada);
    const handle = await ada.replica.open(CLASS_DOC);
    await world.run(2_000);
    handle.doc.getMap('m').set('k', 1);
    await world.settle();
    expect(wire.ends[1].outgoing.length).toBe(1);
    wire.ends[1].outgoing.length = 0;
    await world.run(10_000);
    expect(ada.replica.status.value).toMatchObject({ waiting: 1, upToDateWith: [] });
    await world.run(10_000);
    expect(ada.replica.status.value).toMatchObject({
      waiting: 0,
      upToDateWith: [ben.signer.keyId],
    });
    expect((await ben.replica.open(CLASS_DOC)).doc.getMap('m').toJSON()).toEqual({ k: 1 });
  });

  test('an entry crosses each link once, from whoever had it first', async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    for (const name of ['Ben', 'Cleo', 'Dan']) world.connect(await world.add(name), ada);
    await world.run(2_000);
    const handle = await ada.replica.open(CLASS_DOC);
    let copies = 0;
    const count = ({ ends }: Wire): void => {
      for (const end of ends) {
        const send = end.send.bind(end);
        end.send = (message) => {
          const decoded = decodePeerMessage(message.slice());
          if (decoded.ok && (decoded.value.type === 'entries' || decoded.value.type === 'receipt'))
            copies += decoded.value.entries.length;
          send(message);
        };
      }
    };
    world.wires.forEach(count);
    handle.doc.getMap('m').set('k', 1);
    await world.run(40_000);
    expect(copies).toBe(3);
    // Nor does it go to who has it already, when a link comes up again.
    for (const wire of [...world.wires]) {
      world.disconnect(wire);
      count(world.connect(wire.a, wire.b));
    }
    await world.run(40_000);
    expect(copies).toBe(3);
  });

  test('[TR3] an edit costs a message per other peer and one receipt, a burst of typing likewise', async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const others = [];
    for (let i = 0; i < 15; i++) {
      const other = await world.add(`peer ${i}`);
      world.connect(other, others[Math.floor((i - 3) / 4)] ?? ada);
      others.push(other);
    }
    await world.run(10_000);
    const sent = (): number =>
      [...world.wires].flatMap(({ ends }) => ends).reduce((sum, end) => sum + end.sentCount, 0);
    const handle = await ada.replica.open(CLASS_DOC);
    let before = sent();
    handle.doc.getMap('m').set('k', 0);
    await world.run(1_000);
    expect(sent() - before).toBe(15 + 1);
    expect(ada.replica.status.value.waiting).toBe(0);

    before = sent();
    for (let i = 1; i <= 100; i++) {
      handle.doc.getMap('m').set('k', i);
      await world.run(200);
    }
    await world.run(20_000);
    expect(sent() - before).toBeLessThanOrEqual(1.15 * 15 * 100);
    // In the end everybody knows of everybody linked that they have the same.
    for (const { replica } of world.parties)
      expect(replica.status.value.upToDateWith.length).toBeGreaterThan(0);
    expect(ada.replica.status.value.upToDateWith.length).toBe(3);
    await world.close();
  });
});
