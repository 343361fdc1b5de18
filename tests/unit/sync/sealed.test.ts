import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { toBase64Url, utf8 } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import {
  commitmentBytes,
  encodeDocumentKeys,
  WRAP_BYTES,
  wrapInfo,
} from '../../../src/protocol/document-keys.ts';
import type { EpochName } from '../../../src/protocol/document-keys.ts';
import { decodeEntry } from '../../../src/protocol/entry.ts';
import { CLASS_DOC, profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId, KeyCommitment } from '../../../src/protocol/ids.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import { encodeSealedUpdate, sealedUpdateContext } from '../../../src/protocol/sealed-update.ts';
import { EMPTY_UPDATE } from '../../../src/sync/yjs-update.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party } from '../../support/class-world.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fastDigest } from '../../support/fake-signer.ts';
import { Intruder, storedBy } from '../../support/intruder.ts';
import type { Forged } from '../../support/intruder.ts';

/** Ada owns the class; Ben, a student, stands between her and Cleo, whose profile it is about. */
let world: ClassWorld;
let ada: Party;
let ben: Party;
let cleo: Party;
let profile: DocId;

async function start(real = false): Promise<void> {
  world = await ClassWorld.create({ real });
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  world.connect(ben, ada);
  world.connect(cleo, ben);
  await world.run(2_000);
  profile = profileDoc(cleo.signer.keyId);
}

beforeEach(() => start());

async function contentAt(party: Party, doc: DocId = profile): Promise<Record<string, unknown>> {
  return (await world.until(party.replica.open(doc))).doc.getMap('m').toJSON();
}

async function set(party: Party, key: string, value: unknown): Promise<void> {
  (await world.until(party.replica.open(profile))).doc.getMap('m').set(key, value);
  await world.run(1_000);
}

async function kindsAt(party: Party, doc: DocId = profile): Promise<readonly string[]> {
  return (await party.store.read(world.classId, doc)).map(({ bytes }) => {
    const decoded = decodeEntry(bytes);
    return decoded.ok ? decoded.value.kind : 'damaged';
  });
}

/** Cuts the tree and puts parties in a row. */
function inARow(...parties: readonly Party[]): void {
  for (const wire of [...world.wires]) world.disconnect(wire);
  parties.forEach((party, i) => {
    const before = parties[i - 1];
    if (before !== undefined) world.connect(party, before);
  });
}

describe.each([false, true])('[SY11] sealed documents (real keys: %s)', (real) => {
  beforeEach(() => start(real));

  test('a relay carries and keeps what it cannot read; the readers behind it read it', async () => {
    await set(cleo, 'note', 'only for the teacher');
    expect(await contentAt(ada)).toEqual({ note: 'only for the teacher' });
    expect(await contentAt(ben)).toEqual({});
    expect(await storedBy(world, ben)).toBe(await storedBy(world, ada));
    for (const party of [ada, ben, cleo]) {
      expect(await kindsAt(party)).toEqual(['keys', 'sealed']);
      for (const { bytes } of await party.store.read(world.classId, profile))
        expect(Buffer.from(bytes).includes('only for the teacher')).toBe(false);
    }
    expect(world.refusals().size).toBe(0);
  });

  test('who becomes a reader later reads all of it, the writer away, through relays', async () => {
    await set(cleo, 'a', 1);
    const dora = await world.until(world.add('Dora'));
    inARow(dora, ben, ada);
    await world.run(2_000);
    expect(await contentAt(dora)).toEqual({});
    await world.until(ada.replica.setRole(dora.signer.keyId, 'teacher'));
    await world.run(10_000);
    expect(await contentAt(dora)).toEqual({ a: 1 });
    expect(await contentAt(ben)).toEqual({});
    expect(world.refusals().size).toBe(0);
  });

  test('a tab that starts again opens what it could open before', async () => {
    await set(cleo, 'a', 1);
    for (const party of [ada, cleo]) {
      await world.restart(party);
      expect(await contentAt(party)).toEqual({ a: 1 });
    }
    await set(cleo, 'b', 2);
    expect(await kindsAt(cleo)).toEqual(['keys', 'sealed', 'sealed']); // under the same key
  });
});

