import { beforeEach, describe, expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { concat, toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import { encodePresence } from '../../src/protocol/presence-payload.ts';
import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import type { DocId, EntryHash, SessionId } from '../../src/protocol/ids.ts';
import { encodeStatement } from '../../src/protocol/authority-statement.ts';
import {
  decodePeerMessage,
  encodePeerMessage,
  encodeVolatileBody,
  volatileSigningBytes,
} from '../../src/protocol/peer-messages.ts';
import type { ChainHead } from '../../src/protocol/peer-messages.ts';
import { admissionProofBytes } from '../../src/protocol/class-statements.ts';
import { comparable } from '../../src/sync/comparable.ts';
import { EMPTY_UPDATE } from '../../src/sync/yjs-update.ts';
import type { Party, Wire } from '../support/class-world.ts';
import { fakeSigner } from '../support/fake-signer.ts';
import { HostileClass } from '../support/hostile-class.ts';
import type { Forged, Intruder } from '../support/intruder.ts';

/** A member says too much of everything. Measured in counts and virtual time. */
let hostile: HostileClass;
let own: DocId;
let mallory: Intruder;

beforeEach(async () => {
  hostile = await HostileClass.begin();
  own = profileDoc(hostile.mallory.signer.keyId);
  mallory = await hostile.intrude(hostile.ada);
});

function sessionOf(number: number): SessionId {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(4, number + 1);
  return toBase64Url(bytes) as SessionId;
}

/** The victim's end of an intruder's link, and its wire. */
function endOf(intruder: Intruder): { wire: Wire; end: Wire['ends'][1] } {
  for (const wire of hostile.world.wires)
    if (wire.ends[0] === intruder.link) return { wire, end: wire.ends[1] };
  throw new Error('the link has ended');
}

async function bringAll(entries: readonly Forged[], by = mallory): Promise<void> {
  for (let at = 0; at < entries.length; at += 1_000) {
    const part = entries.slice(at, at + 1_000);
    by.say({ type: 'entries', entries: part.map(({ bytes }) => bytes) });
    await hostile.world.run(100);
  }
}

/** Two honest peers lose their link and have another: what they compare must still be understood. */
async function meetAgain(a: Party, b: Party): Promise<void> {
  const { world } = hostile;
  for (const wire of [...world.wires])
    if ((wire.a === a && wire.b === b) || (wire.a === b && wire.b === a)) world.disconnect(wire);
  world.connect(a, b);
  await world.run(2_000);
}

describe('floods of entries', () => {
  test('[SE1] [SY6] a thousand documents by one student are compared by who wants all, and hold up nobody', async () => {
    const { world, ada, tom } = hostile;
    const entries: Forged[] = [];
    for (let i = 0; i < 1_000; i++) {
      const doc = `work:${hostile.mallory.signer.keyId}:${i}` as DocId;
      entries.push(await mallory.forge(doc, KEYS, { kind: 'keys' }));
    }
    await bringAll(entries);
    expect((await ada.store.documents(world.classId)).length).toBeGreaterThan(1_000);
    await meetAgain(tom, ada);
    expect(world.refusals()).toEqual(new Map());
    await hostile.lessonGoesOn();
  }, 60_000);

  test('[SE1] [SY6] where documents are too many for one message, who made too many is left out', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `work:mallory:${i}` as DocId);
    const honest = Array.from({ length: 500 }, (_, i) => `work:student-${i % 50}:${i}` as DocId);
    const vectors = [...many, CLASS_DOC, ...honest].map((doc) => ({ doc, heads: [] }));
    const told = new Set(comparable(vectors).map(({ doc }) => doc));
    expect(told.size).toBe(10_000);
    expect([CLASS_DOC, ...honest].filter((doc) => !told.has(doc))).toEqual([]);
  });

  test('[SE1] [SY6] where chains are too many for one message, who made too many is left out', () => {
    const heads = (count: number): ChainHead[] =>
      Array.from({ length: count }, (_, i) => ({
        author: hostile.mallory.signer.keyId,
        session: sessionOf(i),
        seq: 0,
        hash: 'A'.repeat(43) as EntryHash,
      }));
    const honest = Array.from({ length: 400 }, (_, i) => ({
      doc: `work:student-${i}:a` as DocId,
      heads: heads(20),
    }));
    const docs = [own, 'work:other:a', 'work:other:b'] as DocId[];
    const flood = docs.map((doc) => ({ doc, heads: heads(30_000) }));
    const all = [
      ...flood,
      { doc: CLASS_DOC, heads: heads(500) },
      { doc: AUTHORITY_DOC, heads: heads(500) },
      ...honest,
    ];
    const told = comparable(all);
    const names = new Set(told.map(({ doc }) => doc));
    const kept = [AUTHORITY_DOC, CLASS_DOC, ...honest.map(({ doc }) => doc)];
    expect(kept.filter((doc) => !names.has(doc))).toEqual([]);
    expect(told.length).toBe(403);
    const message = encodePeerMessage({ type: 'compare', all: true, reply: true, vectors: told });
    expect(decodePeerMessage(message).ok).toBe(true);
    expect(comparable(honest)).toBe(honest);
  });

  test('[SE1] [SY1] entries that wait for what never comes, over link after link: bounded, counted, and an honest gap still waits', async () => {
    const { world, cleo, ada } = hostile;
    const unknown = fakeSigner('nobody');
    for (let round = 0; round < 5; round++) {
      const link = await hostile.intrude(cleo);
      const entries: Forged[] = [];
      for (let i = 0; i < 2_600; i++)
        entries.push(
          await link.forge(own, EMPTY_UPDATE, {
            author: unknown.keyId,
            session: sessionOf(round * 10_000 + i),
          }),
        );
      await bringAll(entries, link);
      world.disconnect(endOf(link).wire);
    }
    expect(cleo.replica.refusals().get('waiting-full')).toBe(5 * 100);
    // Somebody honest brings the later of two entries first.
    const { doc } = await world.until(ada.replica.open(CLASS_DOC));
    const wires = [...world.wires].filter(({ a, b }) => a === cleo || b === cleo);
    for (const wire of wires) world.disconnect(wire);
    doc.getMap('words').set('word 2', 'Ada');
    await world.run(300);
    doc.getMap('words').set('word 3', 'Ada');
    await world.run(300);
    const last = (await ada.store.read(world.classId, CLASS_DOC)).slice(-2);
    const courier = await hostile.intrude(cleo);
    for (const { bytes } of last.toReversed()) {
      courier.say({ type: 'entries', entries: [bytes] });
      await world.run(100);
    }
    expect(await hostile.words(cleo)).toEqual(await hostile.words(ada));
  }, 60_000);

  test('[SY3] twenty thousand entries in a row hold up nobody: what an honest peer says meanwhile arrives', async () => {
    const { world, ada, ben } = hostile;
    const entry = await mallory.forge(own, EMPTY_UPDATE);
    const bytes = Array.from({ length: 1_000 }, () => entry.bytes);
    for (let i = 0; i < 20; i++) mallory.say({ type: 'entries', entries: bytes });
    const { doc } = await world.until(ben.replica.open(profileDoc(ben.signer.keyId)));
    doc.getMap('m').set('honest', 1);
    await world.run(1_000);
    const atAda = await world.until(ada.replica.open(profileDoc(ben.signer.keyId)));
    expect(atAda.doc.getMap('m').toJSON()).toEqual({ honest: 1 });
    await hostile.lessonGoesOn();
  }, 60_000);
});

