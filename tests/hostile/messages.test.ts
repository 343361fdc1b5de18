import { createHash } from 'node:crypto';
import * as encoding from 'lib0/encoding';
import { beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Bytes } from '../../src/base/bytes.ts';
import { CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import type { BlobId, DocId, FileHash, PeerId } from '../../src/protocol/ids.ts';
import { MAX_MESSAGE, MAX_UPDATE } from '../../src/protocol/limits.ts';
import { parseIce } from '../../src/protocol/parse-ice.ts';
import { parseServerMessage } from '../../src/protocol/parse-signaling.ts';
import { decodePeerMessage, encodePeerMessage } from '../../src/protocol/peer-messages.ts';
import type { PeerMessage } from '../../src/protocol/peer-messages.ts';
import { parseRelayFrame } from '../../src/protocol/relay-frame.ts';
import { inspectUpdate } from '../../src/sync/yjs-update.ts';
import { encodeIntroduction, parseIntroduction } from '../../src/transport/introduction.ts';
import type { Introduction } from '../../src/transport/introduction.ts';
import { encodeTreeMessage, parseTreeMessage } from '../../src/transport/tree-message.ts';
import type { TreeMessage } from '../../src/transport/tree-message.ts';
import { SeededRandom } from '../fuzz/seeded-random.ts';
import { HostileClass, updateBy } from '../support/hostile-class.ts';
import { MemoryLink } from '../support/memory-link.ts';

/** Real messages of every type, cut anywhere and changed at random: refused and counted, or read; never thrown at. */
const captured = new Map<PeerMessage['type'], Bytes[]>();
let hostile: HostileClass;

const TYPES: readonly PeerMessage['type'][] = [
  ...(['ask', 'intro', 'entries', 'receipt', 'compare', 'have', 'volatile', 'proof'] as const),
  ...(['interest', 'hold', 'keys', 'blob-question', 'blob-manifest', 'blob-request'] as const),
  ...(['blob-chunk', 'blob-lack', 'file-question', 'file-answer'] as const),
];

beforeAll(async () => {
  const send = MemoryLink.prototype.send;
  MemoryLink.prototype.send = function (message, ...rest) {
    const decoded = decodePeerMessage(message.slice());
    if (!decoded.ok) throw new Error('a message that the product does not understand itself');
    const { type } = decoded.value;
    captured.set(type, [...(captured.get(type) ?? []), message.slice()]);
    send.call(this, message, ...rest);
  };
  try {
    hostile = await HostileClass.begin();
    await talkOfEverything();
  } finally {
    MemoryLink.prototype.send = send;
  }
}, 60_000);

/** Sealed work, a fork, a cursor, a file that is there and one that is not. */
async function talkOfEverything(): Promise<void> {
  const { world, ada, ben, cleo, dan, mallory } = hostile;
  const { doc } = await world.until(cleo.replica.open(profileDoc(cleo.signer.keyId)));
  doc.getMap('m').set('sealed', 1);
  const work = await world.until(dan.replica.open(`work:${dan.signer.keyId}:a` as DocId));
  work.doc.getMap('m').set('held', 1);
  (await world.until(cleo.replica.open(CLASS_DOC))).awareness.setLocalState({ cursor: 1 });
  const id = await world.until(ada.replica.blobs.add(new Uint8Array(300_000).fill(1)));
  void dan.replica.blobs.get(id).catch(() => undefined);
  void ben.replica.blobs.get('A'.repeat(43) as BlobId).catch(() => undefined);
  // A file that Ada has in her cache, and one that nobody has.
  const file = new Uint8Array(5_000).fill(2);
  const hash = createHash('sha256').update(file).digest('base64url') as FileHash;
  ada.replica.files.seed({
    giving: true,
    find: async (of) => (of === hash ? new Blob([file]) : null),
  });
  void dan.replica.files.get(hash, { limit: 10_000 });
  void ben.replica.files.get('A'.repeat(43) as FileHash, { limit: 10_000 });
  await world.run(3_000);
  // A reader who comes late gets the keys from a neighbour.
  await world.until(ada.replica.setRole(ben.signer.keyId, 'teacher'));
  await world.run(3_000);
  const liar = await hostile.intrude(ada);
  const own = profileDoc(mallory.signer.keyId);
  const client = await liar.clientId(own);
  for (const word of ['a', 'b'])
    await liar.bring(
      await liar.forge(
        own,
        updateBy(client, (made) => made.getMap('m').set(word, 1)),
      ),
    );
  await world.run(20_000);
  liar.link.close();
  for (const party of hostile.honest) await world.until(party.replica.open(own));
  await world.run(5_000);
}

function samplesOf(type: PeerMessage['type']): readonly Bytes[] {
  const all = [...(captured.get(type) ?? [])].sort((a, b) => a.length - b.length);
  return [all[0], all[all.length >> 1], all.at(-1)].filter((each) => each !== undefined);
}

/** Bits, bytes, lengths and places changed. */
function mutant(bytes: Bytes, random: SeededRandom): Bytes {
  const made = bytes.slice();
  if (made.length === 0) return made;
  for (let i = 1 + random.below(3); i > 0; i--) {
    const at = random.below(made.length);
    switch (random.below(4)) {
      case 0:
        made[at] = (made[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        made[at] = random.below(256);
        break;
      case 2:
        made.fill(255, at, at + 1 + random.below(9));
        break;
      default:
        made.copyWithin(at, random.below(made.length));
    }
  }
  return random.chance(0.2) ? made.slice(0, random.below(made.length)) : made;
}

/** Of a long message most changes are the same one: in its content. */
function roundsOf({ length }: Bytes): number {
  return length > 8 * 1024 ? 60 : 500;
}

function prefixesOf(bytes: Bytes): readonly Bytes[] {
  const step = Math.max(1, Math.floor(bytes.length / roundsOf(bytes)));
  const cuts: Bytes[] = [];
  for (let at = 0; at < bytes.length; at += step) cuts.push(bytes.slice(0, at));
  return cuts;
}

describe.each(TYPES)('a message `%s`', (type) => {
  test('[SE1] cut anywhere or changed at random is refused, or is the one encoding of what it says', () => {
    const samples = samplesOf(type);
    expect(samples.length).toBeGreaterThan(0);
    const random = new SeededRandom(type.length);
    for (const sample of samples) {
      const mutants = Array.from({ length: roundsOf(sample) }, () => mutant(sample, random));
      for (const bytes of [...prefixesOf(sample), ...mutants]) {
        const decoded = decodePeerMessage(bytes);
        // The platform's comparison: a chunk is large, and nearly every change of one is a chunk again.
        if (decoded.ok) expect(Buffer.compare(encodePeerMessage(decoded.value), bytes)).toBe(0);
      }
    }
  });

  test('[SE1] [SY3] changed and said to a peer of the class changes nothing there, and what is none is counted', async () => {
    const { world, ada } = hostile;
    const before = await hostile.everything();
    const counted = hostile.refusalsAt(ada);
    const random = new SeededRandom(7 + type.length);
    let wrong = 0;
    for (let link = 0; link < 3; link++) {
      const mallory = await hostile.intrude(ada);
      for (let i = 0; i < 60; i++) {
        const bytes = mutant(random.pick(samplesOf(type)), random);
        if (!decodePeerMessage(bytes.slice()).ok) wrong++;
        mallory.link.send(bytes);
      }
      await world.run(1_000);
      mallory.link.close();
    }
    await world.run(1_000);
    expect(hostile.refusalsAt(ada) - counted).toBeGreaterThanOrEqual(Math.min(wrong, 100));
    expect(await hostile.everything()).toEqual(before);
    await hostile.lessonGoesOn();
  });
});

describe('messages of the network layer and the server', () => {
  const peer = 'A'.repeat(22) as PeerId;
  const other = `${'B'.repeat(21)}A` as PeerId;
  const rank = { owner: false, joinedAt: 5, peer };
  const next = { owner: false, joinedAt: 6, peer: other };
  const attempt = peer;
  const sdp = 'v=0\r\na=fingerprint:sha-256 00\r\n';
  const key = 'A'.repeat(86) + 'A';
  const tree: readonly TreeMessage[] = [
    { kind: 'path', path: [rank, next] },
    { kind: 'adopt' },
    { kind: 'found', via: [peer], path: [rank] },
    { kind: 'carry', hops: [peer, other], at: 1, payload: new Uint8Array(40) },
    { kind: 'stuck', hops: [peer, other], at: 1, target: peer },
  ];
  const introductions: readonly Introduction[] = [
    { kind: 'ask', attempt, purpose: 'parent', rank },
    { kind: 'offer', attempt, sdp },
    { kind: 'full', attempt, others: [rank, next] },
    { kind: 'relay-offer', attempt, key },
    { kind: 'restart-offer', attempt, round: 1, sdp },
    { kind: 'over', attempt },
  ];
  const texts = [
    JSON.stringify({ type: 'members', members: [{ peer, card: 'AAAA' }] }),
    JSON.stringify({ type: 'from', peer, data: 'AAAA' }),
    JSON.stringify({ type: 'nonce', nonce: 'A'.repeat(43) }),
    JSON.stringify({ iceServers: [{ urls: ['stun:a:1'] }], ttl: 60, relay: true }),
    '['.repeat(9_000),
    `{"iceServers":[{"urls":"javascript:alert(1)"}],"ttl":1e99,"relay":1}`,
  ];

  test('[SE1] cut anywhere or changed at random, none is thrown at', () => {
    const random = new SeededRandom(11);
    const samples = [
      ...tree.map((message) => encodeTreeMessage(message)),
      ...introductions.map((message) => encodeIntroduction(message)),
    ];
    let refused = 0;
    for (const sample of samples)
      for (const bytes of [
        ...prefixesOf(sample),
        ...Array.from({ length: 500 }, () => mutant(sample, random)),
      ]) {
        if (parseTreeMessage(bytes) === null && parseIntroduction(bytes, peer) === null) refused++;
        parseRelayFrame(bytes);
      }
    expect(refused).toBeGreaterThan(1_000);
    for (const text of texts)
      for (let i = 0; i < 500; i++) {
        const changed = new TextDecoder().decode(mutant(new TextEncoder().encode(text), random));
        for (const given of [text.slice(0, i), changed]) {
          parseServerMessage(given);
          parseIce(given);
        }
      }
  });
});

describe('lengths and sizes', () => {
  test('[SE1] lengths claimed without what they promise are refused before anything is made of them', () => {
    const before = process.memoryUsage().rss;
    const claims = [2 ** 31, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER, 16 * 1024 * 1024];
    for (let type = 0; type < 18; type++)
      for (const claim of claims)
        for (const rest of [0, 1, 40]) {
          const encoder = encoding.createEncoder();
          encoding.writeUint8(encoder, type);
          for (let i = 0; i < 3; i++) encoding.writeVarUint(encoder, claim);
          encoding.writeUint8Array(encoder, new Uint8Array(rest));
          const decoded = decodePeerMessage(encoding.toUint8Array(encoder));
          // What ends with bytes of any length promises none.
          if (decoded.ok) expect(decoded.value.type).toMatch(/^blob-/);
        }
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  /** Two clients in one update, runs of structs, deletions: all by hand, as no Y.Doc writes it. */
  function update(write: (to: encoding.Encoder) => void): Bytes {
    const encoder = encoding.createEncoder();
    write(encoder);
    return encoding.toUint8Array(encoder);
  }
  const numbers = (...all: readonly number[]): Bytes =>
    update((to) => {
      for (const each of all) encoding.writeVarUint(to, each);
    });

  test.each([
    ['a client id beyond all', numbers(1, 1, 2 ** 53 - 1, 0)],
    ['structs without end', numbers(1, 2 ** 40, 5, 0)],
    ['clients without end', numbers(2 ** 40, 1, 5, 0)],
    [
      'a gap as long as all numbers (Skip)',
      update((to) => {
        for (const each of [1, 1, 5, 0]) encoding.writeVarUint(to, each);
        encoding.writeUint8(to, 10);
        for (const each of [2 ** 53 - 1, 0]) encoding.writeVarUint(to, each);
      }),
    ],
    [
      'a tombstone as long as all numbers (GC)',
      update((to) => {
        for (const each of [1, 1, 5, 0]) encoding.writeVarUint(to, each);
        encoding.writeUint8(to, 0);
        for (const each of [2 ** 53 - 1, 0]) encoding.writeVarUint(to, each);
      }),
    ],
    ['deletions beyond all', numbers(0, 1, 5, 1, 0, 2 ** 53 - 1)],
    ['deletions without end', numbers(0, 1, 5, 2 ** 40, 0, 1)],
    [
      'an array that claims 2^40 values',
      update((to) => {
        for (const each of [1, 1, 5, 0]) encoding.writeVarUint(to, each);
        encoding.writeUint8(to, 8);
        encoding.writeVarUint(to, 1);
        encoding.writeVarString(to, 'm');
        encoding.writeVarUint(to, 2 ** 40);
      }),
    ],
    [
      'nesting that no stack holds',
      update((to) => {
        for (const each of [1, 1, 5, 0]) encoding.writeVarUint(to, each);
        encoding.writeUint8(to, 8);
        encoding.writeVarUint(to, 1);
        encoding.writeVarString(to, 'm');
        encoding.writeVarUint(to, 1);
        for (let i = 0; i < 200_000; i++) {
          encoding.writeUint8(to, 117);
          encoding.writeVarUint(to, 1);
        }
      }),
    ],
  ])('[SE1] [SY7] an update with %s is refused, at once and without memory', (_, bytes) => {
    const before = process.memoryUsage().rss;
    const inspected = inspectUpdate(bytes, 5);
    expect(inspected.ok ? 'accepted' : inspected.error).toMatch(/^update-/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  test('[SE1] an object that names `__proto__` changes no prototype', async () => {
    const text = encoding.createEncoder();
    encoding.writeAny(text, JSON.parse('{"__proto__": {"polluted": 1}}') as never);
    const { world, ada, mallory } = hostile;
    const own = profileDoc(mallory.signer.keyId);
    const intruder = await hostile.intrude(ada);
    const session = `${'C'.repeat(21)}A` as typeof intruder.session;
    const made = updateBy(4711, (doc) =>
      doc.getMap('m').set('x', JSON.parse('{"__proto__": {"polluted": 1}}')),
    );
    await intruder.bring(await intruder.forge(own, made, { session }));
    await world.run(500);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(text.cpos).toBeGreaterThan(0);
  });

  test('[SE1] ten thousand tiny structs in one update are taken in without stopping the class', async () => {
    const { world, ada } = hostile;
    const intruder = await hostile.intrude(ada);
    const work = `work:${hostile.mallory.signer.keyId}:x` as DocId;
    const doc = new Y.Doc();
    doc.clientID = await intruder.clientId(work);
    const array = doc.getArray<number>('a');
    doc.transact(() => {
      for (let i = 0; i < 10_000; i++) array.insert(i % 2 === 0 ? 0 : array.length, [i]);
    });
    const bytes = Y.encodeStateAsUpdate(doc) as Bytes;
    expect(inspectUpdate(bytes, doc.clientID).ok).toBe(true);
    await intruder.bring(await intruder.forge(work, bytes)); // plain, where it must be sealed
    await world.run(500);
    expect(ada.replica.refusals().get('plain-in-sealed')).toBeGreaterThan(0);
    await hostile.lessonGoesOn();
  });

  test('[SE1] an update and a message one byte above their limits are refused', async () => {
    const { ada } = hostile;
    const intruder = await hostile.intrude(ada);
    expect(() => intruder.link.send(new Uint8Array(MAX_MESSAGE + 1))).toThrow('limit');
    const bytes = new Uint8Array(MAX_MESSAGE);
    bytes[0] = 2;
    expect(decodePeerMessage(bytes).ok).toBe(false);
    expect(MAX_UPDATE).toBeLessThan(MAX_MESSAGE);
  });
});
