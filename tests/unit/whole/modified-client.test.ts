import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Bytes } from '../../../src/base/bytes.ts';
import { encodeStatement } from '../../../src/protocol/authority-statement.ts';
import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { encodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import { createWebCryptoSigner } from '../../../src/crypto/web-crypto-signer.ts';
import { generateIdentity } from '../../../src/crypto/generate-identity.ts';
import { shareCell, sharedSources } from '../../support/lesson.ts';
import { forgeEntry, ModifiedPeer } from '../../support/modified-peer.ts';
import { enterRoom, NodePeer, newNodeClass } from '../../support/node-peer.ts';
import type { NodeClass } from '../../support/node-peer.ts';
import { SeededRandom } from '../../fuzz/seeded-random.ts';
import { startServer } from '../../support/start-server.ts';
import type { TestServer } from '../../support/start-server.ts';

/** Ada teaches Ben and Cleo; Mallory was admitted and is linked to all three. All over real links. */
let server: TestServer;
let lesson: NodeClass;
let ada: NodePeer;
let honest: NodePeer[];
let mallory: ModifiedPeer;
let shared: number;
const ends: (() => void | Promise<void>)[] = [];

beforeEach(beginLesson);

async function beginLesson(): Promise<void> {
  server = await startServer({ appDir: null });
  ends.push(() => server.stop());
  lesson = await newNodeClass();
  shared = 0;
  ada = await enter('Ada', true);
  mallory = await ModifiedPeer.join(lesson, { signalingUrl: server.signalingUrl, name: 'Mallory' });
  ends.push(() => mallory.honest.close());
  await expect
    .poll(() => mallory.honest.replica.standing.value, { timeout: 20_000 })
    .toBe('member');
  honest = [ada, await enterBelowMallory('Ben'), await enterBelowMallory('Cleo')];
  await lessonGoesOn();
  await expect.poll(() => isBelowMallory(ada), { timeout: 20_000 }).toBe(true);
}

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function enter(name: string, owner = false): Promise<NodePeer> {
  const peer = await NodePeer.join(lesson, { signalingUrl: server.signalingUrl, name, owner });
  ends.push(() => peer.close());
  return peer;
}

function isBelowMallory(peer: NodePeer): boolean {
  return mallory.honest.network.links.value.some(
    ({ remote }) => remote.keyId === peer.identity.keyId,
  );
}

/** libdatachannel loses one connection in a hundred while it is set up, and whoever lost it asks the next peer. */
async function enterBelowMallory(name: string): Promise<NodePeer> {
  for (;;) {
    const peer = await enter(name);
    await expect.poll(() => peer.network.links.value.length, { timeout: 20_000 }).toBe(1);
    if (isBelowMallory(peer)) return peer;
    await peer.close();
  }
}

/** The teacher shares one more cell, and everybody has it. */
async function lessonGoesOn(): Promise<void> {
  shared += 1;
  await shareCell(ada, shared);
  const expected = Array.from({ length: shared }, (_, i) => `print(${i + 1})`);
  for (const peer of honest)
    await expect.poll(() => sharedSources(peer), { timeout: 30_000 }).toEqual(expected);
}

/** What every honest peer has, except what Ada wrote: it must not change. */
async function everything(): Promise<unknown> {
  const states = honest.map(async (peer) => ({
    stored: (await peer.stored()).filter((line) => !line.includes(` ${ada.identity.keyId}/`)),
    members: [...peer.replica.authority.value.members.values()]
      .map(({ id, name, role }) => `${id} ${name} ${role}`)
      .toSorted((a, b) => (a < b ? -1 : 1)),
    pending: [peer.classDoc.doc.store.pendingDs, peer.classDoc.doc.store.pendingStructs],
  }));
  return Promise.all(states);
}

/** Waits until every honest peer has counted `code` `count` times. */
async function counted(code: string, count = 1): Promise<void> {
  await expect
    .poll(() => honest.map((peer) => peer.replica.refusals().get(code)), { message: code })
    .toEqual(honest.map(() => count));
}

/** An update that a Y.Doc with `client` makes. */
function updateBy(client: number): Bytes {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getArray('cells').push([{ id: 'AAAAAAAAAAAAAAAAAAAAAA', source: 'evil' }]);
  return Y.encodeStateAsUpdate(doc) as Bytes;
}

describe('a modified client that was admitted', () => {
  test('[SY3] [SY4] [SY7] writes to `class`, to others, as others, with other ids: refused, while the lesson goes on', async () => {
    const before = await everything();
    const { keyId } = mallory.honest.identity;
    const bring = async (entry: Promise<Bytes>): Promise<void> =>
      mallory.say({ type: 'entries', entries: [await entry] });
    const evil = async (doc: DocId): Promise<Bytes> => updateBy(await mallory.clientId(doc));

    await bring(mallory.forge(CLASS_DOC, await evil(CLASS_DOC)));
    await counted('not-permitted', 1);
    await lessonGoesOn();
    const ben = profileDoc(honest[1]?.identity.keyId ?? keyId);
    await bring(mallory.forge(ben, await evil(ben)));
    await counted('not-permitted', 2);
    await bring(
      mallory.forge(
        AUTHORITY_DOC,
        encodeStatement({ kind: 'role', member: keyId, role: 'teacher', cut: null }),
      ),
    );
    await counted('not-permitted', 3);
    await lessonGoesOn();
    await bring(mallory.forge(CLASS_DOC, await evil(CLASS_DOC), { author: ada.identity.keyId }));
    await counted('entry-signature');
    await bring(mallory.forge(profileDoc(keyId), updateBy(ada.classDoc.doc.clientID)));
    await counted('update-client');
    await lessonGoesOn();
    expect(await everything()).toEqual(before);
  });

  test('[SY1] [SY3] replays what was said, here and in another class: nothing changes', async () => {
    const said = (await mallory.honest.store.read(lesson.invitation.classId, CLASS_DOC)).map(
      ({ bytes }) => bytes,
    );
    const before = await everything();
    for (let i = 0; i < 50; i++) mallory.say({ type: 'entries', entries: said });
    await lessonGoesOn();
    expect(await everything()).toEqual(before);
    expect(honest.map((peer) => [...peer.replica.refusals()])).toEqual([[], [], []]);

    const otherLesson = await newNodeClass('Another class');
    const { signalingUrl } = server;
    const zoe = await NodePeer.join(otherLesson, { signalingUrl, name: 'Zoe', owner: true });
    const there = await ModifiedPeer.join(otherLesson, { signalingUrl, name: 'Mallory' });
    ends.push(
      () => zoe.close(),
      () => there.honest.close(),
    );
    await expect
      .poll(() => there.honest.replica.standing.value, { timeout: 20_000 })
      .toBe('member');
    await expect.poll(() => zoe.replica.authority.value.members.size).toBe(2);
    const stored = await zoe.stored();
    there.say({ type: 'entries', entries: said });
    await expect.poll(() => zoe.replica.refusals().get('entry-foreign-class')).toBe(said.length);
    expect(await zoe.stored()).toEqual(stored);
    expect(sharedSources(zoe)).toEqual([]);
  });

  test('[SE1] sends 10,000 junk messages to each: nothing changes, they are counted, the lesson goes on', async () => {
    const before = await everything();
    const random = new SeededRandom(1);
    const valid = encodePeerMessage({
      type: 'entries',
      entries: [await mallory.forge(CLASS_DOC, updateBy(1))],
    });
    for (let i = 0; i < 10_000; i++) mallory.send(junk(i, random, valid));
    await lessonGoesOn();
    await expect.poll(() => honest.map((peer) => total(peer) >= 100)).toEqual([true, true, true]);
    await lessonGoesOn();
    expect(await everything()).toEqual(before);
  }, 60_000);

  test('[SE1] [TR2] sends what is no frame, or a frame of no message: its links end, the lesson goes on', async () => {
    const before = await everything();
    const frames = [Uint8Array.of(9, 1, 2), Uint8Array.of(0, 1), new Uint8Array(200_000).fill(1)];
    const channels = mallory.channels.filter(({ readyState }) => readyState === 'open');
    for (const [i, frame] of frames.entries()) channels[i]?.send(frame);
    const codes = (): string[] => honest.flatMap((peer) => [...peer.refused().keys()]);
    const expected = ['link-frame-kind', 'link-frame-too-small', 'link-frame-too-large'];
    await expect.poll(codes, { timeout: 20_000 }).toEqual(expect.arrayContaining(expected));
    await lessonGoesOn();
    expect(await everything()).toEqual(before);
  }, 60_000);
});

describe('somebody who has the invitation but was not admitted', () => {
  test('[SY3] [SE1] brings entries, junk and a class of their own at the place of the root: nothing changes, all come in', async () => {
    const identity = await createWebCryptoSigner(await generateIdentity());
    const { signalingUrl } = server;
    const room = await enterRoom(lesson.invitation, {
      signalingUrl,
      identity,
      first: true,
      joinedAt: 0,
    });
    ends.push(() => room.close());
    const doc = profileDoc(identity.keyId);
    const head = {
      classId: lesson.invitation.classId,
      author: identity.keyId,
      session: 'AAAAAAAAAAAAAAAAAAAAAA',
      seq: 0,
      prev: null,
    } as const;
    const rest = { deps: [], authority: [], at: Date.now(), kind: 'plain' } as const;
    const root = identity;
    const found = encodeStatement({
      kind: 'found',
      rootPublicKey: root.publicKey,
      publicKey: root.publicKey,
      sealingPublicKey: root.publicKey,
      name: 'Eve',
      rootSignature: await root.sign(new Uint8Array(1)),
    });
    const entries = [
      await forgeEntry(identity, { ...head, ...rest, doc, content: updateBy(1) } as never),
      await forgeEntry(identity, { ...head, ...rest, doc: AUTHORITY_DOC, content: found } as never),
    ];
    // Somebody who was removed can repeat what introduces others to the class.
    const genuine = (await ada.store.read(lesson.invitation.classId, AUTHORITY_DOC)).map(
      ({ bytes }) => bytes,
    );
    room.network.onLink((link) => {
      link.send(encodePeerMessage({ type: 'intro', entries: entries.slice(1) }));
      link.send(encodePeerMessage({ type: 'intro', entries: genuine }));
      link.send(encodePeerMessage({ type: 'entries', entries }));
      link.send(encodePeerMessage({ type: 'compare', all: true, reply: true, vectors: [] }));
      for (let i = 0; i < 50; i++) link.send(new Uint8Array(1_000).fill(i));
    });
    await expect
      .poll(() => room.network.links.value.length, { timeout: 20_000 })
      .toBeGreaterThan(0);
    const dora = await enter('Dora');
    await expect.poll(() => dora.replica.standing.value, { timeout: 30_000 }).toBe('member');
    expect(dora.replica.refusals().get('statement-root')).toBeGreaterThan(0);
    honest.push(dora);
    await lessonGoesOn();
    expect(JSON.stringify(await everything())).not.toContain(identity.keyId);
  }, 60_000);
});

function total(peer: NodePeer): number {
  return [...peer.refused().values()].reduce((sum, count) => sum + count, 0);
}

/** Message number `i`: random bytes, random bytes behind a valid type, a cut valid message, a length beyond everything. */
function junk(i: number, random: SeededRandom, valid: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from({ length: 1 + random.below(300) }, () => random.below(256));
  switch (i % 4) {
    case 0:
      return bytes;
    case 1:
      bytes[0] = i % 7;
      return bytes;
    case 2:
      return valid.subarray(0, 1 + random.below(valid.length - 1));
    default:
      return Uint8Array.of(2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, ...bytes);
  }
}
