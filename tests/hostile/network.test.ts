import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createWebCryptoSigner } from '../../src/crypto/web-crypto-signer.ts';
import { generateIdentity } from '../../src/crypto/generate-identity.ts';
import { encodePeerMessage } from '../../src/protocol/peer-messages.ts';
import type { PeerId } from '../../src/protocol/ids.ts';
import { toBase64Url } from '../../src/base/bytes.ts';
import { secureRandom } from '../../src/base/random.ts';
import { encodeTreeMessage } from '../../src/transport/tree-message.ts';
import { hostileSockets } from '../support/hostile-socket.ts';
import type { HostileServer } from '../support/hostile-socket.ts';
import { shareCell, sharedSources } from '../support/lesson.ts';
import { ModifiedPeer } from '../support/modified-peer.ts';
import { enterRoom, NodePeer, newNodeClass } from '../support/node-peer.ts';
import type { NodeClass, NodePeerOptions } from '../support/node-peer.ts';
import { SeededRandom } from '../fuzz/seeded-random.ts';
import { startServer } from '../support/start-server.ts';
import type { TestServer } from '../support/start-server.ts';

/** A class over the real signalling server and real data channels, attacked on the network's side. */
let server: TestServer;
let lesson: NodeClass;
let ada: NodePeer;
let shared: number;
const ends: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  server = await startServer({ appDir: null });
  ends.push(() => server.stop());
  lesson = await newNodeClass();
  shared = 0;
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function enter(name: string, options: Partial<NodePeerOptions> = {}): Promise<NodePeer> {
  const { signalingUrl } = server;
  const peer = await NodePeer.join(lesson, { signalingUrl, name, ...options });
  ends.push(() => peer.close());
  return peer;
}

/** Ada shares one more cell, and all of `peers` have it. */
async function lessonGoesOn(...peers: readonly NodePeer[]): Promise<void> {
  shared += 1;
  await shareCell(ada, shared);
  const expected = Array.from({ length: shared }, (_, i) => `print(${i + 1})`);
  for (const peer of peers)
    await expect.poll(() => sharedSources(peer), { timeout: 40_000 }).toEqual(expected);
}

const randomId = (): PeerId => toBase64Url(secureRandom(16)) as PeerId;

describe('strangers with the link', () => {
  test('[TR3] [SE1] many that nobody admits, and that claim the owner’s rank: who is honest comes in among them', async () => {
    ada = await enter('Ada', { owner: true });
    for (let i = 0; i < 12; i++) {
      const identity = await createWebCryptoSigner(await generateIdentity());
      const room = await enterRoom(lesson.invitation, {
        signalingUrl: server.signalingUrl,
        identity,
        first: i % 2 === 0,
        joinedAt: i,
      });
      ends.push(() => room.close());
      room.network.onLink((link) => {
        for (let j = 0; j < 20; j++) link.send(new Uint8Array(900).fill(j));
      });
    }
    const honest: NodePeer[] = [];
    for (const name of ['Ben', 'Cleo', 'Dan']) honest.push(await enter(name));
    for (const peer of honest)
      await expect.poll(() => peer.replica.standing.value, { timeout: 40_000 }).toBe('member');
    await lessonGoesOn(ada, ...honest);
    const members = [...ada.replica.authority.value.members.values()].map(({ name }) => name);
    expect(members.toSorted()).toEqual(['Ada', 'Ben', 'Cleo', 'Dan']);
  }, 90_000);

  test('[TR1] one link, and over it 32 KiB: a stranger that says more is cut off', async () => {
    ada = await enter('Ada', { owner: true });
    const identity = await createWebCryptoSigner(await generateIdentity());
    const { signalingUrl } = server;
    const room = await enterRoom(lesson.invitation, { signalingUrl, identity });
    ends.push(() => room.close());
    const ended: string[] = [];
    room.network.onLink((link) => {
      link.onEnd((end) => ended.push(end));
      link.admit();
      for (let j = 0; j < 100; j++) link.send(new Uint8Array(10_000).fill(77));
    });
    await expect.poll(() => ended.length, { timeout: 20_000 }).toBeGreaterThan(0);
    const ben = await enter('Ben');
    await lessonGoesOn(ada, ben);
    expect(ada.replica.authority.value.members.size).toBe(2);
  }, 60_000);
});

describe('a member on the network layer', () => {
  test('[TR3] [SE1] floods its neighbours with rubbish about the tree and things to carry: counted, and all goes on', async () => {
    ada = await enter('Ada', { owner: true });
    const { signalingUrl } = server;
    const mallory = await ModifiedPeer.join(lesson, { signalingUrl, name: 'Mallory' });
    ends.push(() => mallory.honest.close());
    await expect
      .poll(() => mallory.honest.replica.standing.value, { timeout: 20_000 })
      .toBe('member');
    const ben = await enter('Ben');
    await lessonGoesOn(ada, ben);
    await expect.poll(() => mallory.honest.network.links.value.length).toBeGreaterThan(0);
    const [self, other] = [randomId(), randomId()];
    for (const link of mallory.honest.network.links.value) {
      for (let i = 0; i < 300; i++) {
        link.signal(secureRandom(1 + (i % 60)));
        const hops = [self, link.remote.peer, other];
        link.signal(
          encodeTreeMessage({ kind: 'carry', hops, at: 1, payload: new Uint8Array(20_000) }),
        );
        link.signal(encodeTreeMessage({ kind: 'found', via: [other], path: [rankOf(other)] }));
        link.signal(encodeTreeMessage({ kind: 'path', path: [rankOf(other)] }));
      }
    }
    const codes = (): string[] => [...ada.refused().keys(), ...ben.refused().keys()];
    const expected = ['tree-malformed', 'carry-way', 'tree-path'];
    await expect.poll(codes, { timeout: 20_000 }).toEqual(expect.arrayContaining(expected));
    await lessonGoesOn(ada, ben);
    const cleo = await enter('Cleo');
    await lessonGoesOn(ada, ben, cleo);
  }, 90_000);
});

