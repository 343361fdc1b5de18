import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import type { BlobId, FileHash } from '../../../src/protocol/ids.ts';
import { BLOB_CHUNK, FILE_QUESTIONS, SEEDED_BYTES } from '../../../src/protocol/limits.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import type { FileAnswer, PeerMessage } from '../../../src/protocol/peer-messages.ts';
import { blobIdOf, makeManifest } from '../../../src/sync/blob-manifests.ts';
import type { FileProgress } from '../../../src/sync/file-exchange.ts';
import { ClassWorld } from '../../support/class-world.ts';
import type { Party, Wire } from '../../support/class-world.ts';
import { fakeSigner, fastDigest } from '../../support/fake-signer.ts';
import { Intruder } from '../../support/intruder.ts';
import type { MemoryLink } from '../../support/memory-link.ts';

let world: ClassWorld;
let ada: Party;
let ben: Party;
let cleo: Party;
let dan: Party;
let adaBen: Wire;

/** Ada over Ben, Ben over Cleo and Dan. */
beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
  ben = await world.add('Ben');
  cleo = await world.add('Cleo');
  dan = await world.add('Dan');
  adaBen = world.connect(ben, ada);
  world.connect(cleo, ben);
  world.connect(dan, ben);
  await world.run(3_000);
});

const LIMIT = 32 * 1024 * 1024;

function fileOf(seed: number, chunks = 12): Bytes {
  const bytes = new Uint8Array((chunks - 1) * BLOB_CHUNK + 1_000);
  for (let at = 0; at < bytes.length; at += 1_000) bytes[at] = seed + at / 1_000;
  return bytes;
}

const hashOf = (bytes: Bytes): FileHash =>
  createHash('sha256').update(bytes).digest('base64url') as FileHash;

/** The party gives these files from now on; the list of what was looked up there grows. */
function give({ replica }: Party, files: readonly Bytes[], giving = true): FileHash[] {
  const looked: FileHash[] = [];
  replica.files.seed({
    giving,
    find: async (file) => {
      looked.push(file);
      const found = files.find((each) => hashOf(each) === file);
      return giving && found !== undefined ? new Blob([found]) : null;
    },
  });
  return looked;
}

/** Vitest's own comparison takes minutes for megabytes. */
function same(got: unknown, wanted: Bytes): boolean {
  return got instanceof Uint8Array && Buffer.compare(got, wanted) === 0;
}

