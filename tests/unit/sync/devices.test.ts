import { beforeEach, describe, expect, test } from 'vitest';
import { profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId, KeyId } from '../../../src/protocol/ids.ts';
import { memberOf } from '../../../src/sync/member-of.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { storedBy } from '../../support/intruder.ts';

/** Ada owns the class, Tom teaches, Ben and Cleo learn; all are linked to Ada. */
let world: ClassWorld;
let ada: Party;
let tom: Party;
let ben: Party;
let cleo: Party;
let work: DocId;

async function start(real: boolean): Promise<void> {
  world = await ClassWorld.create({ real });
  ada = await world.add('Ada');
  tom = await world.add('Tom');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  for (const party of [tom, ben, cleo]) world.connect(party, ada);
  await world.run();
  await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
  await world.run();
  work = `work:${ben.signer.keyId}:a1` as DocId;
}

beforeEach(() => start(false));

/** Another computer of somebody who is in the class, at the owner's; by a backup it says whose it is. */
async function device(name: string, deviceOf: KeyId | null = null): Promise<Party> {
  const party = await world.add(name, { deviceOf });
  world.connect(party, ada);
  await world.run();
  return party;
}

async function write(party: Party, doc: DocId, key: string): Promise<void> {
  const handle = await world.until(party.replica.open(doc));
  handle.doc.getMap('m').set(key, party.name);
  await world.run(1_000);
}

async function keys(party: Party, doc: DocId): Promise<readonly string[]> {
  const handle = await world.until(party.replica.open(doc));
  await world.run(100);
  return [...handle.doc.getMap('m').keys()].sort();
}

function cut(party: Party): void {
  for (const wire of [...world.wires])
    if (wire.a === party || wire.b === party) world.disconnect(wire);
}

describe.each([false, true])('a further device (real keys: %s)', (real) => {
  beforeEach(() => start(real));

  test('[SY4] [SY11] is linked by a teacher and is the same person: reads what was written before, writes, and both converge', async () => {
    await write(ben, profileDoc(ben.signer.keyId), 'profile from A');
    await write(ben, work, 'work from A');
    const laptop = await device('Laptop');
    expect(laptop.replica.standing.value).toBe('member');
    expect(await keys(laptop, work)).toEqual([]);
    await write(laptop, profileDoc(laptop.signer.keyId), 'before the link');
    await world.until(tom.replica.linkDevice(ben.signer.keyId, laptop.signer.keyId));
    await world.run(2_000);
    for (const party of [ada, tom, ben, cleo, laptop]) {
      const view = party.replica.authority.value;
      expect([...view.members.values()].map(({ name }) => name).sort()).toEqual([
        'Ada',
        'Ben',
        'Cleo',
        'Tom',
      ]);
      expect(memberOf(view, laptop.signer.keyId)?.devices).toEqual([
        ben.signer.keyId,
        laptop.signer.keyId,
      ]);
    }
    expect([...ada.replica.present.value]).not.toContain(laptop.signer.keyId);
    expect(await keys(laptop, work)).toEqual(['work from A']);
    expect(await keys(laptop, profileDoc(ben.signer.keyId))).toEqual(['profile from A']);
    await write(laptop, work, 'work from B');
    await write(ben, work, 'more from A');
    for (const party of [ben, laptop, tom])
      expect(await keys(party, work)).toEqual(['more from A', 'work from A', 'work from B']);
    expect(await keys(cleo, work)).toEqual([]);
    // What it wrote as a person of its own stays its person's.
    expect(await keys(ben, profileDoc(laptop.signer.keyId))).toEqual(['before the link']);
    expect(world.refusals().size).toBe(0);
  });
});

