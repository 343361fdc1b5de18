import { beforeEach, describe, expect, test } from 'vitest';
import { encodeStatement } from '../../src/protocol/authority-statement.ts';
import { encodeCheckpoint } from '../../src/protocol/checkpoint.ts';
import { commitmentBytes, encodeDocumentKeys, wrapInfo } from '../../src/protocol/document-keys.ts';
import { decodeEntry } from '../../src/protocol/entry.ts';
import type { Ref } from '../../src/protocol/entry.ts';
import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import type { ClassId, DocId, KeyCommitment, SessionId } from '../../src/protocol/ids.ts';
import { toBase64Url } from '../../src/base/bytes.ts';
import { encodeSealedUpdate, sealedUpdateContext } from '../../src/protocol/sealed-update.ts';
import { chainParts } from '../../src/sync/entry-record.ts';
import type { ChainKey } from '../../src/sync/entry-record.ts';
import { EMPTY_UPDATE } from '../../src/sync/yjs-update.ts';
import type { Party } from '../support/class-world.ts';
import { fakeSealing } from '../support/fake-sealing.ts';
import { fakeSigner, fastDigest } from '../support/fake-signer.ts';
import { evil, HostileClass, updateBy } from '../support/hostile-class.ts';
import { storedBy } from '../support/intruder.ts';
import type { Forged, Intruder } from '../support/intruder.ts';

/** A member brings entries that no honest program makes. */
let hostile: HostileClass;
let own: DocId;
/** Mallory's links to the root and to a leaf. */
let atAda: Intruder;
let atCleo: Intruder;

beforeEach(async () => {
  hostile = await HostileClass.begin();
  own = profileDoc(hostile.mallory.signer.keyId);
  atAda = await hostile.intrude(hostile.ada);
  atCleo = await hostile.intrude(hostile.cleo);
});

/** Brought to the root and to a leaf: each refuses it by itself, and nobody passes it on. */
async function refusedEverywhere(
  code: string,
  forge: (intruder: Intruder) => Promise<Forged>,
): Promise<void> {
  await hostile.refuses(hostile.ada, code, async () => atAda.bring(await forge(atAda)));
  const other = await HostileClass.begin();
  const leaf = await other.intrude(other.cleo);
  await other.refuses(other.cleo, code, async () => leaf.bring(await forge(leaf)));
}

/** The heads of all chains of a document, sorted. */
async function headsOf(doc: DocId): Promise<readonly Ref[]> {
  const stored = await hostile.ada.store.read(hostile.world.classId, doc);
  const heads = new Map(
    stored.map(({ chain, seq, hash }) => [chain, { ...chainParts(chain as ChainKey), seq, hash }]),
  );
  return [...heads.values()].sort((a, b) => (a.author < b.author ? -1 : 1));
}

describe('forged entries', () => {
  test('[SY3] a signature with one bit changed is refused', async () => {
    await refusedEverywhere('entry-signature', async (mallory) => {
      const entry = await mallory.forge(own, EMPTY_UPDATE);
      const at = entry.bytes.length - 1;
      entry.bytes[at] = (entry.bytes[at] ?? 0) ^ 1;
      return entry;
    });
  });

  test('[SY3] an entry in the name of the owner is refused', async () => {
    await refusedEverywhere('entry-signature', async (mallory) =>
      mallory.forge(CLASS_DOC, await evil(mallory, CLASS_DOC), {
        author: hostile.ada.signer.keyId,
      }),
    );
  });

  test('[SY3] an entry of another class, and one signed for it, are refused', async () => {
    const classId = 'A'.repeat(43) as ClassId;
    await refusedEverywhere('entry-foreign-class', (mallory) =>
      mallory.forge(own, EMPTY_UPDATE, { classId }),
    );
    const entry = await atAda.forge(own, EMPTY_UPDATE, { classId });
    // The class's id in the body is part of what was signed.
    const moved = await atAda.forge(own, EMPTY_UPDATE);
    const bytes = moved.bytes.slice();
    bytes.set(entry.bytes.subarray(-64), bytes.length - 64);
    await hostile.refuses(hostile.ada, 'entry-signature', () => atAda.bring({ ...moved, bytes }));
  });

  test('[SY7] structs under the client id of somebody else are refused', async () => {
    await refusedEverywhere('update-client', (mallory) =>
      mallory.forge(
        own,
        updateBy(4711, (doc) => doc.getMap('words').set('evil', 1)),
      ),
    );
  });

  test('[SY2] [SY3] what the owner says twice under a stolen session is no fork without the owner’s key', async () => {
    const [real] = await hostile.ada.store.read(hostile.world.classId, CLASS_DOC);
    if (real === undefined) throw new Error('nothing was written');
    await hostile.refuses(hostile.ada, 'entry-signature', async () =>
      atAda.bring(await atAda.forge(CLASS_DOC, EMPTY_UPDATE, chainParts(real.chain as ChainKey))),
    );
    expect(hostile.ada.replica.forks.value).toEqual([]);
  });
});