describe('[SY11] readers', () => {
  test('after a reader lost the right, the next change has a new key, which they never get', async () => {
    await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
    await world.run(1_000);
    await set(cleo, 'before', 1);
    expect(await contentAt(ben)).toEqual({ before: 1 });
    await world.until(ada.replica.setRole(ben.signer.keyId, 'student'));
    await world.run(1_000);
    await set(cleo, 'after', 2);
    await world.run(20_000);
    expect(await contentAt(ben)).toEqual({ before: 1 }); // what they had is theirs
    expect(await contentAt(ada)).toEqual({ before: 1, after: 2 });
    expect(await kindsAt(ada)).toEqual(['keys', 'sealed', 'keys', 'sealed']);
    await world.restart(ben);
    expect(await contentAt(ben)).toEqual({ before: 1 });
  });

  test('a neighbour hands keys over at once, to who may read only, and they last', async () => {
    await set(cleo, 'a', 1);
    const dora = await world.add('Dora');
    const seen: string[] = [];
    inARow(ben, ada);
    for (const [from, to] of [
      [dora, ada],
      [ada, ben],
    ] as const) {
      const wire = from === dora ? world.connect(dora, ada) : [...world.wires][0];
      const end = wire?.ends[from === ada && wire.a === ada ? 1 : 0];
      end?.onMessage((message) => {
        const decoded = decodePeerMessage(message);
        if (decoded.ok && decoded.value.type === 'keys') seen.push(to.name);
      });
    }
    await world.run(1_000);
    expect(seen).toEqual([]);
    await world.until(ada.replica.setRole(dora.signer.keyId, 'teacher'));
    await world.run(1_000);
    expect(await contentAt(dora)).toEqual({ a: 1 });
    expect(await kindsAt(dora)).toEqual(['keys', 'sealed']); // no entry was needed yet
    await world.restart(dora);
    expect(await contentAt(dora)).toEqual({ a: 1 });
  });

  test('plain profile entries of the version before are read beside sealed ones', async () => {
    const old = new Intruder(world, cleo.signer, ada); // Cleo's device before its update
    const client = await old.clientId(profile);
    await old.bring(await old.forge(profile, updateBy(client, 'old')));
    await set(cleo, 'new', 1);
    expect(await contentAt(ada)).toEqual({ old: 1, new: 1 });
    expect(await contentAt(cleo)).toEqual({ old: 1, new: 1 });
    await world.restart(ada);
    expect(await contentAt(ada)).toEqual({ old: 1, new: 1 });
  });
});

/** An update that a Y.Doc with `client` makes by setting `key`, after `before`. */
function updateBy(client: number, key: string, before?: Bytes): Bytes {
  const doc = new Y.Doc();
  if (before !== undefined) Y.applyUpdate(doc, before);
  const known = Y.encodeStateVector(doc);
  doc.clientID = client;
  doc.getMap('m').set(key, 1);
  return Y.encodeStateAsUpdate(doc, known) as Bytes;
}