describe('a further device', () => {
  test('[SY4] [SY11] is taken off: its person goes on by the others, and it reads and writes no more', async () => {
    const laptop = await device('Laptop');
    await world.until(tom.replica.linkDevice(ben.signer.keyId, laptop.signer.keyId));
    await world.run();
    await write(ben, work, 'from the old one');
    cut(ben);
    await world.until(tom.replica.loseDevice(ben.signer.keyId));
    await world.run();
    await write(laptop, work, 'from the new one');
    await write(ben, work, 'from the thief');
    world.connect(ben, ada);
    await world.run(20_000);
    expect(ben.replica.standing.value).toBe('removed');
    expect(laptop.replica.standing.value).toBe('member');
    for (const party of [ada, tom, laptop])
      expect(await keys(party, work)).toEqual(['from the new one', 'from the old one']);
    expect(await keys(ben, work)).toEqual(['from the old one']);
    expect(tom.replica.authority.value.members.get(ben.signer.keyId)).toMatchObject({
      name: 'Ben',
      lost: [ben.signer.keyId],
    });
    expect(await storedBy(world, ada)).toBe(await storedBy(world, tom));
  });

  test('[SY4] comes after the only one was lost, and is the same person', async () => {
    await write(ben, work, 'before');
    cut(ben);
    await world.until(tom.replica.loseDevice(ben.signer.keyId));
    await world.run();
    const laptop = await device('Laptop');
    await world.until(tom.replica.linkDevice(ben.signer.keyId, laptop.signer.keyId));
    await world.run(2_000);
    expect(await keys(laptop, work)).toEqual(['before']);
    await write(laptop, work, 'after');
    expect(await keys(tom, work)).toEqual(['after', 'before']);
  });

  test('[SY4] says whose it is, which that person or a teacher confirms, nobody else', async () => {
    const laptop = await device('Laptop', ben.signer.keyId);
    const view = tom.replica.authority.value;
    expect(memberOf(view, laptop.signer.keyId)?.deviceOf).toBe(ben.signer.keyId);
    const phone = await device('Phone');
    await expect(
      world.until(cleo.replica.linkDevice(ben.signer.keyId, laptop.signer.keyId)),
    ).rejects.toThrow();
    await expect(
      world.until(cleo.replica.linkDevice(cleo.signer.keyId, ada.signer.keyId)),
    ).rejects.toThrow();
    await world.until(ben.replica.linkDevice(ben.signer.keyId, laptop.signer.keyId));
    await world.run();
    expect(memberOf(tom.replica.authority.value, laptop.signer.keyId)?.name).toBe('Ben');
    expect(memberOf(tom.replica.authority.value, phone.signer.keyId)?.name).toBe('Phone');
    await world.until(ada.replica.remove(ben.signer.keyId, null));
    await world.run();
    expect(laptop.replica.standing.value).toBe('removed');
  });

  test('[SY4] from the lobby is let in by the link alone', async () => {
    const { admission } = ada.replica.authority.value;
    if (admission === null) throw new Error('no link');
    await world.until(ada.replica.setAdmission(admission.publicKey, admission.expires, 'lobby'));
    await world.run();
    const laptop = await device('Laptop');
    expect(laptop.replica.standing.value).toBe('waiting');
    await world.until(tom.replica.linkDevice(ben.signer.keyId, laptop.signer.keyId));
    await world.run();
    expect(laptop.replica.standing.value).toBe('member');
  });

  test('[SY4] a teacher makes no teacher a student by it; the owner gives a teacher a further device', async () => {
    const una = await device('Una');
    await world.until(ada.replica.setRole(una.signer.keyId, 'teacher'));
    await world.run();
    await expect(
      world.until(tom.replica.linkDevice(ben.signer.keyId, una.signer.keyId)),
    ).rejects.toThrow();
    await expect(world.until(tom.replica.loseDevice(una.signer.keyId))).rejects.toThrow();
    const laptop = await device('Una again');
    await world.until(ada.replica.linkDevice(una.signer.keyId, laptop.signer.keyId));
    await world.run(2_000);
    await write(laptop, profileDoc(laptop.signer.keyId), 'mine');
    await write(laptop, 'class' as DocId, 'from a teacher');
    expect(await keys(ben, 'class' as DocId)).toEqual(['from a teacher']);
    await write(ben, work, 'to be read by teachers');
    expect(await keys(laptop, work)).toEqual(['to be read by teachers']);
  });
});
