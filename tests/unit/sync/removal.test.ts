import { beforeEach, describe, expect, test } from 'vitest';
import { CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party, Wire } from '../../support/class-world.ts';
import { fakeSigner } from '../../support/fake-signer.ts';
import { storedBy } from '../../support/intruder.ts';

/** Ada owns the class, Tom teaches, Ben and Cleo learn; all are linked to Ada. */
let world: ClassWorld;
let ada: Party;
let tom: Party;
let ben: Party;
let cleo: Party;
let wires: Map<Party, Wire>;

beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  tom = await world.add('Tom');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  wires = new Map([tom, ben, cleo].map((party) => [party, world.connect(party, ada)]));
  await world.run();
  await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
  await world.run();
});

function part(party: Party): void {
  const wire = wires.get(party);
  if (wire !== undefined) world.disconnect(wire);
}

async function write(party: Party, doc: DocId, key: string): Promise<void> {
  const handle = await world.until(party.replica.open(doc));
  handle.doc.getMap('m').set(key, party.name);
  await world.run(500);
}

async function keys(party: Party, doc: DocId): Promise<readonly string[]> {
  const handle = await world.until(party.replica.open(doc));
  return [...handle.doc.getMap('m').keys()].sort();
}

async function expectEqualStores(...parties: readonly Party[]): Promise<void> {
  const [first, ...others] = await Promise.all(parties.map((party) => storedBy(world, party)));
  for (const other of others) expect(other).toBe(first);
}

describe('removal', () => {
  test('[SY5] what was written before it stands, what was written after it, not knowing, does not', async () => {
    await write(tom, CLASS_DOC, 'before');
    part(tom);
    await world.until(ada.replica.remove(tom.signer.keyId, null));
    await world.run();
    await write(tom, CLASS_DOC, 'after');
    world.connect(tom, ben);
    await world.run(20_000);
    expect(tom.replica.standing.value).toBe('removed');
    for (const party of [ada, tom, ben, cleo])
      expect(await keys(party, CLASS_DOC)).toEqual(['before']);
    expect(tom.replica.lost.value.length).toBe(1);
    expect([...ben.replica.authority.value.members.values()].map(({ name }) => name)).toEqual([
      'Ada',
      'Ben',
      'Cleo',
    ]);
    await expectEqualStores(ada, ben, cleo);
  });

  test('[SY5] [TR3] who knows of their removal and knocks again takes nobody for a neighbour, so the tree lets them wait longer', async () => {
    await world.until(ada.replica.remove(tom.signer.keyId, null));
    await world.run(5_000);
    expect(tom.replica.standing.value).toBe('removed');
    for (const party of [ada, ben]) {
      const knock = world.connect(tom, party);
      await world.run(5_000);
      expect(knock.ends.map(({ admitted }) => admitted)).toEqual([false, false]);
    }
  });

  test('[SY5] what somebody else built upon stands, also where the removal was known before', async () => {
    await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
    await world.run();
    part(tom);
    part(ben);
    const wire = world.connect(tom, ben);
    await world.run();
    await write(tom, CLASS_DOC, 'base');
    await write(ben, CLASS_DOC, 'built upon it');
    await write(tom, CLASS_DOC, 'on top');
    world.disconnect(wire);
    await world.until(ada.replica.remove(tom.signer.keyId, null));
    world.connect(tom, cleo); // who brings Tom's alone, and knows of the removal
    await world.run(20_000);
    expect(await keys(cleo, CLASS_DOC)).toEqual([]);
    world.connect(ben, ada);
    await world.run(30_000);
    for (const party of [ada, ben, cleo])
      expect(await keys(party, CLASS_DOC)).toEqual(['base', 'built upon it']);
    await expectEqualStores(ada, ben, cleo);
  });

  test('[SY5] a lowered role takes back what it does not permit, and leaves the rest', async () => {
    part(tom);
    await world.until(ada.replica.setRole(tom.signer.keyId, 'student'));
    await write(tom, CLASS_DOC, 'not permitted any more');
    await write(tom, profileDoc(tom.signer.keyId), 'own');
    world.connect(tom, ada);
    await world.run(20_000);
    for (const { replica } of [ben, cleo]) await replica.open(profileDoc(tom.signer.keyId));
    await world.run(1_000);
    for (const party of [ada, tom, ben, cleo]) expect(await keys(party, CLASS_DOC)).toEqual([]);
    for (const party of [ada, tom])
      // sealed for these
      expect(await keys(party, profileDoc(tom.signer.keyId))).toEqual(['own']);
    await write(tom, profileDoc(tom.signer.keyId), 'more');
    // Given back, it is used by a new session: nothing is said twice in one place.
    await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
    await world.run();
    await write(tom, CLASS_DOC, 'again');
    for (const party of [ada, tom, ben, cleo]) {
      expect(await keys(party, CLASS_DOC)).toEqual(['again']);
      expect(await keys(party, profileDoc(tom.signer.keyId))).toEqual(
        party === ada || party === tom ? ['more', 'own'] : [],
      );
      expect(party.replica.forks.value).toEqual([]);
    }
    await expectEqualStores(ada, tom, ben, cleo);
  });

  test("[SY4] a teacher's statement is void where the owner had removed the teacher", async () => {
    part(tom);
    await world.until(ada.replica.remove(tom.signer.keyId, null));
    await world.until(tom.replica.setRole(ben.signer.keyId, 'assistant'));
    await world.until(tom.replica.remove(cleo.signer.keyId, null));
    const wire = world.connect(tom, ben);
    await world.run();
    world.disconnect(wire);
    await world.run(20_000);
    for (const party of [ada, ben, cleo]) {
      const { members } = party.replica.authority.value;
      expect([...members.values()].map(({ name, role }) => `${name} ${role}`).sort()).toEqual([
        'Ada owner',
        'Ben student',
        'Cleo student',
      ]);
    }
  });

  test('[SY4] teachers remove students, and nobody above them', async () => {
    await world.until(tom.replica.remove(cleo.signer.keyId, null));
    await world.run();
    expect(ada.replica.authority.value.removed).toMatchObject([{ id: cleo.signer.keyId }]);
    expect(cleo.replica.standing.value).toBe('removed');
    await world.run(2_000);
    expect(wires.get(cleo)?.ends.every(({ ended }) => ended !== null)).toBe(true);
    await expect(tom.replica.remove(ada.signer.keyId, null)).rejects.toThrow('not-permitted');
    await expect(ben.replica.remove(tom.signer.keyId, null)).rejects.toThrow('not-permitted');
    await expect(tom.replica.setRole(ben.signer.keyId, 'teacher')).rejects.toThrow('not-permitted');
    await world.until(tom.replica.welcome(cleo.signer.keyId));
    world.connect(cleo, tom);
    await world.run();
    expect(cleo.replica.standing.value).toBe('member');
  });
});