describe('replays', () => {
  test('[SY1] everything that was ever said, again and again, from all sides: nothing changes', async () => {
    const { world, ada, tom, cleo } = hostile;
    await world.until(ada.replica.setRole(tom.signer.keyId, 'student'));
    await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
    await world.run(1_000);
    const said = await Promise.all(
      [AUTHORITY_DOC, CLASS_DOC].map((doc) => ada.store.read(world.classId, doc)),
    );
    const entries = said.flat().map(({ bytes }) => bytes);
    const before = await hostile.everything();
    const orders = [entries, entries.toReversed(), entries.slice(0, 3)];
    for (let i = 0; i < 30; i++)
      for (const order of orders)
        for (const link of [atAda, atCleo]) {
          link.say({ type: 'entries', entries: order });
          link.say({ type: 'receipt', entries: order });
          link.say({ type: 'intro', entries: order });
        }
    await world.run(2_000);
    expect(await hostile.everything()).toEqual(before);
    // Four introductions are read; what is no statement in them, and all the others, are refused.
    expect(cleo.replica.refusals().get('unadmitted')).toBeGreaterThan(86);
    await hostile.lessonGoesOn();
  });

  test('[SY4] [SY5] a teacher’s old appointment, brought again after it was taken back, gives nothing back', async () => {
    const { world, ada, tom, cleo } = hostile;
    const appointed = await ada.store.read(world.classId, AUTHORITY_DOC);
    await world.until(ada.replica.setRole(tom.signer.keyId, 'student'));
    await world.run(1_000);
    atCleo.say({ type: 'entries', entries: appointed.map(({ bytes }) => bytes) });
    const asTom = await hostile.intrude(cleo, tom);
    const last = appointed.findLast(({ chain }) => chain.startsWith(ada.signer.keyId));
    if (last === undefined) throw new Error('nothing was said');
    const old = { ...chainParts(last.chain as ChainKey), seq: last.seq, hash: last.hash };
    await asTom.bring(
      await asTom.forge(CLASS_DOC, await evil(asTom, CLASS_DOC), { authority: [old] }),
    );
    await world.run(2_000);
    for (const party of hostile.honest) {
      expect(await hostile.words(party)).not.toContain('evil');
      expect(party.replica.authority.value.members.get(tom.signer.keyId)?.role).toBe('student');
    }
  });
});