describe('floods of questions', () => {
  test('[SE1] [SY3] “I have nothing” a thousand times is answered some times, then refused, and ends the link', async () => {
    mallory.say({
      type: 'interest',
      fresh: true,
      reply: false,
      everything: true,
      add: [],
      drop: [],
    });
    await hostile.world.run(500);
    const before = endOf(mallory).end.sentCount;
    const { end } = endOf(mallory);
    for (let i = 0; i < 1_000; i++)
      mallory.say({ type: 'compare', all: true, reply: true, vectors: [] });
    await hostile.world.run(2_000);
    expect(end.sentCount - before).toBeLessThan(300);
    expect(hostile.ada.replica.refusals().get('compare-flood')).toBe(101);
    expect(mallory.link.ended).not.toBeNull();
    await hostile.lessonGoesOn();
  });

  test('[SE1] who asks and takes nothing has each entry waiting for it once', async () => {
    const { world, ada } = hostile;
    const { doc } = await world.until(ada.replica.open(CLASS_DOC));
    doc.getMap('large').set('a', 'x'.repeat(600_000));
    await world.run(500);
    doc.getMap('large').set('b', 'x'.repeat(600_000));
    await world.run(500);
    const { wire, end } = endOf(mallory);
    mallory.say({
      type: 'interest',
      fresh: true,
      reply: false,
      everything: true,
      add: [],
      drop: [],
    });
    await world.run(200);
    world.wires.delete(wire); // nothing is taken from now on
    const question = { type: 'compare', all: true, reply: false, vectors: [] } as const;
    for (let i = 0; i < 30; i++) mallory.say(question);
    while (mallory.link.outgoing.length > 0) mallory.link.deliver();
    await world.run(1_000);
    expect(end.queuedBytes).toBeLessThan(1_500_000);
    world.wires.add(wire);
    const before = end.sentCount;
    await world.run(1_000);
    expect(end.sentCount - before).toBeLessThan(10);
    await hostile.lessonGoesOn();
  });

  test('[SE1] wishes and holds without end are refused and counted', async () => {
    const { ada, world } = hostile;
    const names = Array.from({ length: 4_000 }, (_, i) => `work:x:${i}`);
    for (const add of [names, names.map((name) => `${name}y`)])
      mallory.say({
        type: 'interest',
        fresh: false,
        reply: true,
        everything: false,
        add,
        drop: [],
      });
    for (let i = 0; i < 300; i++)
      mallory.say({ type: 'hold', doc: `work:y:${i}` as DocId, count: 3 });
    await world.run(2_000);
    expect(ada.replica.refusals().get('interest-too-large')).toBe(1);
    await hostile.lessonGoesOn();
  });

  test('[SE1] tiny messages without end: the link ends, the others stay', async () => {
    const { end } = endOf(mallory);
    for (let i = 0; i < 60_000; i++) end.receive(new Uint8Array([0]));
    await hostile.world.run(5_000);
    expect(end.ended).not.toBeNull();
    expect(hostile.ada.replica.refusals().get('link-flood')).toBe(1);
    await hostile.lessonGoesOn();
  });
});

