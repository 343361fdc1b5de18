import { describe, expect, test } from 'vitest';
import type { Signer } from '../../../src/crypto/signer.ts';
import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import { MemoryBlobStore } from '../../../src/store/memory-blob-store.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import { createClassReplica } from '../../../src/sync/create-class-replica.ts';
import { ClassWorld } from '../../support/class-world.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeSigner, fakeVerifier, fastDigest } from '../../support/fake-signer.ts';
import { linkPair } from '../../support/memory-link.ts';

describe('joining', () => {
  test('an admitted student is known at once, with the teacher away too, and to who comes later', async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const ben = await world.add('Ben');
    const cleo = await world.add('Cleo');
    const toAda = world.connect(ben, ada);
    await world.run();
    world.disconnect(toAda);
    const wire = world.connect(cleo, ben);
    await world.run();
    expect(cleo.replica.standing.value).toBe('member');
    expect(
      [...cleo.replica.authority.value.members.values()].map(({ name, role }) => [name, role]),
    ).toEqual([
      ['Ada', 'owner'],
      ['Ben', 'student'],
      ['Cleo', 'student'],
    ]);
    expect(wire.ends.every(({ admitted }) => admitted)).toBe(true);
    expect(cleo.replica.status.value.upToDateWith).toEqual([ben.signer.keyId]);
  });

  test("the introduction holds no other student's name", async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const ben = await world.add('Benjamin');
    world.connect(ben, ada);
    await world.run();
    const eve = fakeSigner('Eve');
    const [atEve, atAda] = linkPair(eve, ada.signer);
    ada.replica.addLink(atAda);
    const [intro] = atAda.outgoing;
    const text = Buffer.from(intro ?? []).toString('latin1');
    expect(text).toContain('Ada');
    expect(text).not.toContain('Benjamin');
    expect(atEve.ended).toBeNull();
  });

  test.each([
    ['admission-expired', 'expired'],
    ['admission-replaced', 'replaced'],
    ['admission-closed', 'closed'],
  ] as const)('[SY4] where it cannot stand, the joiner says why: %s', async (reason, what) => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    if (what === 'expired')
      await ada.replica.setAdmission(world.admission.publicKey, world.clock.now() - 1, 'open');
    if (what === 'closed') await ada.replica.closeClass();
    const admission = what === 'replaced' ? fakeSigner('never in force') : world.admission;
    const ben = await world.add('Ben', { admission });
    const seen: unknown[] = [];
    ben.replica.standing.subscribe((standing) =>
      seen.push(standing, ben.replica.refusedBecause.value),
    );
    world.connect(ben, ada);
    await world.run();
    expect(seen).toEqual(['refused', reason]);
    expect(ada.replica.authority.value.members.size).toBe(1);
  });

  test('who leaves in the middle of joining makes no complaint, and joins the next time', async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const left: Promise<void>[] = [];
    const admission: Signer = {
      ...world.admission,
      sign: async (bytes) => {
        if (left.length === 0) left.push(ben.replica.close());
        await world.settle();
        return world.admission.sign(bytes);
      },
    };
    const ben = await world.add('Ben', { admission });
    world.connect(ben, ada);
    await world.run();
    expect(left).toHaveLength(1);
    expect(ada.replica.authority.value.members.size).toBe(1);
    await world.restart(ben);
    world.connect(ben, ada);
    await world.run();
    expect(ben.replica.standing.value).toBe('member');
    expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
    await world.close();
  });

  test('a joiner believes nothing that does not go back to the root key of its link', async () => {
    const world = await ClassWorld.create();
    await world.add('Ada');
    const other = await ClassWorld.create();
    const mallory = await other.add('Mallory'); // same ids here, as the keys are made from names
    await mallory.replica.close();
    const root = fakeSigner('foreign root');
    const foreign = await createClassReplica({
      classId: world.classId, // claims to be our class, founded by another root key
      identity: mallory.signer,
      sealing: fakeSealing('Mallory'),
      name: 'Mallory',
      store: new MemoryEntryStore(),
      blobs: new MemoryBlobStore(),
      clock: world.clock,
      random: world.random,
      verifier: fakeVerifier,
      digest: fastDigest,
      logger: world.logger,
      foundation: { root },
    });
    const ben = await world.add('Ben');
    const party = {
      name: 'Mallory',
      signer: mallory.signer,
      store: mallory.store,
      replica: foreign,
    };
    world.connect(ben, party);
    await world.run(2_000);
    expect(ben.replica.standing.value).toBe('joining');
    expect(ben.replica.refusals().get('statement-root')).toBe(1);
    expect(await ben.store.documents(world.classId)).toEqual([]);
    await foreign.close();
  });

  test('a member who lost everything is a member again after the introduction, without a second admission', async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const ben = await world.add('Ben');
    world.connect(ben, ada);
    await world.run();
    ben.store = new MemoryEntryStore();
    await world.restart(ben);
    world.connect(ben, ada);
    await world.run();
    expect(ben.replica.standing.value).toBe('member');
    expect((await ada.store.read(world.classId, AUTHORITY_DOC)).length).toBe(3);
    expect(ben.replica.status.value.upToDateWith).toEqual([ada.signer.keyId]);
  });

  test('two joiners who meet wait, and both are let in when one of them finds a member', async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const ben = await world.add('Ben');
    const cleo = await world.add('Cleo');
    world.connect(ben, cleo);
    await world.run();
    expect(ben.replica.standing.value).toBe('joining');
    world.connect(cleo, ada);
    await world.run();
    expect([ben, cleo].map(({ replica }) => replica.standing.value)).toEqual(['member', 'member']);
    expect(ada.replica.authority.value.members.size).toBe(3);
  });

  test('[SY4] a member who was away learns from a newcomer the statements that the admission rests on (seed 1792)', async () => {
    const world = await ClassWorld.create();
    const [ada, ben, cleo] = [
      await world.add('Ada'),
      await world.add('Ben'),
      await world.add('Cleo'),
    ];
    const wire = world.connect(ben, ada);
    await world.run();
    world.disconnect(wire);
    await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
    world.connect(cleo, ben); // introduced by who knows less …
    world.connect(cleo, ada); // … and by who knows more, before its admission is written
    await world.run();
    expect(ben.replica.authority.value.members.get(ben.signer.keyId)?.role).toBe('teacher');
    expect(ben.replica.status.value.upToDateWith).toEqual([cleo.signer.keyId]);
  });

  test('a device that holds the recovered root key becomes an owner', async () => {
    const world = await ClassWorld.create();
    const ada = await world.add('Ada');
    const ben = await world.add('Ben');
    world.connect(ben, ada);
    await world.run();
    const signer = fakeSigner('new device');
    const store = new MemoryEntryStore();
    const replica = await world.replica('Ada again', signer, store, true);
    const device = { name: 'Ada again', signer, store, replica };
    world.parties.push(device);
    world.connect(device, ben);
    await world.run();
    expect(ben.replica.authority.value.members.get(signer.keyId)?.role).toBe('owner');
    expect(ada.replica.authority.value.members.get(signer.keyId)?.role).toBe('owner');
    await world.until(replica.setRole(ben.signer.keyId, 'teacher'));
    await world.run();
    for (const { replica: each } of world.parties) {
      expect(each.authority.value.members.get(ben.signer.keyId)?.role).toBe('teacher');
    }
  });
});

