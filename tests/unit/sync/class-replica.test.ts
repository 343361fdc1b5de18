import { describe, expect, test } from 'vitest';
import { CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import { ClassWorld } from '../../support/class-world.ts';

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
});
