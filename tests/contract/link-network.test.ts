import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { toBase64Url, utf8 } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { RoomKeys } from '../../src/crypto/room-keys.ts';
import { NO_ICE } from '../../src/transport/ice-source.ts';
import type { IceSettings } from '../../src/transport/ice-source.ts';
import { joinNetwork } from '../../src/transport/join-network.ts';
import type { Link, LinkRelation } from '../../src/transport/link.ts';
import type { Network } from '../../src/transport/network.ts';
import type { CreatePeerConnection } from '../../src/transport/peer-connection.ts';
import type { WakeSource } from '../../src/transport/signaling.ts';
import { WebSocketSignaling } from '../../src/transport/websocket-signaling.ts';
import { createNodePeerConnection } from '../support/node-rtc.ts';
import { startServer } from '../support/start-server.ts';
import type { TestServer } from '../support/start-server.ts';
import { digest, makeRoomKeys, makeSigner, verifier } from '../unit/transport/test-identity.ts';
import { CLASS } from './link-pairs.ts';

interface Peer {
  readonly network: Network;
  readonly refusals: RefusalCounter;
  /** Texts that reached this peer; each is passed on to all other links. */
  readonly heard: string[];
  say(text: string): void;
  close(): void;
}

const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function server(): Promise<TestServer> {
  const started = await startServer({ appDir: null });
  cleanups.push(() => started.stop());
  return started;
}

async function join(
  url: string,
  roomKeys: RoomKeys,
  joinedAt: number,
  options: {
    owner?: boolean;
    fanOut?: number;
    relayOnly?: boolean;
    ice?: IceSettings;
    createPeerConnection?: CreatePeerConnection;
    wake?: WakeSource;
  } = {},
): Promise<Peer> {
  const refusals = new RefusalCounter(silentLogger);
  const clock = systemClock;
  const random = secureRandom;
  const logger = silentLogger;
  const signaling = new WebSocketSignaling({
    url,
    openSocket: (address) => new WebSocket(address),
    clock,
    random,
    logger,
    refusals,
  });
  const network = joinNetwork({
    signaling,
    classId: CLASS,
    identity: await makeSigner(),
    verifier,
    digest,
    roomKeys,
    ...options,
    owner: options.owner ?? false,
    joinedAt,
    clock,
    random,
    relayOnly: options.relayOnly ?? false,
    ...(options.wake === undefined ? {} : { wake: options.wake }),
    ice: new ObservableValue(options.ice ?? NO_ICE),
    createPeerConnection: options.createPeerConnection ?? createNodePeerConnection,
    logger,
    refusals,
  });
  const heard: string[] = [];
  const pass = (text: string, from: Link | null): void => {
    if (heard.includes(text)) throw new Error(`Heard twice: ${text}`);
    heard.push(text);
    for (const link of network.links.value)
      if (link !== from && link.relation.value !== 'spare') link.send(utf8(text));
  };
  network.onLink((link) => {
    link.admit();
    link.onMessage((message) => pass(Buffer.from(message).toString(), link));
  });
  const peer: Peer = {
    network,
    refusals,
    heard,
    say: (text) => pass(text, null),
    close() {
      network.close();
      signaling.close();
    },
  };
  cleanups.push(() => peer.close());
  return peer;
}

async function until(condition: () => boolean, what: string): Promise<void> {
  await expect.poll(condition, { timeout: 25_000, interval: 20, message: what }).toBe(true);
}

const is =
  (relation: LinkRelation) =>
  (link: Link): boolean =>
    link.relation.value === relation;

const inTree = (peer: Peer): readonly Link[] =>
  peer.network.links.value.filter((link) => link.relation.value !== 'spare');

/** N peers, N-1 links besides the spares, and every word heard everywhere exactly once: that is a tree. */
async function isTree(peers: readonly Peer[], word: string): Promise<void> {
  await until(
    () => peers.reduce((sum, peer) => sum + inTree(peer).length, 0) === 2 * (peers.length - 1),
    'all are linked',
  );
  peers[0]?.say(word);
  await until(() => peers.every((peer) => peer.heard.includes(word)), 'all have heard');
}

test('[TR3] two peers find each other, and the later one asks the earlier one', async () => {
  const { signalingUrl } = await server();
  const keys = await makeRoomKeys();
  const first = await join(signalingUrl, keys, 1);
  await until(() => first.network.alone.value, 'the first is alone');
  const second = await join(signalingUrl, keys, 2);
  await isTree([first, second], 'hello');
  expect(first.network.alone.value).toBe(false);
  expect(second.network.links.value[0]?.relation.value).toBe('parent');
});

test('[TR3] thirty peers at once all come in, in a tree with bounded fan-out', async () => {
  const { signalingUrl } = await server();
  const keys = await makeRoomKeys();
  const peers = await Promise.all(
    Array.from({ length: 30 }, (_, i) => join(signalingUrl, keys, 1000 + i, { owner: i === 7 })),
  );
  await isTree(peers, 'to all');
  for (const peer of peers) expect(inTree(peer).length).toBeLessThanOrEqual(25);
});