describe('the lobby', () => {
  test('[SY4] after a renewal the old link leads there, and who came in by it unseen waits too', async () => {
    part(ben);
    const dan = await world.add('Dan');
    const wire = world.connect(dan, ben); // admitted by the old link, away from Ada
    await world.run();
    expect(dan.replica.standing.value).toBe('member');
    world.disconnect(wire);
    const renewal = {
      publicKey: fakeSigner('new link').publicKey,
      expires: world.clock.now() + 1_000_000,
      door: 'open',
    } as const;
    await world.until(ada.replica.remove(cleo.signer.keyId, renewal));
    const eve = await world.add('Eve');
    for (const party of [ben, dan, eve]) world.connect(party, ada);
    await world.run(20_000);
    const waiting = ada.replica.authority.value.waiting.map(({ name }) => name);
    expect(waiting).toEqual(['Dan', 'Eve']);
    expect([dan, eve].map(({ replica }) => replica.standing.value)).toEqual(['waiting', 'waiting']);
    expect(ben.replica.standing.value).toBe('member');
    for (const party of [dan, eve]) await world.until(ada.replica.welcome(party.signer.keyId));
    await world.run(20_000);
    expect([dan, eve].map(({ replica }) => replica.standing.value)).toEqual(['member', 'member']);
    await expectEqualStores(ada, tom, ben, dan, eve);
  });

  test('[SY4] a teacher shuts the door of the link in force, and only a new link opens it after a removal', async () => {
    const { admission } = ada.replica.authority.value;
    if (admission === null) throw new Error('no link');
    const { publicKey, expires } = admission;
    await world.until(tom.replica.setAdmission(publicKey, expires, 'lobby'));
    await world.run();
    const eve = await world.add('Eve');
    world.connect(eve, ada);
    await world.run();
    expect(eve.replica.standing.value).toBe('waiting');
    expect([ben, cleo].map(({ replica }) => replica.standing.value)).toEqual(['member', 'member']);
    await world.until(tom.replica.setAdmission(publicKey, expires, 'open'));
    const another = fakeSigner('a link of the teacher’s').publicKey;
    for (const forbidden of [
      tom.replica.setAdmission(another, expires, 'lobby'),
      tom.replica.setAdmission(publicKey, expires + 1, 'lobby'),
      ben.replica.setAdmission(publicKey, expires, 'lobby'),
    ])
      await expect(forbidden).rejects.toThrow('not-permitted');
    await world.until(tom.replica.remove(cleo.signer.keyId, { publicKey, expires, door: 'lobby' }));
    await expect(tom.replica.setAdmission(publicKey, expires, 'open')).rejects.toThrow(
      'not-permitted',
    );
    await world.run();
    expect(ada.replica.authority.value.admission?.door).toBe('lobby');
    await world.until(ada.replica.setAdmission(another, expires, 'open'));
    await world.run();
    expect(tom.replica.authority.value.admission).toMatchObject({
      publicKey: another,
      door: 'open',
    });
  });
});