const rankOf = (peer: PeerId): { owner: boolean; joinedAt: number; peer: PeerId } => ({
  owner: true,
  joinedAt: 0,
  peer,
});

/** What a text frame says; null for what is none. */
function textOf(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'string') return null;
  return JSON.parse(data) as Record<string, unknown>;
}

describe('a hostile signalling server', () => {
  /** Ada is there before the server turns; Ben and Cleo come afterwards. */
  async function classUnder(attack: HostileServer): Promise<readonly NodePeer[]> {
    ada = await enter('Ada', { owner: true, openSocket: hostileSockets(attack) });
    const others: NodePeer[] = [];
    for (const name of ['Ben', 'Cleo'])
      others.push(await enter(name, { openSocket: hostileSockets(attack) }));
    for (const peer of others)
      await expect.poll(() => peer.replica.standing.value, { timeout: 60_000 }).toBe('member');
    await lessonGoesOn(ada, ...others);
    return [ada, ...others];
  }

  const through: HostileServer = { down: (data) => [data], up: (data) => [data] };

  function refusedBy(peers: readonly NodePeer[]): ReadonlySet<string> {
    return new Set(peers.flatMap((peer) => [...peer.refused().keys()]));
  }

  test('[TR3] [SE1] that lists members who are not there, with cards of its own or of others: they are refused, the class meets', async () => {
    const cards: string[] = [];
    const peers = await classUnder({
      ...through,
      down: (data) => {
        const said = textOf(data);
        if (said?.['type'] !== 'members') return [data];
        const members = said['members'] as { peer: string; card: string }[];
        cards.push(...members.map(({ card }) => card));
        const ghosts = Array.from({ length: 20 }, (_, i) => ({
          peer: randomId(),
          card: cards[i % Math.max(1, cards.length)] ?? 'AAAA',
        }));
        return [JSON.stringify({ ...said, members: [...ghosts, ...members].slice(0, 32) })];
      },
    });
    expect(refusedBy(peers)).toContain('card-malformed');
  }, 90_000);

  test('[TR1] [SY3] that swaps who says what, changes it, repeats all of it: refused, and the class meets', async () => {
    const heard: string[] = [];
    let count = 0;
    const peers = await classUnder({
      ...through,
      down: (data) => {
        const said = textOf(data);
        if (said?.['type'] !== 'from') return [data];
        heard.push(String(data));
        const swapped = JSON.stringify({ ...said, peer: randomId() });
        const text = String(said['data']);
        const changed = JSON.stringify({ ...said, data: `${text.slice(0, -4)}AAAA` });
        count += 1;
        return [swapped, changed, data, data, heard[count % heard.length]];
      },
    });
    expect(refusedBy(peers)).toContain('introduction-malformed');
    expect(refusedBy(peers)).toContain('introduction-repeated');
    expect(ada.replica.authority.value.members.size).toBe(3);
  }, 90_000);

  test('[TR3] that drops one introduction in seven and delays all: the class meets, later', async () => {
    const random = new SeededRandom(5);
    await classUnder({
      delayMs: 300,
      up: (data) => [data],
      down: (data) => (textOf(data)?.['type'] === 'from' && random.chance(0.15) ? [] : [data]),
    });
  }, 120_000);

  test('[SE1] [TR4] that says rubbish, text and bytes, between all it says: counted, the class meets and goes on without it', async () => {
    const deep = '['.repeat(10_000);
    const large = JSON.stringify({ type: 'from', peer: randomId(), data: 'A'.repeat(40_000) });
    const peers = await classUnder({
      ...through,
      down: (data) => [
        'no json',
        '{"type":"members"}',
        '{"type":"unheard of"}',
        deep,
        large,
        new ArrayBuffer(5),
        new Uint8Array(500).fill(1).buffer,
        data,
      ],
    });
    const codes = refusedBy(peers);
    expect([...codes].filter((code) => code.startsWith('signaling-')).length).toBeGreaterThan(0);
    await server.stop();
    await lessonGoesOn(...peers);
  }, 90_000);
});

test('[SV1] connections and messages without end at the server: who is in the class notices nothing, who comes gets in', async () => {
  ada = await enter('Ada', { owner: true });
  const ben = await enter('Ben');
  await lessonGoesOn(ada, ben);
  const sockets = Array.from({ length: 150 }, () => new WebSocket(server.signalingUrl));
  ends.push(() => {
    for (const socket of sockets) socket.terminate();
  });
  let closed = 0;
  for (const socket of sockets) {
    socket.on('error', () => undefined);
    socket.on('close', () => closed++);
    socket.on('open', () => {
      for (let i = 0; i < 1_500; i++) socket.send(encodePeerMessage({ type: 'ask' }));
    });
  }
  await lessonGoesOn(ada, ben);
  const cleo = await enter('Cleo');
  await lessonGoesOn(ada, ben, cleo);
  await expect.poll(() => closed, { timeout: 20_000 }).toBe(150);
}, 90_000);