test('[TR3] the owner comes back late and is the root again; then the root leaves and the rest stays one tree', async () => {
  const { signalingUrl } = await server();
  const keys = await makeRoomKeys();
  const peers: Peer[] = [];
  for (let i = 0; i < 5; i++) peers.push(await join(signalingUrl, keys, i + 1));
  await isTree(peers, 'without the owner');
  const owner = await join(signalingUrl, keys, 99, { owner: true });
  await isTree([owner, ...peers], 'with the owner');
  expect(owner.network.links.value.every((link) => link.relation.value === 'child')).toBe(true);
  owner.close();
  await isTree(peers, 'without the owner again');
});

test('[TR4] with the server gone links go on; when it is back others come in and its members are found', async () => {
  const running = await server();
  const keys = await makeRoomKeys();
  const first = await join(running.signalingUrl, keys, 1);
  const second = await join(running.signalingUrl, keys, 2);
  await isTree([first, second], 'before');
  await running.stop();
  await until(() => second.network.signaling.value === 'offline', 'the loss is noticed');
  first.say('meanwhile');
  await until(() => second.heard.includes('meanwhile'), 'links go on');
  const third = await join(running.signalingUrl, keys, 3);
  await running.restart();
  await isTree([first, second, third], 'after');
});

test('[TR4] two trees that grew apart on two servers become one when they meet', async () => {
  const running = await server();
  const keys = await makeRoomKeys();
  const first = await join(running.signalingUrl, keys, 1);
  const second = await join(running.signalingUrl, keys, 2);
  await isTree([first, second], 'one');
  await running.stop();
  await until(() => first.network.signaling.value === 'offline', 'the loss is noticed');
  first.close();
  await until(() => second.network.links.value.length === 0, 'alone for a while');
  const third = await join(running.signalingUrl, keys, 3);
  await running.restart();
  await isTree([second, third], 'two');
});

const RELAY: IceSettings = { servers: [], relay: true };

const noWebRtc: CreatePeerConnection = () => {
  throw new Error('Switched off');
};

/** Descriptions go across, and not a packet. */
const cutOff: CreatePeerConnection = (configuration) => {
  const connection = createNodePeerConnection(configuration);
  const setRemoteDescription = connection.setRemoteDescription.bind(connection);
  connection.setRemoteDescription = (description) =>
    setRemoteDescription({
      ...description,
      sdp: (description.sdp ?? '').replaceAll(/a=candidate.*\r\n/g, ''),
    });
  return connection;
};

test('[TR5] who asks for the relay only makes no connection of their own, and everybody hears everybody', async () => {
  const { signalingUrl } = await server();
  const keys = await makeRoomKeys();
  const hidden = { relayOnly: true, ice: RELAY, createPeerConnection: noWebRtc };
  const first = await join(signalingUrl, keys, 1, { ice: RELAY });
  const second = await join(signalingUrl, keys, 2, hidden);
  await isTree([first, second], 'hidden child');
  expect(second.network.links.value[0]?.quality.value.path).toBe('relay');
  const third = await join(signalingUrl, keys, 3, { ...hidden, owner: true });
  await isTree([first, second, third], 'hidden owner');
  third.close();
  await isTree([first, second], 'gone');
});

test('[TR5] where no packet goes through, the relay is found; where one side has no WebRTC, at once', async () => {
  const { signalingUrl } = await server();
  const keys = await makeRoomKeys();
  const first = await join(signalingUrl, keys, 1, { ice: RELAY, createPeerConnection: cutOff });
  const second = await join(signalingUrl, keys, 2, { ice: RELAY, createPeerConnection: cutOff });
  const third = await join(signalingUrl, keys, 3, { ice: RELAY, createPeerConnection: noWebRtc });
  await isTree([first, second, third], 'all');
  for (const peer of [second, third])
    expect(peer.network.links.value[0]?.quality.value.path).toBe('relay');
});

test('[TR5] [TR4] links over the relay end with the server, and are there again when it is back', async () => {
  const running = await server();
  const keys = await makeRoomKeys();
  const hidden = { relayOnly: true, ice: RELAY, createPeerConnection: noWebRtc };
  const first = await join(running.signalingUrl, keys, 1, hidden);
  const second = await join(running.signalingUrl, keys, 2, hidden);
  await isTree([first, second], 'before');
  await running.restart();
  await until(() => first.network.links.value.length === 0, 'the loss is noticed');
  await isTree([first, second], 'after');
});

