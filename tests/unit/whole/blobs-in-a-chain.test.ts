import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import { BLOB_CHUNK } from '../../../src/protocol/limits.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import type { Link } from '../../../src/transport/link.ts';
import { NodePeer, newNodeClass } from '../../support/node-peer.ts';
import { startServer } from '../../support/start-server.ts';

/** Ada, below her Ben, below him Cleo, below her Dan: over real links. */
let chain: NodePeer[];
const ends: (() => void | Promise<void>)[] = [];

beforeEach(beginChain, 60_000);

async function beginChain(): Promise<void> {
  const server = await startServer({ appDir: null });
  ends.push(() => server.stop());
  const lesson = await newNodeClass();
  chain = [];
  for (const name of ['Ada', 'Ben', 'Cleo', 'Dan']) {
    const options = { signalingUrl: server.signalingUrl, name, owner: name === 'Ada', fanOut: 1 };
    const peer = await NodePeer.join(lesson, options);
    ends.push(() => peer.close());
    const above = chain.at(-1)?.identity.keyId;
    chain.push(peer);
    await expect.poll(() => peer.replica.standing.value, { timeout: 20_000 }).toBe('member');
    await expect.poll(() => parentOf(peer), { timeout: 20_000 }).toBe(above);
  }
}

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function parentOf({ network }: NodePeer): string | undefined {
  return network.links.value.find(({ relation }) => relation.value === 'parent')?.remote.keyId;
}

/** Chunks no two of which are alike: twelve are three megabytes. */
function file(chunks: number): Bytes {
  const bytes = new Uint8Array(chunks * BLOB_CHUNK - 100);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 2_654_435_761) >>> 24;
  return bytes;
}

interface Chunk {
  readonly index: number;
  readonly from: string;
}

/** The chunks that come to a peer from now on, over whichever link. */
function chunksTo({ network }: NodePeer): Chunk[] {
  const heard: Chunk[] = [];
  const listen = (link: Link): void =>
    void link.onMessage((bytes) => {
      const message = decodePeerMessage(bytes);
      if (message.ok && message.value.type === 'blob-chunk')
        heard.push({ index: message.value.index, from: link.remote.keyId });
    });
  network.links.value.forEach(listen);
  network.onLink(listen);
  return heard;
}

const places = (chunks: readonly Chunk[]): number[] =>
  chunks.map(({ index }) => index).toSorted((a, b) => a - b);

test('[SY13] a file goes down a chain, past each of its peers once', async () => {
  const [ada, ben, cleo, dan] = chain;
  if (!ada || !ben || !cleo || !dan) throw new Error('no chain');
  const heard = [ben, cleo, dan].map(chunksTo);
  const id = await ada.replica.blobs.add(file(12));
  const got = await dan.replica.blobs.get(id);
  expect(Buffer.compare(got, file(12))).toBe(0);
  expect(places(heard[2] ?? [])).toEqual([...Array(12).keys()]);
  for (const chunks of heard) expect(new Set(places(chunks)).size).toBe(chunks.length);
  for (const peer of chain) expect([...peer.refused()]).toEqual([]);
}, 60_000);

test('[SY13] whose source is lost goes on with another one, and fetches nothing twice', async () => {
  const [ada, , cleo, dan] = chain;
  if (!ada || !cleo || !dan) throw new Error('no chain');
  const heard = chunksTo(dan);
  const id = await ada.replica.blobs.add(file(64));
  const lost: Promise<void>[] = [];
  const got = await dan.replica.blobs.get(id, {
    onProgress: ({ received }) => {
      if (received >= 3 * BLOB_CHUNK && lost.length === 0) lost.push(cleo.close());
    },
  });
  await Promise.all(lost);
  expect(Buffer.compare(got, file(64))).toBe(0);
  expect(places(heard)).toEqual([...Array(64).keys()]);
  expect(new Set(heard.map(({ from }) => from)).size).toBeGreaterThan(1);
}, 60_000);
