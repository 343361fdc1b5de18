import * as encoding from 'lib0/encoding';
import { projectForks } from '../../../src/classroom/two-versions.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { concat } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { encodeStatement } from '../../../src/protocol/authority-statement.ts';
import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import type { ClassId, DocId } from '../../../src/protocol/ids.ts';
import {
  decodePeerMessage,
  encodeVolatileBody,
  volatileSigningBytes,
} from '../../../src/protocol/peer-messages.ts';
import { EMPTY_UPDATE } from '../../../src/sync/yjs-update.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { fakeSigner } from '../../support/fake-signer.ts';
import { Intruder, storedBy } from '../../support/intruder.ts';

/** A class of Ada (owner) and Ben (student, linked to her); Mallory was admitted, and now runs another program. */
let world: ClassWorld;
let ada: Party;
let ben: Party;
let mallory: Party;
let intruder: Intruder;
let own: DocId;

beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  mallory = await world.add('Mallory');
  world.connect(ben, ada);
  const wire = world.connect(mallory, ada);
  (await ada.replica.open(CLASS_DOC)).doc.getText('t').insert(0, 'honest');
  await world.run(2_000);
  world.disconnect(wire);
  own = profileDoc(mallory.signer.keyId);
  intruder = new Intruder(world, mallory.signer, ada);
  await world.run(500);
});

/** An update that a Y.Doc with `client` makes of `edit`, on top of `base`. */
function updateBy(client: number, edit: (doc: Y.Doc) => void, base?: Uint8Array): Bytes {
  const doc = new Y.Doc();
  if (base !== undefined) Y.applyUpdate(doc, base);
  const before = Y.encodeStateVector(doc);
  doc.clientID = client;
  edit(doc);
  return Y.encodeStateAsUpdate(doc, before) as Bytes;
}

/** An update that deletes `length` from `clock` on of `client`, and nothing else. */
function deletion(client: number, clock: number, length: number): Bytes {
  const encoder = encoding.createEncoder();
  for (const value of [0, 1, client, 1, clock, length]) encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder);
}

/** Nothing changed anywhere, and Ada counted `code`. */
async function expectRefused(code: string, before: readonly string[], count = 1): Promise<void> {
  expect(ada.replica.refusals().get(code)).toBe(count);
  expect(await state()).toEqual(before);
  expect(ben.replica.refusals().size).toBe(0);
}

async function state(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const party of [ada, ben]) {
    const { doc } = await party.replica.open(CLASS_DOC);
    texts.push(
      doc.getText('t').toJSON(),
      JSON.stringify([doc.store.pendingDs, doc.store.pendingStructs]),
    );
    texts.push(
      await storedBy(world, party),
      JSON.stringify([...party.replica.authority.value.members]),
    );
  }
  return texts;
}

