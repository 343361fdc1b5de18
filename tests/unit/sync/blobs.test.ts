import { beforeEach, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import { LecternError } from '../../../src/base/lectern-error.ts';
import type { BlobId } from '../../../src/protocol/ids.ts';
import { BLOB_CHUNK, MAX_BLOB_BYTES } from '../../../src/protocol/limits.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import type { PeerMessage } from '../../../src/protocol/peer-messages.ts';
import type { MemoryBlobStore } from '../../../src/store/memory-blob-store.ts';
import type { BlobProgress } from '../../../src/sync/blob-exchange.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party, Wire } from '../../support/class-world.ts';
import { fakeSigner } from '../../support/fake-signer.ts';
import { Intruder } from '../../support/intruder.ts';
import type { MemoryLink } from '../../support/memory-link.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;
let cleo: Party;
let dan: Party;
let adaBen: Wire;
let benDan: Wire;

/** Ada over Ben, Ben over Cleo and Dan. */
beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  dan = await world.add('Dan');
  adaBen = world.connect(ben, ada);
  world.connect(cleo, ben);
  benDan = world.connect(dan, ben);
  await world.run(3_000);
});

const CHUNKS = 40;

function bytesOf(seed: number, chunks = CHUNKS): Bytes {
  const bytes = new Uint8Array((chunks - 1) * BLOB_CHUNK + 1_000);
  for (let at = 0; at < bytes.length; at += 1_000) bytes[at] = seed + at / 1_000;
  return bytes;
}

/** Vitest's own comparison takes minutes for megabytes. */
function same(got: unknown, wanted: Bytes): boolean {
  return got instanceof Uint8Array && Buffer.compare(got, wanted) === 0;
}

/** What goes over a link end, as it is sent. */
function listen(link: MemoryLink): PeerMessage[] {
  const heard: PeerMessage[] = [];
  link.onMessage((bytes) => {
    const message = decodePeerMessage(bytes);
    if (message.ok) heard.push(message.value);
  });
  return heard;
}

const chunksIn = (messages: readonly PeerMessage[]): readonly number[] =>
  messages.flatMap((message) => (message.type === 'blob-chunk' ? [message.index] : []));

async function fetched(party: Party, id: BlobId, ms = 2_000): Promise<unknown> {
  let outcome: unknown = 'waiting';
  party.replica.blobs.get(id).then(
    (bytes) => (outcome = bytes),
    (error: unknown) => (outcome = error),
  );
  await world.run(ms);
  return outcome;
}

/** Delivers message by message until `done`. */
async function deliverUntil(done: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !done(); i++) {
    for (const { ends } of world.wires) for (const end of ends) end.deliver();
    await world.settle();
  }
  expect(done()).toBe(true);
}

test('[SY13] a blob comes from a peer two links away, checked, with its progress; whoever stands between keeps it', async () => {
  const bytes = bytesOf(1);
  const id = await ada.replica.blobs.add(bytes);
  expect(dan.replica.blobs.has(id)).toBe(false);
  const heard: BlobProgress[] = [];
  const got = dan.replica.blobs.get(id, { onProgress: (progress) => heard.push(progress) });
  await world.run(2_000);
  expect(same(await got, bytes)).toBe(true);
  expect(dan.replica.blobs.has(id)).toBe(true);
  expect(same(await dan.replica.blobs.get(id), bytes)).toBe(true);
  expect(heard[0]).toEqual({ received: 0, size: null, sources: 0 });
  expect(heard.at(-1)).toMatchObject({ received: bytes.length, size: bytes.length });
  expect(new Set(heard.map(({ received }) => received)).size).toBe(CHUNKS + 1);
  expect(ben.replica.blobs.has(id)).toBe(true);
  expect(cleo.replica.blobs.has(id)).toBe(false);
  expect(world.refusals()).toEqual(new Map());
});