async function fetched(
  party: Party,
  file: FileHash,
  { ms = 3_000, limit = LIMIT, onProgress = (_: FileProgress): void => undefined } = {},
): Promise<unknown> {
  let outcome: unknown = 'waiting';
  party.replica.files.get(file, { limit, onProgress }).then(
    (bytes) => (outcome = bytes),
    (error: unknown) => (outcome = error),
  );
  await world.run(ms);
  return outcome;
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

test('[SY14] a file comes from a peer two links away, by its SHA-256, with its progress, and without a copy there', async () => {
  const file = fileOf(1);
  give(ada, [file]);
  const heard: FileProgress[] = [];
  const got = await fetched(dan, hashOf(file), { onProgress: (each) => heard.push(each) });
  expect(same(got, file)).toBe(true);
  expect(heard.at(-1)).toEqual({ received: file.length, size: file.length, people: 1 });
  expect(await world.blobsOf('Ada').list()).toEqual([]);
  expect(await world.blobsOf('Cleo').list()).toEqual([]);
  expect(world.refusals()).toEqual(new Map());
});

test('[SY14] a room that wants the same file at once takes it from the one who has it once over each link', async () => {
  const file = fileOf(2);
  give(ada, [file]);
  const down = listen(adaBen.ends[0]);
  const all = [ben, cleo, dan].map(({ replica }) =>
    replica.files.get(hashOf(file), { limit: LIMIT }),
  );
  await world.run(5_000);
  for (const got of await Promise.all(all)) expect(same(got, file)).toBe(true);
  expect(down.filter(({ type }) => type === 'blob-chunk')).toHaveLength(12);
  expect(world.refusals()).toEqual(new Map());
});

test('[SY14] where nobody has it, everybody who asked is told so at once, also those who ask each other', async () => {
  const file = hashOf(fileOf(3));
  const all = [ada, ben, cleo, dan].map(({ replica }) => replica.files.get(file, { limit: LIMIT }));
  await world.run(500);
  expect(await Promise.all(all)).toEqual([null, null, null, null]);
  expect(world.refusals()).toEqual(new Map());
});

test('[SY14] the first who gets it is asked by those who come later, when the one who had it is gone', async () => {
  const file = fileOf(4);
  give(ada, [file]);
  expect(same(await fetched(ben, hashOf(file)), file)).toBe(true);
  adaBen.ends[0].close('closed');
  await world.run(500);
  expect(same(await fetched(dan, hashOf(file)), file)).toBe(true);
});

test('[SY14] the copy among the class’s blobs goes once the device gives the file from where it is kept', async () => {
  const file = fileOf(5);
  give(ada, [file]);
  expect(same(await fetched(ben, hashOf(file)), file)).toBe(true);
  expect(await world.blobsOf('Ben').list()).toHaveLength(1);
  give(ben, [file]);
  await world.run(61_000);
  expect(await world.blobsOf('Ben').list()).toEqual([]);
  adaBen.ends[0].close('closed');
  await world.run(500);
  expect(same(await fetched(dan, hashOf(file)), file)).toBe(true);
});

/** The messages by which somebody gives a blob. */
async function blobOf(bytes: Bytes): Promise<{ id: BlobId; manifest: Bytes; bytes: Bytes }> {
  const chunk = (index: number): Bytes => bytes.slice(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK);
  const manifest = await makeManifest(fastDigest, bytes.length, async (index) => chunk(index));
  if (manifest === null) throw new Error('unreachable');
  return { id: await blobIdOf(fastDigest, manifest), manifest, bytes };
}

/** Delivers what is on its way, and no time passes. */
async function deliver(): Promise<void> {
  for (let i = 0; i < 40; i++) {
    for (const { ends } of world.wires) for (const end of ends) end.deliver();
    await world.settle();
  }
}

/** A modified member, linked with Ben, who answers each question as the test says and gives `junk`. */
async function member(
  answer: (file: FileHash) => FileAnswer | null,
  junk?: Awaited<ReturnType<typeof blobOf>>,
): Promise<{ eve: Intruder; asked: FileHash[]; heard: PeerMessage[] }> {
  const own = await world.add('Eve');
  const wire = world.connect(own, ben);
  await world.run(2_000);
  world.disconnect(wire);
  const eve = new Intruder(world, own.signer, ben);
  const heard = listen(eve.link);
  const asked: FileHash[] = [];
  eve.link.onMessage((bytes) => {
    const message = decodePeerMessage(bytes);
    if (!message.ok) return;
    if (junk !== undefined && message.value.type === 'blob-question')
      eve.say({ type: 'blob-manifest', manifest: junk.manifest });
    if (junk !== undefined && message.value.type === 'blob-request')
      for (const index of message.value.chunks) {
        const part = junk.bytes.slice(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK);
        eve.say({ type: 'blob-chunk', id: junk.id, index, bytes: part });
      }
    if (message.value.type !== 'file-question') return;
    const { file } = message.value;
    asked.push(file);
    const said = answer(file);
    if (said !== null) eve.say({ type: 'file-answer', file, answer: said });
  });
  eve.say({ type: 'interest', fresh: true, reply: false, everything: false, add: [], drop: [] });
  eve.say({ type: 'compare', all: true, reply: false, vectors: [] });
  await world.run(1_000);
  return { eve, asked, heard };
}

test('[SY14] [SE1] who gives another file than they said is counted, asked for none any more, and another one gives it', async () => {
  const files = [fileOf(6), fileOf(16)] as const;
  const junk = await blobOf(fileOf(66, 3));
  const { asked } = await member(() => ({ blob: junk.id }), junk);
  // Ada’s word comes after the false one.
  adaBen.slow = true;
  give(ada, files);
  let got: unknown;
  void ben.replica.files.get(hashOf(files[0]), { limit: LIMIT }).then((bytes) => (got = bytes));
  await world.run(2_000);
  expect(ben.replica.refusals().get('file-false')).toBe(1);
  expect(got).toBeUndefined();
  adaBen.slow = false;
  await world.run(3_000);
  expect(same(got, files[0])).toBe(true);
  expect(ben.replica.blobs.has(junk.id)).toBe(false);
  expect(same(await fetched(ben, hashOf(files[1])), files[1])).toBe(true);
  expect(asked).toEqual([hashOf(files[0])]);
});

test('[SY14] [SE1] a false answer goes no further than the one who was told it', async () => {
  const file = fileOf(9);
  const junk = await blobOf(fileOf(69, 3));
  await member(() => ({ blob: junk.id }), junk);
  expect(await fetched(dan, hashOf(file))).toBeNull();
  expect(ben.replica.refusals().get('file-false')).toBe(1);
  expect(dan.replica.refusals().get('file-false')).toBeUndefined();
});

test('[SY14] [SE1] who says that it is coming and gives nothing is not waited for without end', async () => {
  await member(() => 'coming');
  const file = hashOf(fileOf(10));
  expect(await fetched(ben, file, { ms: 20_000 })).toBe('waiting');
  expect(await fetched(ben, file, { ms: 15_000 })).toBeNull();
});

test('[SY14] [SE1] a blob that nobody gives, named as the file, is given up', async () => {
  const { asked } = await member(() => ({ blob: hashOf(fileOf(70)) as string as BlobId }));
  const file = hashOf(fileOf(11));
  expect(await fetched(ben, file, { ms: 40_000 })).toBeNull();
  expect(asked).toEqual([file]);
});

test('[SY14] an earlier version, which knows no such question, is asked once', async () => {
  const { asked } = await member(() => null);
  expect(await fetched(ben, hashOf(fileOf(12)), { ms: 12_000 })).toBeNull();
  expect(await fetched(ben, hashOf(fileOf(13)))).toBeNull();
  expect(asked).toHaveLength(1);
});

test('[SY14] [SE1] answers that nobody asked for, and questions without end, are refused and counted', async () => {
  const { eve, heard } = await member(() => 'lack');
  eve.say({ type: 'file-answer', file: hashOf(fileOf(14)), answer: 'lack' });
  const questions = FILE_QUESTIONS + 100;
  for (let i = 0; i < questions; i++)
    eve.say({ type: 'file-question', file: hashOf(new TextEncoder().encode(`file ${i}`)) });
  await world.run(2_000);
  expect(ben.replica.refusals().get('file-unasked')).toBe(1);
  // More at once than may be open, and more than may come in so short a time.
  expect(ben.replica.refusals().get('file-questions')).toBeGreaterThan(60);
  const lacks = heard.filter((each) => each.type === 'file-answer' && each.answer === 'lack');
  expect(lacks).toHaveLength(questions);
});

test('[SY14] who is no member is told nothing, and asked nothing', async () => {
  const file = fileOf(15);
  give(ben, [file]);
  const stranger = new Intruder(world, fakeSigner('Mallory'), ben);
  const told = listen(stranger.link);
  stranger.say({ type: 'file-question', file: hashOf(file) });
  stranger.say({ type: 'file-answer', file: hashOf(file), answer: 'coming' });
  expect(await fetched(ben, hashOf(fileOf(17)))).toBeNull();
  expect(told.filter(({ type }) => type.startsWith('file-'))).toEqual([]);
  expect(ben.replica.refusals().get('unadmitted')).toBe(2);
});

test('[SY14] who is offered more bytes than the file has takes none of it', async () => {
  const file = fileOf(7);
  give(ada, [file]);
  expect(await fetched(ben, hashOf(file), { limit: 1_000 })).toBeNull();
  expect(world.refusals().get('file-false')).toBe(1);
});

test('[SY14] who gives nothing passes nothing on either', async () => {
  const file = fileOf(8);
  give(ada, [file]);
  give(ben, [file], false);
  expect(await fetched(dan, hashOf(file))).toBeNull();
});

test('[SY14] one neighbour takes no more than its share of what a device gives from its own files, and more with time', async () => {
  const file = fileOf(18, 4);
  give(ben, [file]);
  const { eve, heard } = await member(() => 'lack');
  eve.say({ type: 'file-question', file: hashOf(file) });
  await world.run(500);
  const blob = heard.flatMap((each) =>
    each.type === 'file-answer' && typeof each.answer === 'object' ? [each.answer.blob] : [],
  )[0];
  if (blob === undefined) throw new Error('Ben does not give it');
  const ask = async (): Promise<void> => {
    eve.say({ type: 'blob-request', id: blob, chunks: Array<number>(32).fill(0) });
    await deliver(); // time would bring more
  };
  for (let i = 0; i < SEEDED_BYTES / BLOB_CHUNK / 32; i++) await ask();
  const given = (): number => heard.filter(({ type }) => type === 'blob-chunk').length;
  expect(given()).toBe(SEEDED_BYTES / BLOB_CHUNK);
  expect(ben.replica.refusals().get('file-quota')).toBeUndefined();
  await ask();
  expect(given()).toBe(SEEDED_BYTES / BLOB_CHUNK);
  expect(ben.replica.refusals().get('file-quota')).toBe(32);
  await world.run(3_100);
  await ask();
  expect(given()).toBe(SEEDED_BYTES / BLOB_CHUNK + 3);
});

test('[SY14] a file that is damaged where it is kept is not given', async () => {
  const file = fileOf(19);
  ben.replica.files.seed({ giving: true, find: async () => new Blob([file.subarray(1)]) });
  expect(await fetched(dan, hashOf(file))).toBeNull();
  expect(dan.replica.refusals()).toEqual(new Map());
  expect(world.logged.some(({ code }) => code === 'file-damaged')).toBe(true);
});

test('[SY14] who stops waiting is not told, and a class that is closed tells who waits', async () => {
  await member(() => 'coming');
  const file = hashOf(fileOf(20));
  const stop = new AbortController();
  const left = ben.replica.files.get(file, { limit: LIMIT, signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(left).rejects.toThrow('enough');
  const waiting = ben.replica.files.get(file, { limit: LIMIT }).catch((error: unknown) => error);
  await ben.replica.close();
  expect(await waiting).toMatchObject({ name: 'AbortError' });
});