describe('volatile messages', () => {
  async function said(
    author: Party,
    signer: Party,
    fields: { counter: number; session?: SessionId; topic?: string; payload?: Bytes },
  ): Promise<Bytes> {
    const body = encodeVolatileBody({
      classId: hostile.world.classId,
      author: author.signer.keyId,
      session: sessionOf(1),
      at: 1,
      topic: 'presence',
      payload: encodePresence({ kind: 'goodbye' }),
      ...fields,
    });
    return concat(body, await signer.signer.sign(volatileSigningBytes(body)));
  }

  test('[SY3] forged ones in a teacher’s name do not silence the teacher', async () => {
    const { world, tom, cleo } = hostile;
    const atTom = await world.until(tom.replica.open(CLASS_DOC));
    const { awareness } = await world.until(cleo.replica.open(CLASS_DOC));
    for (let link = 0; link < 5; link++) {
      const forger = await hostile.intrude(cleo);
      const messages = [];
      for (let i = 0; i < 90; i++)
        messages.push(await said(tom, hostile.mallory, { counter: 2 ** 40 + i }));
      forger.say({ type: 'volatile', messages });
    }
    await world.deliver();
    expect(cleo.replica.refusals().get('volatile-signature')).toBe(450);
    atTom.awareness.setLocalState({ cursor: 7 });
    await world.run(1_000);
    expect(awareness.getStates().get(atTom.doc.clientID)).toEqual({ cursor: 7 });
    expect(cleo.replica.refusals().get('volatile-rate')).toBeUndefined();
  });

  test('[SY3] a goodbye from a session that is over, brought later, makes nobody disappear', async () => {
    const { world, tom, cleo } = hostile;
    const old = sessionOf(7);
    const hear = async (session: SessionId, counter: number): Promise<void> => {
      const payload = encodePresence({ kind: 'neighbours', linked: [], lost: [] });
      const message = await said(tom, tom, { session, counter, payload });
      mallory.say({ type: 'volatile', messages: [message] });
      await world.run(500);
    };
    await hear(old, 1);
    await hear(sessionOf(8), 3);
    expect(cleo.replica.present.value.has(tom.signer.keyId)).toBe(true);
    const goodbye = await said(tom, tom, { session: old, counter: 2 });
    const late = await hostile.intrude(cleo);
    late.say({ type: 'volatile', messages: [goodbye] });
    await world.run(8_000);
    expect(cleo.replica.refusals().get('volatile-past')).toBe(1);
    expect(cleo.replica.present.value.has(tom.signer.keyId)).toBe(true);
  });

  test('[SE1] signed ones without end, by one member in sessions without end: over the rate they are refused', async () => {
    const { world, ada, ben } = hostile;
    const { doc, awareness } = await world.until(ben.replica.open(CLASS_DOC));
    const before = awareness.getStates().size;
    for (let i = 0; i < 20; i++) {
      const messages = [];
      for (let j = 0; j < 100; j++) {
        const cursor = new Awareness(doc);
        const payload = encodeAwarenessUpdate(cursor, [doc.clientID]) as Bytes;
        cursor.destroy();
        const session = sessionOf(100 * i + j);
        const given = { counter: 1, session, topic: CLASS_DOC, payload };
        messages.push(await said(hostile.mallory, hostile.mallory, given));
      }
      mallory.say({ type: 'volatile', messages });
    }
    await world.run(3_000);
    expect(ada.replica.refusals().get('volatile-rate')).toBeGreaterThan(1_500);
    expect(awareness.getStates().size).toBe(before);
    await hostile.lessonGoesOn();
  });
});