test('[SY13] a blob that several want goes over each link once', async () => {
  const down = listen(adaBen.ends[0]);
  const id = await ada.replica.blobs.add(bytesOf(2));
  const all = [ben, cleo, dan].map((party) => party.replica.blobs.get(id));
  await world.run(2_000);
  await Promise.all(all);
  expect([...chunksIn(down)].sort((a, b) => a - b)).toEqual([...Array(CHUNKS).keys()]);
});

test('[SY13] chunks come from several neighbours at the same time, a spare included', async () => {
  const id = await ada.replica.blobs.add(bytesOf(3));
  await cleo.replica.blobs.add(bytesOf(3));
  const eve = await world.add('Eve');
  await eve.replica.blobs.add(bytesOf(3));
  const spare = world.connect(ben, eve);
  await world.run(3_000);
  for (const end of spare.ends) end.relation.set('spare');
  const [fromAda, fromEve] = [listen(adaBen.ends[0]), listen(spare.ends[0])];
  expect(same(await fetched(ben, id), bytesOf(3))).toBe(true);
  expect(chunksIn(fromAda).length).toBeGreaterThan(5);
  expect(chunksIn(fromEve).length).toBeGreaterThan(5);
  expect(chunksIn(fromAda).length + chunksIn(fromEve).length).toBeLessThan(CHUNKS - 5);
});

test('[SY13] over a spare link nobody asks on for others', async () => {
  const eve = await world.add('Eve');
  const id = await eve.replica.blobs.add(bytesOf(3));
  const spare = world.connect(ben, eve);
  await world.run(3_000);
  for (const end of spare.ends) end.relation.set('spare');
  expect(await fetched(dan, id)).toBe('waiting');
  expect(same(await fetched(ben, id), bytesOf(3))).toBe(true); // who wants it itself asks there
});

test('[SY13] what is here is not fetched again after a restart', async () => {
  const id = await ada.replica.blobs.add(bytesOf(4));
  let received = 0;
  dan.replica.blobs
    .get(id, { onProgress: (progress) => (received = progress.received) })
    .catch(() => undefined);
  await deliverUntil(() => received >= 10 * BLOB_CHUNK);
  await world.restart(dan);
  const again = world.connect(dan, ben);
  await world.run(3_000);
  const down = listen(again.ends[0]);
  expect(same(await fetched(dan, id), bytesOf(4))).toBe(true);
  expect(chunksIn(down).length).toBeLessThanOrEqual(CHUNKS - 10);
  expect(world.refusals()).toEqual(new Map());
});

test('[SY13] a source that is lost is replaced by another, in the middle of a blob', async () => {
  const id = await ada.replica.blobs.add(bytesOf(5));
  await cleo.replica.blobs.add(bytesOf(5));
  let received = 0;
  const got = dan.replica.blobs.get(id, { onProgress: (now) => (received = now.received) });
  await deliverUntil(() => received >= 5 * BLOB_CHUNK);
  world.disconnect(adaBen);
  await world.run(10_000);
  expect(same(await got, bytesOf(5))).toBe(true);
});

test('[SY13] nobody has it: it waits, and comes when somebody does', async () => {
  const eve = await world.add('Eve');
  const id = await eve.replica.blobs.add(bytesOf(6));
  const heard: BlobProgress[] = [];
  const got = dan.replica.blobs.get(id, { onProgress: (progress) => heard.push(progress) });
  await world.run(30_000);
  expect(heard.at(-1)).toEqual({ received: 0, size: null, sources: 0 });
  world.connect(eve, ada);
  await world.run(70_000);
  expect(same(await got, bytesOf(6))).toBe(true);
});