describe('two tongues', () => {
  test('[SY2] another story for everybody: all find out, and hold the same one', async () => {
    const { world, ben, dan, honest } = hostile;
    const links = [atAda, atCleo, await hostile.intrude(ben), await hostile.intrude(dan)];
    const client = await atAda.clientId(own);
    for (const { replica } of honest) await world.until(replica.open(own));
    await world.run(1_000);
    for (const [i, link] of links.entries()) {
      const update = updateBy(client, (doc) => doc.getMap('m').set('said', i));
      await link.bring(await link.forge(own, update));
    }
    await world.run(60_000);
    const stores = await Promise.all(honest.map(({ store }) => store.read(world.classId, own)));
    for (const store of stores) {
      expect(store.map(({ hash }) => hash)).toEqual(stores[0]?.map(({ hash }) => hash));
      expect(store.length).toBe(1);
    }
    for (const { replica } of honest)
      expect(replica.forks.value).toMatchObject([{ doc: own, seq: 0 }]);
    await hostile.lessonGoesOn();
  });

  test('[SY2] a proof that proves nothing is refused: one entry twice, two places, a forged half', async () => {
    const one = await atAda.forge(own, EMPTY_UPDATE);
    const next = await atAda.forge(own, EMPTY_UPDATE, { seq: 1, prev: one.hash });
    const forged = await atAda.forge(own, EMPTY_UPDATE, { at: 5 }, fakeSigner('Eve'));
    const proofs = [
      [one, one],
      [one, next],
      [one, forged],
    ];
    await hostile.refuses(
      hostile.ada,
      'proof-malformed',
      async () => {
        for (const proof of proofs)
          atAda.say({ type: 'proof', entries: proof.map(({ bytes }) => bytes) });
        await hostile.world.run(500);
      },
      3,
    );
  });

  test('[SY2] forks without end in sessions without end end nobody’s lesson', async () => {
    for (let i = 0; i < 300; i++) {
      const session = toBase64Url(new Uint8Array(16).fill(i % 256).fill(i >> 8, 8)) as SessionId;
      const pair = [
        await atAda.forge(own, EMPTY_UPDATE, { session, at: 1 }),
        await atAda.forge(own, EMPTY_UPDATE, { session, at: 2 }),
      ];
      atAda.say({ type: 'proof', entries: pair.map(({ bytes }) => bytes) });
    }
    await hostile.world.run(5_000);
    await hostile.lessonGoesOn();
  });
});