describe('a modified client', () => {
  test('[SY3] [SY4] that writes to `class` as a student is refused, and nothing is stored or passed on', async () => {
    const before = await state();
    const update = updateBy(await intruder.clientId(CLASS_DOC), (doc) =>
      doc.getText('t').insert(0, 'evil'),
    );
    await intruder.bring(await intruder.forge(CLASS_DOC, update));
    await expectRefused('not-permitted', before);
  });

  test('[SY3] [SY4] that writes the profile of somebody else is refused', async () => {
    const before = await state();
    const doc = profileDoc(ben.signer.keyId);
    const update = updateBy(await intruder.clientId(doc), (made) =>
      made.getMap('m').set('name', 'evil'),
    );
    await intruder.bring(await intruder.forge(doc, update));
    await expectRefused('not-permitted', before);
  });

  test('[SY3] [SY4] that makes itself a teacher is refused', async () => {
    const before = await state();
    const statement = encodeStatement({
      kind: 'role',
      member: mallory.signer.keyId,
      role: 'teacher',
      cut: null,
    });
    await intruder.bring(await intruder.forge(AUTHORITY_DOC, statement));
    await expectRefused('not-permitted', before);
  });

  test('[SY3] that forges another author is refused', async () => {
    const before = await state();
    const update = updateBy(await intruder.clientId(CLASS_DOC), (doc) =>
      doc.getText('t').insert(0, 'evil'),
    );
    await intruder.bring(await intruder.forge(CLASS_DOC, update, { author: ada.signer.keyId }));
    await expectRefused('entry-signature', before);
  });

  test('[SY3] that claims to be an owner by a root key of its own is refused', async () => {
    const before = await state();
    const root = fakeSigner('another root');
    const statement = encodeStatement({
      kind: 'found',
      rootPublicKey: root.publicKey,
      publicKey: mallory.signer.publicKey,
      sealingPublicKey: root.publicKey,
      name: 'Mallory',
      rootSignature: await root.sign(new Uint8Array(1)),
    });
    await intruder.bring(await intruder.forge(AUTHORITY_DOC, statement, { authority: [] }));
    await expectRefused('statement-root', before);
  });

  test('[SY4] that writes while it knows that the class is closed is refused', async () => {
    await world.until(ada.replica.closeClass());
    await world.run(500);
    const before = await state();
    await intruder.bring(await intruder.forge(own, EMPTY_UPDATE));
    await expectRefused('class-closed', before);
  });

  test('[SY3] that brings an entry of another class is refused', async () => {
    const before = await state();
    const classId = 'A'.repeat(43) as ClassId;
    await intruder.bring(await intruder.forge(own, EMPTY_UPDATE, { classId }));
    await expectRefused('entry-foreign-class', before);
  });

  test('[SY3] that sends a sealed entry or a key without their form is refused', async () => {
    const before = await state();
    await intruder.bring(await intruder.forge(own, EMPTY_UPDATE, { kind: 'sealed' }));
    await expectRefused('sealed-malformed', before);
    await intruder.bring(await intruder.forge(own, EMPTY_UPDATE, { kind: 'keys' }));
    await expectRefused('keys-malformed', before);
  });

  test('[SY3] that writes into a document nobody made is refused', async () => {
    const before = await state();
    await intruder.bring(await intruder.forge('work:x' as DocId, EMPTY_UPDATE));
    await expectRefused('doc-unknown', before);
  });

  test('[SY1] that replays what was said changes nothing', async () => {
    const before = await state();
    const stored = await ada.store.read(world.classId, CLASS_DOC);
    for (let i = 0; i < 50; i++)
      intruder.say({ type: 'entries', entries: stored.map(({ bytes }) => bytes) });
    await world.run(500);
    expect(await state()).toEqual(before);
    expect(ada.replica.refusals().size).toBe(0);
  });

  test('[SY1] that continues another branch, which nobody has, waits', async () => {
    const first = await intruder.forge(own, EMPTY_UPDATE);
    await intruder.bring(first);
    const before = await state();
    const elsewhere = await intruder.forge(own, EMPTY_UPDATE, { at: 5 });
    await intruder.bring(await intruder.forge(own, EMPTY_UPDATE, { seq: 1, prev: elsewhere.hash }));
    expect(await state()).toEqual(before);
    expect(ada.replica.refusals().size).toBe(0);
  });

  test('[SY2] that says two different things in one place is seen by all, and the lower hash stands in any order', async () => {
    const client = await intruder.clientId(own);
    const say = (text: string): Bytes =>
      updateBy(client, (doc) => doc.getMap('m').set('said', text));
    const one = await intruder.forge(own, say('one'));
    const other = await intruder.forge(own, say('other'));
    const next = await intruder.forge(own, EMPTY_UPDATE, { seq: 1, prev: other.hash });
    for (const forged of [[one], [other, next], [one], [other]]) await intruder.bring(...forged);
    const lower = one.hash < other.hash ? one : other;
    for (const party of [ada, ben]) {
      expect(party.replica.forks.value).toMatchObject([
        { author: mallory.signer.keyId, doc: own, seq: 0 },
      ]);
      const stored = await party.store.read(world.classId, own);
      expect(stored.map(({ hash }) => hash)).toEqual([lower.hash]);
      const { doc } = await party.replica.open(own);
      expect(doc.getMap('m').get('said')).toBe(lower === one ? 'one' : 'other');
      expect(party.replica.refusals().size).toBe(0);
    }
    // It is known after a restart too, and the owner's word decides otherwise.
    await world.restart(ben);
    expect(ben.replica.forks.value.length).toBe(1);
    world.connect(ben, ada);
    const higher = lower === one ? other : one;
    const [fork] = ada.replica.forks.value;
    if (fork === undefined) throw new Error('no fork');
    const shown = () => ada.replica.branchesOf(fork).map(({ hash, chosen }) => [hash, chosen]);
    expect(shown()).toEqual([
      [lower.hash, false],
      [higher.hash, false],
    ]);
    const [first] = projectForks(ada.replica, [fork], ada.replica.authority.value);
    expect(first?.versions.map(({ text }) => text)).toEqual(
      lower === one ? ['one', 'other'] : ['other', 'one'],
    );
    await world.until(ada.replica.resolveFork(fork, higher.hash));
    expect(shown()).toEqual([
      [lower.hash, false],
      [higher.hash, true],
    ]);
    expect(projectForks(ada.replica, [fork], ada.replica.authority.value)).toEqual([]);
    await world.run(20_000);
    for (const party of [ada, ben]) {
      const stored = await party.store.read(world.classId, own);
      expect(stored.map(({ hash }) => hash)).toEqual([higher.hash]);
    }
  });

  test('[SY1] that leaves a gap has its later entry held and asked for, and taken once the gap is filled', async () => {
    const first = await intruder.forge(own, EMPTY_UPDATE);
    const second = await intruder.forge(own, EMPTY_UPDATE, { seq: 1, prev: first.hash });
    const before = await state();
    const asked: string[] = [];
    const send = intruder.link.receive.bind(intruder.link);
    intruder.link.receive = (message) => {
      const decoded = decodePeerMessage(message);
      if (decoded.ok && decoded.value.type === 'compare' && !decoded.value.all) {
        asked.push(...decoded.value.vectors.map(({ doc }) => doc));
      }
      send(message);
    };
    await intruder.bring(second);
    expect(await state()).toEqual(before);
    await world.run(3_000);
    expect(asked).toContain(own);
    await intruder.bring(first);
    expect((await ada.store.read(world.classId, own)).map(({ seq }) => seq)).toEqual([0, 1]);
    expect((await ben.store.read(world.classId, own)).length).toBe(0); // who does not want it
    const atBen = await ben.replica.open(own);
    await world.run(1_000);
    expect(atBen.synced.value).toBe(true);
    expect((await ben.store.read(world.classId, own)).length).toBe(2);
  });

  test('[SY7] that uses another client id in its update is refused', async () => {
    const before = await state();
    await intruder.bring(
      await intruder.forge(
        own,
        updateBy(4711, (doc) => doc.getMap('m').set('a', 1)),
      ),
    );
    await expectRefused('update-client', before);
  });

  test('[SY7] that leaves a hole (Skip) in its update is refused', async () => {
    const before = await state();
    const client = await intruder.clientId(own);
    const doc = new Y.Doc();
    doc.clientID = client;
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (const key of ['a', 'b', 'c']) doc.getMap('m').set(key, key);
    const holey = Y.mergeUpdates(
      [updates[0], updates[2]].filter((update) => update !== undefined),
    ) as Bytes;
    await intruder.bring(await intruder.forge(own, holey));
    await expectRefused('update-malformed', before);
  });

  test('[SY7] that begins its structs at a clock that is not next is refused', async () => {
    const client = await intruder.clientId(own);
    const first = updateBy(client, (doc) => doc.getText('t').insert(0, 'abc'));
    const entry = await intruder.forge(own, first);
    await intruder.bring(entry);
    const before = await state();
    await intruder.bring(await intruder.forge(own, first, { seq: 1, prev: entry.hash }));
    await expectRefused('update-clock', before);
  });

  test('[SY10] that deletes what it will write later is refused', async () => {
    const before = await state();
    await intruder.bring(
      await intruder.forge(own, deletion(await intruder.clientId(own), 0, 1_000)),
    );
    await expectRefused('update-future', before);
  });

  test("[SY10] that deletes others' future structs waits outside Yjs", async () => {
    await world.until(ada.replica.setRole(mallory.signer.keyId, 'teacher'));
    await world.run(500);
    const before = await state();
    const { doc } = await ada.replica.open(CLASS_DOC);
    await intruder.bring(await intruder.forge(CLASS_DOC, deletion(doc.clientID, 0, 1_000_000)));
    doc.getText('t').insert(6, '!');
    await world.run(500);
    const { doc: atBen } = await ben.replica.open(CLASS_DOC);
    for (const each of [doc, atBen]) {
      expect(each.getText('t').toJSON()).toBe('honest!');
      expect([each.store.pendingDs, each.store.pendingStructs]).toEqual([null, null]);
    }
    expect((await state())[2]).not.toBe(before[2]); // only Ada's own entry came in
    expect((await ada.store.read(world.classId, CLASS_DOC)).length).toBe(2);
  });

  test('[SY10] that stands on entries which do not exist waits outside Yjs', async () => {
    const before = await state();
    const elsewhere = updateBy(99, (doc) => doc.getText('t').insert(0, 'base'));
    const client = await intruder.clientId(own);
    const update = updateBy(client, (doc) => doc.getText('t').insert(2, 'x'), elsewhere);
    await intruder.bring(await intruder.forge(own, update));
    expect(await state()).toEqual(before);
    expect(ada.replica.refusals().size).toBe(0);
  });

  test('[SY10] that names entries as seen which are not there waits for them', async () => {
    const before = await state();
    const unknown = (await intruder.forge(own, EMPTY_UPDATE, { author: ben.signer.keyId })).ref;
    await intruder.bring(await intruder.forge(own, EMPTY_UPDATE, { deps: [unknown] }));
    expect(await state()).toEqual(before);
    expect(ada.replica.refusals().size).toBe(0);
  });

  test('[SE1] that hides a subdocument or deep JSON in its update is refused', async () => {
    const client = await intruder.clientId(own);
    const before = await state();
    await intruder.bring(
      await intruder.forge(
        own,
        updateBy(client, (doc) => doc.getMap('m').set('d', new Y.Doc())),
      ),
    );
    await expectRefused('update-subdocument', before);
    let deep: unknown = 1;
    for (let i = 0; i < 1_000; i++) deep = [deep];
    await intruder.bring(
      await intruder.forge(
        own,
        updateBy(client, (doc) => doc.getMap('m').set('d', deep)),
      ),
    );
    await expectRefused('update-too-deep', before);
  });

  test('[SE1] that sends 10,000 junk messages changes nothing, is counted, and loses its link', async () => {
    const before = await state();
    let seed = 1;
    const next = (): number => (seed = (Math.imul(seed, 48271) >>> 0) % 2147483647);
    for (let i = 0; i < 10_000; i++) {
      const junk = new Uint8Array(1 + (next() % 300));
      for (let j = 0; j < junk.length; j++) junk[j] = next();
      if (i % 2 === 0) junk[0] = i % 7; // a known type in front
      intruder.link.send(junk);
    }
    await world.run(3_000);
    expect(await state()).toEqual(before);
    const counts = ada.replica.refusals();
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
    expect(intruder.link.ended).not.toBeNull();
    expect(ben.replica.refusals().size).toBe(0);
    // The class goes on.
    (await ada.replica.open(CLASS_DOC)).doc.getText('t').insert(0, 'still ');
    await world.run(500);
    expect((await ben.replica.open(CLASS_DOC)).doc.getText('t').toJSON()).toBe('still honest');
  });

  test("[SY3] that forges a volatile message, or others' cursors, is refused and not passed on", async () => {
    const { awareness } = await ben.replica.open(CLASS_DOC);
    const { doc } = await ada.replica.open(CLASS_DOC);
    const cursor = new Awareness(doc);
    cursor.setLocalState({ name: 'Ada, really' });
    const payload = encodeAwarenessUpdate(cursor, [doc.clientID]) as Bytes;
    cursor.destroy();
    const said = async (author: Party, signer: Party): Promise<void> => {
      const body = encodeVolatileBody({
        classId: world.classId,
        author: author.signer.keyId,
        session: intruder.session,
        counter: 2 ** 40,
        at: 1,
        topic: CLASS_DOC,
        payload,
      });
      const signature = await signer.signer.sign(volatileSigningBytes(body));
      intruder.say({ type: 'volatile', messages: [concat(body, signature)] });
      await world.run(500);
    };
    await said(ada, mallory);
    expect(ada.replica.refusals().get('volatile-signature')).toBe(1);
    expect(ben.replica.refusals().size).toBe(0);
    await said(mallory, mallory);
    expect(ben.replica.refusals().get('awareness-malformed')).toBe(1);
    expect(awareness.getStates().has(doc.clientID)).toBe(false);
  });

  test('[SE1] that claims to have everything, or endless chains, changes nothing', async () => {
    const before = await state();
    intruder.say({
      type: 'compare',
      all: true,
      reply: true,
      vectors: [{ doc: CLASS_DOC, heads: [] }],
    });
    for (let i = 0; i < 3; i++) {
      const heads = Array.from({ length: 20_000 }, (_, n) => ({
        author: mallory.signer.keyId,
        session: `${String(i * 20_000 + n).padStart(21, 'A')}A` as typeof intruder.session,
        seq: Number.MAX_SAFE_INTEGER,
        hash: 'A'.repeat(43) as never,
      }));
      intruder.say({ type: 'have', vectors: [{ doc: CLASS_DOC, heads }] });
    }
    await world.run(500);
    expect(await state()).toEqual(before);
    expect(ada.replica.refusals().get('vector-too-large')).toBe(1);
  });
});