test('[TR5] a link over the relay moves to WebRTC when that works, and nobody notices', async () => {
  const { signalingUrl } = await server();
  const keys = await makeRoomKeys();
  let works = false;
  let wake = (): void => undefined;
  const first = await join(signalingUrl, keys, 1, { ice: RELAY });
  const second = await join(signalingUrl, keys, 2, {
    ice: RELAY,
    createPeerConnection: (configuration) =>
      works ? createNodePeerConnection(configuration) : noWebRtc(configuration),
    wake: (listener) => {
      wake = listener;
      return () => undefined;
    },
  });
  await isTree([first, second], 'over the relay');
  const [link] = second.network.links.value;
  expect(link?.quality.value.path).toBe('relay');
  works = true;
  wake();
  for (let i = 0; i < 20; i++) first.say(`meanwhile ${i}`);
  await until(() => link?.quality.value.path === 'direct', 'it has moved');
  await until(() => first.network.links.value[0]?.quality.value.path === 'direct', 'both have');
  for (let i = 0; i < 20; i++) second.say(`afterwards ${i}`);
  await until(() => first.heard.length === 41 && second.heard.length === 41, 'all is heard');
  expect(first.heard).toEqual(second.heard);
  expect(second.network.links.value).toEqual([link]);
  expect([first.refusals.total, second.refusals.total]).toEqual([0, 0]);
});

test('[TR5] a server that does not relay is not asked to', async () => {
  const { signalingUrl } = await server();
  const keys = await makeRoomKeys();
  const first = await join(signalingUrl, keys, 1, { createPeerConnection: noWebRtc });
  const second = await join(signalingUrl, keys, 2);
  await until(() => second.network.alone.value, 'nobody is to be found');
  expect([...first.network.links.value, ...second.network.links.value]).toEqual([]);
});
test('[TR4] with the server gone the root dies, then an inner peer: the rest find together over their links', async () => {
  const running = await server();
  const keys = await makeRoomKeys();
  const peers: Peer[] = [];
  for (let i = 0; i < 14; i++)
    peers.push(await join(running.signalingUrl, keys, i + 1, { owner: i === 0, fanOut: 3 }));
  await isTree(peers, 'with the server');
  // The root has none, and the first below it has nobody else before it.
  const haveSpares = (): boolean =>
    peers.reduce((sum, { network }) => sum + network.links.value.filter(is('spare')).length, 0) >=
    2 * (peers.length - 2);
  await until(haveSpares, 'all but the first two have a spare');
  await running.stop();
  await until(
    () => peers.every((peer) => peer.network.signaling.value === 'offline'),
    'it is gone',
  );
  const root = peers.findIndex((peer) => !peer.network.links.value.some(is('parent')));
  peers.splice(root, 1)[0]?.close();
  await isTree(peers, 'without the root');
  await until(haveSpares, 'spares are found over links');
  const inner = peers.findIndex(
    ({ network }) =>
      network.links.value.some(is('parent')) && network.links.value.some(is('child')),
  );
  peers.splice(inner, 1)[0]?.close();
  await isTree(peers, 'without an inner peer');
  for (const peer of peers) {
    expect([...peer.refusals.counts().keys()]).toEqual([]);
  }
}, 60_000);

test('somebody with other room keys in the same class finds nobody', async () => {
  const { signalingUrl } = await server();
  const inside = await join(signalingUrl, await makeRoomKeys(), 1);
  const outside = await join(signalingUrl, await makeRoomKeys(), 2);
  await until(() => inside.network.alone.value && outside.network.alone.value, 'both are alone');
  expect(inside.network.links.value).toEqual([]);
});

test('a class code is kept, found from outside any room, found after a restart, and dropped', async () => {
  const running = await server();
  const peer = (): WebSocketSignaling => {
    const signaling = new WebSocketSignaling({
      url: running.signalingUrl,
      openSocket: (address) => new WebSocket(address),
      clock: systemClock,
      random: secureRandom,
      logger: silentLogger,
      refusals: new RefusalCounter(silentLogger),
    });
    cleanups.push(() => signaling.close());
    return signaling;
  };
  const keys = await makeRoomKeys();
  const id = toBase64Url(secureRandom(32));
  const teacher = peer();
  const events = {
    members: () => undefined,
    member: () => undefined,
    from: () => undefined,
    gone: () => undefined,
    relayed: () => undefined,
    relayRefused: () => undefined,
    lost: () => undefined,
  };
  const self = toBase64Url(secureRandom(16)) as Parameters<typeof teacher.enter>[0]['peer'];
  teacher.enter({ signer: keys.signer, peer: self, card: 'card' }, events);
  await teacher.putCode(id, 'ticket', 600);
  expect(await peer().getCode(id)).toBe('ticket');
  await running.restart();
  await until(() => teacher.state.value === 'connected', 'the teacher is back');
  await expect.poll(() => peer().getCode(id), { timeout: 10_000 }).toBe('ticket');
  teacher.dropCode(id);
  await expect.poll(() => peer().getCode(id), { timeout: 10_000 }).toBe(null);
  await running.stop();
  await expect(peer().getCode(id)).rejects.toMatchObject({ code: 'signaling-unreachable' });
});