test('[SY4] [SE1] a crowd of new keys by the open link fills the list of members, and stops nobody', async () => {
  const { world, ada, cleo } = hostile;
  const entries: Forged[] = [];
  for (let i = 0; i < 300; i++) {
    const key = fakeSigner(`crowd ${i}`);
    const statement = encodeStatement({
      kind: 'admit',
      publicKey: key.publicKey,
      sealingPublicKey: key.publicKey,
      name: `Crowd ${i}`,
      admissionPublicKey: world.admission.publicKey,
      admissionSignature: await world.admission.sign(
        admissionProofBytes(world.classId, key.publicKey),
      ),
      deviceOf: null,
    });
    entries.push(
      await mallory.forge(
        AUTHORITY_DOC,
        statement,
        { author: key.keyId, session: sessionOf(i) },
        key,
      ),
    );
  }
  await bringAll(entries);
  expect(cleo.replica.authority.value.members.size).toBe(306);
  const eva = await world.add('Eva');
  world.connect(eva, ada);
  await world.run(2_000);
  expect(eva.replica.standing.value).toBe('member');
  await hostile.lessonGoesOn();
});

/** What makes an entry of document keys: of an epoch that nobody ever seals under. */
const KEYS: Bytes = concat(
  new Uint8Array([1]),
  new Uint8Array(32).fill(5),
  new Uint8Array([1]),
  new Uint8Array(32).fill(6),
  new Uint8Array(113).fill(7),
);