test('[SY4] an entry that comes before the statement it names is held, and accepted with it', async () => {
  for (const wire of [...world.wires]) world.disconnect(wire);
  await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
  (await ada.replica.open(CLASS_DOC)).doc.getText('t').insert(0, 'quite ');
  await world.run(500);
  const entry = (await ada.store.read(world.classId, CLASS_DOC)).at(-1);
  const statement = (await ada.store.read(world.classId, AUTHORITY_DOC)).at(-1);
  const courier = new Intruder(world, mallory.signer, ben);
  await world.run(500);
  courier.say({ type: 'entries', entries: entry === undefined ? [] : [entry.bytes] });
  await world.run(500);
  const { doc } = await ben.replica.open(CLASS_DOC);
  expect(doc.getText('t').toJSON()).toBe('honest');
  courier.say({ type: 'entries', entries: statement === undefined ? [] : [statement.bytes] });
  await world.run(500);
  expect(doc.getText('t').toJSON()).toBe('quite honest');
  expect(ben.replica.refusals().size).toBe(0);
});

describe('a stranger', () => {
  test('[SY3] [SE1] is served nothing but the introduction and may bring nothing but an admission', async () => {
    const before = await state();
    const eve = fakeSigner('Eve');
    const stranger = new Intruder(world, eve, ada);
    const got: string[] = [];
    const receive = stranger.link.receive.bind(stranger.link);
    stranger.link.receive = (message) => {
      const decoded = decodePeerMessage(message);
      if (decoded.ok) got.push(decoded.value.type);
      receive(message);
    };
    stranger.say({ type: 'compare', all: true, reply: true, vectors: [] });
    stranger.say({ type: 'volatile', messages: [new Uint8Array(70)] });
    const update = updateBy(await stranger.clientId(CLASS_DOC), (doc) =>
      doc.getText('t').insert(0, 'evil'),
    );
    await stranger.bring(await stranger.forge(CLASS_DOC, update));
    expect(got).toEqual(['intro']);
    expect(await state()).toEqual(before);
    expect(ada.replica.refusals().get('unadmitted')).toBe(2);
  });

  test('[SY3] with an admission that the admission key did not sign is refused', async () => {
    const before = await state();
    const eve = fakeSigner('Eve');
    const stranger = new Intruder(world, eve, ada);
    const statement = encodeStatement({
      kind: 'admit',
      publicKey: eve.publicKey,
      sealingPublicKey: eve.publicKey,
      name: 'Eve',
      admissionPublicKey: world.admission.publicKey,
      admissionSignature: await eve.sign(new Uint8Array(1)),
      deviceOf: null,
    });
    await stranger.bring(await stranger.forge(AUTHORITY_DOC, statement));
    await expectRefused('admission-signature', before);
  });
});