test('[SY13] who cancels is told so, and is sent no more', async () => {
  const id = await ada.replica.blobs.add(bytesOf(7));
  const cancel = new AbortController();
  let received = 0;
  const got = dan.replica.blobs.get(id, {
    signal: cancel.signal,
    onProgress: (now) => (received = now.received),
  });
  await deliverUntil(() => received >= 3 * BLOB_CHUNK);
  const down = listen(benDan.ends[0]);
  cancel.abort(new Error('enough'));
  await expect(got).rejects.toThrow('enough');
  await world.run(5_000);
  expect(chunksIn(down).length).toBeLessThanOrEqual(16); // what was on its way
  expect(world.refusals()).toEqual(new Map());
  expect(same(await fetched(dan, id), bytesOf(7))).toBe(true);
});

test('[SY13] an empty blob, and one with the length of a chunk', async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(BLOB_CHUNK).fill(9)]) {
    const id = await ada.replica.blobs.add(bytes);
    expect(same(await fetched(dan, id), bytes)).toBe(true);
  }
});

test('[SY13] a blob that is too large is refused to the person', async () => {
  const tooMuch = { length: MAX_BLOB_BYTES + 1 } as Bytes;
  await expect(ada.replica.blobs.add(tooMuch)).rejects.toMatchObject({ code: 'too-large' });
});

test('[ST1] a blob that cannot be kept is an error for who fetches it, and for others no source', async () => {
  const store = world.blobsOf('Ben') as MemoryBlobStore;
  store.putChunk = () => Promise.reject(new LecternError('storage-full'));
  const id = await ada.replica.blobs.add(bytesOf(8));
  expect(await fetched(ben, id)).toMatchObject({ code: 'storage-full' });
  expect(await fetched(dan, id)).toBe('waiting');
});

test('[SY13] a damaged blob in the store is given up, not given on', async () => {
  const id = await ada.replica.blobs.add(bytesOf(9));
  await world.restart(ada);
  await world.blobsOf('Ada').putChunk(id, 3, new Uint8Array(BLOB_CHUNK));
  world.connect(ben, ada);
  await world.run(3_000);
  expect(await fetched(dan, id)).toBe('waiting');
  expect(ada.replica.blobs.has(id)).toBe(false);
  expect(world.logged.some(({ code }) => code === 'blob-damaged')).toBe(true);
});

/** Eve, a member whose program is not ours, beside Ada over Ben. */
async function member(): Promise<{ eve: Intruder; heard: PeerMessage[]; own: Party }> {
  const own = await world.add('Eve');
  const wire = world.connect(own, ben);
  await world.run(2_000);
  world.disconnect(wire);
  const eve = new Intruder(world, own.signer, ben);
  const heard = listen(eve.link);
  eve.say({ type: 'interest', fresh: true, reply: false, everything: false, add: [], drop: [] });
  eve.say({ type: 'compare', all: true, reply: false, vectors: [] });
  await world.run(1_000);
  return { eve, heard, own };
}

/** What Ada told Ben about the blob. */
function manifestIn(messages: readonly PeerMessage[]): Bytes {
  for (const message of messages) if (message.type === 'blob-manifest') return message.manifest;
  throw new Error('no manifest');
}

async function manifestOf(id: BlobId, eve: Intruder, heard: PeerMessage[]): Promise<Bytes> {
  eve.say({ type: 'blob-question', id });
  await world.run(500);
  return manifestIn(heard);
}

test('[SY13] [SE1] a wrong chunk is refused and counted, and that chunk comes from elsewhere', async () => {
  const { eve, heard } = await member();
  const id = await ada.replica.blobs.add(bytesOf(10));
  const manifest = await manifestOf(id, eve, heard);
  eve.link.onMessage((bytes) => {
    const message = decodePeerMessage(bytes);
    if (!message.ok) return;
    if (message.value.type === 'blob-question') eve.say({ type: 'blob-manifest', manifest });
    if (message.value.type !== 'blob-request') return;
    for (const index of message.value.chunks)
      eve.say({ type: 'blob-chunk', id, index, bytes: new Uint8Array(BLOB_CHUNK).fill(66) });
  });
  expect(same(await fetched(ben, id), bytesOf(10))).toBe(true);
  expect(ben.replica.refusals().get('blob-chunk')).toBe(1); // and then it was not asked any more
});