describe('rights', () => {
  test.each([
    ['writes where only teachers write', CLASS_DOC],
    ['writes in somebody’s profile', 'profile'],
    ['writes in somebody’s work', 'work'],
    ['writes feedback', 'feedback'],
  ])('[SY4] a student who %s is refused', async (_, name) => {
    const ben = hostile.ben.signer.keyId;
    const doc = {
      [CLASS_DOC]: CLASS_DOC,
      profile: profileDoc(ben),
      work: `work:${ben}:a` as DocId,
      feedback: `feedback:${hostile.mallory.signer.keyId}:a` as DocId,
    }[name];
    if (doc === undefined) throw new Error('which document');
    await refusedEverywhere('not-permitted', async (mallory) =>
      mallory.forge(doc, await evil(mallory, doc)),
    );
  });

  test('[SY4] a student who appoints herself, removes the teacher, lets in or shuts out, closes the class, is refused', async () => {
    const { world, tom, mallory } = hostile;
    const member = mallory.signer.keyId;
    const cut: never[] = [];
    const { publicKey } = world.admission;
    const statements = [
      { kind: 'role', member, role: 'teacher', cut: null },
      { kind: 'remove', scope: 'participant', member: tom.signer.keyId, cut },
      { kind: 'welcome', member: fakeSigner('Eve').keyId },
      { kind: 'close' },
      {
        kind: 'admission-key',
        publicKey,
        role: 'student',
        expires: 9e15,
        door: 'lobby',
        kept: null,
      },
    ] as const;
    for (const statement of statements)
      await hostile.refuses(hostile.ada, 'not-permitted', async () =>
        atAda.bring(await atAda.forge(AUTHORITY_DOC, encodeStatement(statement))),
      );
  });

  test('[SY4] a teacher who removes the owner, or makes another teacher, is refused', async () => {
    const { ada, tom, ben, cleo } = hostile;
    const asTom = await hostile.intrude(cleo, tom);
    const statements = [
      { kind: 'remove', scope: 'participant', member: ada.signer.keyId, cut: [] },
      { kind: 'role', member: ben.signer.keyId, role: 'teacher', cut: null },
    ] as const;
    for (const statement of statements)
      await hostile.refuses(cleo, 'not-permitted', async () =>
        asTom.bring(await asTom.forge(AUTHORITY_DOC, encodeStatement(statement))),
      );
  });

  test('[SY5] a teacher’s cut reaches the removed alone: what it says of others’ chains counts for nothing', async () => {
    const { world, ada, tom, ben, cleo, honest } = hostile;
    const others = (await headsOf(CLASS_DOC)).map((head) => ({ ...head, seq: 0 }));
    const asTom = await hostile.intrude(cleo, tom);
    const statement = {
      kind: 'remove',
      scope: 'participant',
      member: ben.signer.keyId,
      cut: [{ doc: CLASS_DOC, heads: others }],
    } as const;
    const before = await Promise.all(honest.map((party) => hostile.words(party)));
    await asTom.bring(await asTom.forge(AUTHORITY_DOC, encodeStatement(statement)));
    await world.run(2_000);
    expect(ben.replica.standing.value).toBe('removed');
    const after = await Promise.all(honest.map((party) => hostile.words(party)));
    expect(after).toEqual(before);
    // And the owner can let him in again.
    await world.until(ada.replica.welcome(ben.signer.keyId));
    world.connect(ben, ada);
    world.connect(cleo, ben);
    await world.run(5_000);
    expect(ben.replica.standing.value).toBe('member');
    await hostile.lessonGoesOn(30_000);
  });

  test('[SY4] [SY5] who was removed, and goes on under the old statements or the old key, changes nothing', async () => {
    const { world, ada, ben, mallory, honest } = hostile;
    const good = await atAda.forge(own, EMPTY_UPDATE);
    await atAda.bring(good);
    const statement = await atCleo.forge(
      AUTHORITY_DOC,
      encodeStatement({ kind: 'role', member: ben.signer.keyId, role: 'observer', cut: [] }),
    );
    await world.until(ada.replica.remove(mallory.signer.keyId, null));
    await world.run(3_000);
    const before = await hostile.everything();
    expect(atCleo.link.ended).not.toBeNull();
    const again = await hostile.intrude(hostile.dan);
    const knowing = await again.forge(own, await evil(again, own), { seq: 1, prev: good.hash });
    await again.bring(knowing, statement);
    await world.run(5_000);
    expect(await hostile.everything()).toEqual(before);
    for (const { replica } of honest)
      expect(replica.authority.value.members.has(mallory.signer.keyId)).toBe(false);
    expect(hostile.refusalsAt(hostile.dan)).toBeGreaterThan(0);
    await hostile.lessonGoesOn();
  });

  test('[SY4] [SY5] who was removed and comes back by the stolen link with a fresh key waits in the lobby, unheard', async () => {
    const { world, ada, dan, mallory } = hostile;
    const renewed = fakeSigner('renewed');
    await world.until(
      ada.replica.remove(mallory.signer.keyId, {
        publicKey: renewed.publicKey,
        expires: world.clock.now() + 86_400_000,
        door: 'open',
      }),
    );
    await world.run(3_000);
    const members = dan.replica.authority.value.members.size;
    const back = await world.add('Mallory again'); // by the invitation of before
    world.connect(back, dan);
    await world.run(5_000);
    expect(back.replica.standing.value).toBe('waiting');
    const unheard = await hostile.intrude(dan, back);
    const doc = profileDoc(back.signer.keyId);
    const before = await hostile.everything();
    await unheard.bring(await unheard.forge(doc, await evil(unheard, doc)));
    expect(await hostile.everything()).toEqual(before);
    expect(dan.replica.authority.value.members.size).toBe(members);
    await hostile.lessonGoesOn();
  });
});