describe('[SY11] a modified client', () => {
  let mallory: Party;
  let intruder: Intruder;
  let own: DocId;
  const key = new Uint8Array(32).fill(9);
  let epoch: EpochName;

  beforeEach(async () => {
    mallory = await world.add('Mallory');
    const wire = world.connect(mallory, ada);
    await world.run(2_000);
    world.disconnect(wire);
    own = profileDoc(mallory.signer.keyId);
    intruder = new Intruder(world, mallory.signer, ada);
    epoch = await nameOf(1);
  });

  async function nameOf(number: number): Promise<EpochName> {
    const hash = await fastDigest(commitmentBytes(world.classId, own, number, key));
    return { number, commitment: toBase64Url(hash) as KeyCommitment };
  }

  /** The key for Ada, or what is said to be one. */
  async function keysEntry(given: Bytes = key, fields = {}): Promise<Forged> {
    const sealing = fakeSealing('Mallory');
    const info = wrapInfo(world.classId, own, epoch, ada.signer.keyId);
    const sealed = await sealing.sealTo(fakeSealing('Ada').publicKey, info, given);
    if (sealed?.length !== WRAP_BYTES) throw new Error('a good wrap');
    const wraps = [{ reader: ada.signer.keyId, sealed }];
    return intruder.forge(own, encodeDocumentKeys({ epoch, wraps }), { kind: 'keys', ...fields });
  }

  async function sealedEntry(
    after: Forged,
    update: Bytes,
    as: { seq?: number; doc?: DocId } = {},
  ): Promise<Forged> {
    const { author, session, seq } = after.ref;
    const place = { classId: world.classId, doc: own, author, session, seq: seq + 1, ...as };
    const nonce = new Uint8Array(12); // always the same: that harms its maker only
    const box = await fakeSealing('')
      .cipher(key)
      .seal(nonce, sealedUpdateContext(place, epoch), update);
    const content = encodeSealedUpdate({ epoch, nonce, box });
    return intruder.forge(own, content, { kind: 'sealed', seq: seq + 1, prev: after.hash });
  }

  test('that seals what it may not write, moves a box or uses a nonce again, writes nothing; what follows in order stands', async () => {
    const client = await intruder.clientId(own);
    const keys = await keysEntry();
    const good = updateBy(client, 'good');
    const entries = [keys];
    const add = async (update: Bytes, as?: { seq?: number; doc?: DocId }): Promise<void> => {
      entries.push(await sealedEntry(entries.at(-1) as Forged, update, as));
    };
    await add(good);
    await add(good); // again: its place in the client's structs is taken
    await add(updateBy(client + 1, 'foreign'));
    await add(updateBy(client, 'moved', good), { seq: 1 });
    await add(updateBy(client, 'elsewhere', good), { doc: profile });
    await add(utf8('no update at all'));
    await add(EMPTY_UPDATE);
    await add(updateBy(client, 'after', good));
    await intruder.bring(...entries);
    expect(await contentAt(ada, own)).toEqual({ good: 1, after: 1 });
    expect(ada.replica.refusals().get('sealed-void')).toBe(5);
    await world.run(5_000);
    expect(await storedBy(world, ben)).toBe(await storedBy(world, ada));
    await world.restart(ada);
    expect(await contentAt(ada, own)).toEqual({ good: 1, after: 1 }); // whatever the order of opening
  });

  test('that gives a wrong key is found out by the commitment; a right one still opens', async () => {
    const client = await intruder.clientId(own);
    const wrong = await keysEntry(new Uint8Array(32).fill(1));
    const sealed = await sealedEntry(wrong, updateBy(client, 'a'));
    await intruder.bring(wrong, sealed);
    expect(await contentAt(ada, own)).toEqual({});
    expect(ada.replica.refusals().get('keys-wrap')).toBe(1);
    await intruder.bring(await keysEntry(key, { seq: 2, prev: sealed.hash }));
    expect(await contentAt(ada, own)).toEqual({ a: 1 });
  });

  test('that hands over wrong keys is refused, and loses its link when it goes on', async () => {
    await intruder.bring(await keysEntry());
    await contentAt(ben, own); // wanted from then on
    await world.run(1_000);
    const handed = { doc: own, epoch: await nameOf(1), sealed: new Uint8Array(WRAP_BYTES) };
    const lie = new Intruder(world, mallory.signer, ben);
    await world.run(2_000);
    for (let i = 0; i < 101; i++) lie.say({ type: 'keys', keys: [handed] });
    await world.run(500);
    expect(ben.replica.refusals().get('keys-wrap')).toBe(101);
    expect(lie.link.ended).not.toBeNull();
  });

  test('that seals where all may read, gives keys of others, or writes plain where it is sealed, is refused', async () => {
    const keys = await keysEntry();
    const decoded = decodeEntry(keys.bytes);
    if (!decoded.ok) throw new Error('a good entry');
    const work = `work:${mallory.signer.keyId}:a` as DocId;
    await intruder.bring(
      await intruder.forge(profile, decoded.value.content, { kind: 'keys' }),
      await intruder.forge(work, EMPTY_UPDATE),
      keys,
      await intruder.forge(own, EMPTY_UPDATE, { seq: 1, prev: keys.hash }),
    );
    const { refusals } = ada.replica;
    expect(refusals.call(ada.replica).get('not-permitted')).toBe(1);
    expect(refusals.call(ada.replica).get('plain-in-sealed')).toBe(2);
    await world.until(ada.replica.setRole(mallory.signer.keyId, 'teacher'));
    await intruder.bring(await intruder.forge(CLASS_DOC, decoded.value.content, { kind: 'keys' }));
    expect(refusals.call(ada.replica).get('sealed-in-plain')).toBe(1);
  });
});