test('[SY13] [SE1] a manifest that is not the one asked for, and chunks that nobody asked for, are refused', async () => {
  const { eve } = await member();
  const id = await dan.replica.blobs.add(bytesOf(11, 2));
  eve.say({ type: 'blob-manifest', manifest: new Uint8Array([0]) });
  eve.say({ type: 'blob-chunk', id, index: 0, bytes: bytesOf(11, 2).slice(0, BLOB_CHUNK) });
  await world.run(500);
  expect(ben.replica.refusals().get('blob-unasked')).toBe(2);
  expect(await world.blobsOf('Ben').chunks(id)).toEqual([]);
});

test('[SY13] a source that falls silent: its chunks are asked of another one', async () => {
  const { eve, heard } = await member();
  const id = await ada.replica.blobs.add(bytesOf(12));
  const manifest = await manifestOf(id, eve, heard);
  let requests = 0;
  eve.link.onMessage((bytes) => {
    const message = decodePeerMessage(bytes);
    if (message.ok && message.value.type === 'blob-question')
      eve.say({ type: 'blob-manifest', manifest });
    if (message.ok && message.value.type === 'blob-request') requests++;
  });
  const got = fetched(ben, id, 10_000);
  expect(await got).toBe('waiting');
  expect(requests).toBe(1);
  await world.run(15_000);
  expect(ben.replica.blobs.has(id)).toBe(true);
});

test('[SY13] [SE1] questions without end are answered with no, and go no further', async () => {
  const { eve, heard } = await member();
  const up = listen(adaBen.ends[1]);
  for (let i = 0; i < 1_000; i++)
    eve.say({
      type: 'blob-question',
      id: `${'A'.repeat(39)}${String(i).padStart(3, '0')}A` as BlobId,
    });
  await world.run(200);
  const questions = up.filter(({ type }) => type === 'blob-question').length;
  expect(questions).toBeLessThanOrEqual(70);
  expect(heard.filter(({ type }) => type === 'blob-lack').length).toBe(1_000);
  expect(ben.replica.refusals().get('blob-questions')).toBeGreaterThan(900);
});

test('[SY13] [SE1] who asks for more chunks than it may is given no more at a time', async () => {
  const { eve, heard } = await member();
  const id = await ada.replica.blobs.add(bytesOf(13, 50));
  await manifestOf(id, eve, heard);
  for (let i = 0; i < 50; i++) eve.say({ type: 'blob-request', id, chunks: [i] });
  while (eve.link.outgoing.length > 0) eve.link.deliver();
  await world.settle();
  expect(ben.replica.refusals().get('blob-busy')).toBe(50 - 32);
  eve.say({ type: 'blob-request', id, chunks: [400] });
  await world.run(500);
  expect(ben.replica.refusals().get('blob-index')).toBe(1);
});

test('[SY13] a member who was removed is served no more; who was never admitted is not either', async () => {
  const { eve, heard, own } = await member();
  const id = await ada.replica.blobs.add(bytesOf(14));
  await fetched(ben, id);
  heard.length = 0;
  await ada.replica.remove(own.signer.keyId, null);
  await world.run(200);
  eve.say({ type: 'blob-question', id });
  eve.say({ type: 'blob-request', id, chunks: [1] });
  const stranger = new Intruder(world, fakeSigner('Mallory'), ben);
  const told = listen(stranger.link);
  stranger.say({ type: 'blob-question', id });
  stranger.say({ type: 'blob-request', id, chunks: [1] });
  await world.run(500);
  for (const messages of [heard, told])
    expect(messages.filter(({ type }) => type.startsWith('blob-'))).toEqual([]);
  expect(ben.replica.refusals().get('unadmitted')).toBe(4);
});