describe('checkpoints and sealed documents', () => {
  async function lie(intruder: Intruder): Promise<Forged> {
    const deps = await headsOf(CLASS_DOC);
    const covered = deps.map((head) => ({ ...head, first: 0, last: 0 }));
    const content = encodeCheckpoint({ covered, state: EMPTY_UPDATE });
    return intruder.forge(CLASS_DOC, content, { kind: 'checkpoint', deps });
  }

  test('[SY8] a checkpoint by a member who is no keeper is refused', async () => {
    await hostile.refuses(hostile.ada, 'not-permitted', async () => atAda.bring(await lie(atAda)));
  });

  test('[SY8] a lying checkpoint by the owner, who runs another program, is refused by all who know better', async () => {
    const asAda = await hostile.intrude(hostile.cleo, hostile.ada);
    const code = 'checkpoint-history';
    await hostile.refuses(hostile.cleo, code, async () => asAda.bring(await lie(asAda)));
  });

  async function sealedBy(
    intruder: Intruder,
    reader: Party,
    given: Uint8Array<ArrayBuffer>,
  ): Promise<{ keys: Forged; sealed: Forged }> {
    const { world } = hostile;
    const key = new Uint8Array(32).fill(9);
    const hash = await fastDigest(commitmentBytes(world.classId, own, 1, key));
    const epoch = { number: 1, commitment: toBase64Url(hash) as KeyCommitment };
    const info = wrapInfo(world.classId, own, epoch, reader.signer.keyId);
    const sealed = await fakeSealing('M').sealTo(fakeSealing(reader.name).publicKey, info, given);
    if (sealed === null) throw new Error('a good wrap');
    const keys = await intruder.forge(
      own,
      encodeDocumentKeys({ epoch, wraps: [{ reader: reader.signer.keyId, sealed }] }),
      { kind: 'keys' },
    );
    const { author, session } = keys.ref;
    const place = { classId: world.classId, doc: own, author, session, seq: 1 };
    const nonce = new Uint8Array(12);
    const update = await evil(intruder, own);
    const context = sealedUpdateContext(place, epoch);
    const box = await fakeSealing('').cipher(key).seal(nonce, context, update);
    const content = encodeSealedUpdate({ epoch, nonce, box });
    return {
      keys,
      sealed: await intruder.forge(own, content, { kind: 'sealed', seq: 1, prev: keys.hash }),
    };
  }

  test('[SY11] a wrong key is found out, and what it should open stays shut; the lesson goes on', async () => {
    const { world, ada } = hostile;
    const { keys, sealed } = await sealedBy(atAda, ada, new Uint8Array(32).fill(1));
    const { doc } = await world.until(ada.replica.open(own));
    await atAda.bring(keys, sealed);
    expect(ada.replica.refusals().get('keys-wrap')).toBe(1);
    expect(doc.getMap('words').size).toBe(0);
    await hostile.lessonGoesOn();
  });

  test('[SY11] an entry of an epoch that nobody made waits, within bounds, and shows nothing', async () => {
    const { world, ada } = hostile;
    const { keys, sealed } = await sealedBy(atAda, ada, new Uint8Array(32).fill(9));
    const before = await hostile.everything();
    const decoded = decodeEntry(sealed.bytes);
    if (!decoded.ok) throw new Error('a good entry');
    const alone = await atAda.forge(own, decoded.value.content, { kind: 'sealed' });
    await atAda.bring(alone);
    await world.run(20_000);
    expect(await hostile.everything()).toEqual(before);
    expect(alone.hash).not.toBe(keys.hash);
    await hostile.lessonGoesOn();
  });

  test('[SY11] a key sealed to who may not read gives nothing: a student’s reading stays shut', async () => {
    const { world, ben } = hostile;
    const { keys, sealed } = await sealedBy(atAda, ben, new Uint8Array(32).fill(9));
    await world.until(ben.replica.open(own));
    await atAda.bring(keys, sealed);
    await world.run(5_000);
    await hostile.lessonGoesOn();
    expect(await storedBy(world, hostile.ada)).toContain(sealed.hash);
  });
});