describe('authority', () => {
  test('[SY4] what waits for the statements it names is accepted when they come, in any order', async () => {
    const world = await ClassWorld.create();
    const [ada, ben, cleo] = [
      await world.add('Ada'),
      await world.add('Ben'),
      await world.add('Cleo'),
    ];
    world.connect(ben, ada);
    const toCleo = world.connect(cleo, ada);
    await world.run();
    world.disconnect(toCleo);
    await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
    await world.run();
    const atBen = await ben.replica.open(CLASS_DOC);
    expect(atBen.writable.value).toBe(true);
    atBen.doc.getText('t').insert(0, 'by a teacher');
    await world.run();
    // The entry reaches Cleo before the statement that permits it.
    const wire = world.connect(cleo, ada);
    const reversed = wire.ends[1];
    const send = reversed.send.bind(reversed);
    reversed.send = (message) => {
      const decoded = decodePeerMessage(message.slice());
      send(message);
      if (decoded.ok && decoded.value.type === 'entries') reversed.outgoing.reverse();
    };
    await world.run(20_000);
    const atCleo = await cleo.replica.open(CLASS_DOC);
    expect(atCleo.doc.getText('t').toJSON()).toBe('by a teacher');
    expect([...world.refusals()]).toEqual([]);
  });

  test('[SY4] a closed class takes nothing that knows of it, and what was written before', async () => {
    const world = await ClassWorld.create();
    const [ada, ben] = [await world.add('Ada'), await world.add('Ben')];
    const wire = world.connect(ben, ada);
    const profile = await ben.replica.open(profileDoc(ben.signer.keyId));
    await world.run();
    world.disconnect(wire);
    await world.until(ada.replica.closeClass());
    profile.doc.getMap('m').set('before', 1); // does not know yet
    await world.run();
    world.connect(ben, ada);
    await world.run();
    expect(ben.replica.authority.value.closed).toBe(true);
    expect(profile.writable.value).toBe(false);
    profile.doc.getMap('m').set('after', 1);
    await world.run();
    const atAda = await ada.replica.open(profileDoc(ben.signer.keyId));
    expect(atAda.doc.getMap('m').toJSON()).toEqual({ before: 1 });
    expect(profile.doc.getMap('m').toJSON()).toEqual({ before: 1 });
  });

  test('only the owner states roles', async () => {
    const world = await ClassWorld.create();
    const [ada, ben] = [await world.add('Ada'), await world.add('Ben')];
    world.connect(ben, ada);
    await world.run();
    await expect(ben.replica.setRole(ben.signer.keyId, 'teacher')).rejects.toThrow('not-permitted');
  });
});
