import { afterEach, expect, test } from 'vitest';
import { toBase64Url, utf8 } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { RoomKeys } from '../../src/crypto/room-keys.ts';
import { encodePairingSide, parsePairingSide } from '../../src/protocol/pairing-code.ts';
import type { PairingSide } from '../../src/protocol/pairing-code.ts';
import { joinNetwork } from '../../src/transport/join-network.ts';
import type { Network, PairingAttempt, SignalingState } from '../../src/transport/network.ts';
import type { CreatePeerConnection } from '../../src/transport/peer-connection.ts';
import type { Signaling } from '../../src/transport/signaling.ts';
import { createNodePeerConnection } from '../support/node-rtc.ts';
import { digest, makeRoomKeys, makeSigner, verifier } from '../unit/transport/test-identity.ts';
import { CLASS } from './link-pairs.ts';

/** There is no server, and there never was one. */
const noServer: Signaling = {
  state: new ObservableValue<SignalingState>('offline'),
  enter: () => ({
    watch: () => undefined,
    list: () => undefined,
    send: () => false,
    relay: () => false,
    leave: () => undefined,
  }),
  putCode: () => new Promise(() => undefined),
  dropCode: () => undefined,
  getCode: () => new Promise(() => undefined),
  close: () => undefined,
};

/**
 * Only the offerer knows an address of the other side, as where one browser hides its own. Besides, libdatachannel now
 * and then refuses the right certificate where checks of the other side come before its description.
 */
const quiet: CreatePeerConnection = (configuration) => {
  const connection = createNodePeerConnection(configuration);
  const setRemoteDescription = connection.setRemoteDescription.bind(connection);
  connection.setRemoteDescription = ({ type, sdp = '' }) =>
    setRemoteDescription({
      type,
      sdp: type === 'offer' ? sdp.replaceAll(/a=candidate.*\r\n/g, '') : sdp,
    });
  return connection;
};

const networks: Network[] = [];

afterEach(() => {
  for (const network of networks.splice(0)) network.close();
});

/** A peer that admits everybody, and passes each text that it hears on. */
async function come(roomKeys: RoomKeys, joinedAt: number, owner = false) {
  const network = joinNetwork({
    signaling: noServer,
    classId: CLASS,
    identity: await makeSigner(),
    verifier,
    digest,
    roomKeys,
    owner,
    joinedAt,
    clock: systemClock,
    random: secureRandom,
    createPeerConnection: quiet,
    logger: silentLogger,
    refusals: new RefusalCounter(silentLogger),
  });
  networks.push(network);
  const heard: string[] = [];
  network.onLink((link) => {
    link.admit();
    link.onMessage((message) => pass(Buffer.from(message).toString()));
  });
  const pass = (text: string): void => {
    if (heard.includes(text)) return;
    heard.push(text);
    for (const link of network.links.value) link.send(utf8(text));
  };
  return { network, heard, say: pass };
}

type Peer = Awaited<ReturnType<typeof come>>;

function begun(attempt: PairingAttempt | null): PairingAttempt {
  if (attempt === null) throw new Error('no attempt');
  return attempt;
}

/** What people carry is bytes. */
function carried(side: PairingSide): PairingSide {
  const read = parsePairingSide(encodePairingSide(side));
  if (read === null) throw new Error('unreadable');
  return read;
}

async function pair(first: Peer, second: Peer): Promise<void> {
  const id = toBase64Url(secureRandom(16));
  const offer = begun(await first.network.pairing.offer(id));
  const answer = begun(await second.network.pairing.answer(id, carried(offer.side)));
  offer.complete(carried(answer.side));
  const links = await Promise.all([offer.link, answer.link]);
  expect(links.map((link) => link?.remote.peer)).toEqual([answer.side.peer, offer.side.peer]);
}

async function until(condition: () => boolean, what: string): Promise<void> {
  await expect.poll(condition, { timeout: 25_000, interval: 20, message: what }).toBe(true);
}

async function allHear(peers: readonly Peer[], speaker: Peer, text: string): Promise<void> {
  speaker.say(text);
  await until(() => peers.every(({ heard }) => heard.includes(text)), `all have heard: ${text}`);
}

const relations = ({ network }: Peer) => network.links.value.map(({ relation }) => relation.value);

test('[TR6] two codes make a link without any server; the owner comes first, whoever showed the first code', async () => {
  const keys = await makeRoomKeys();
  const owner = await come(keys, 9, true);
  const early = await come(keys, 1);
  await pair(early, owner);
  expect(relations(owner)).toEqual(['child']);
  expect(relations(early)).toEqual(['parent']);
  const late = await come(keys, 5);
  await pair(owner, late);
  expect(relations(late)).toEqual(['parent']);
  await allHear([owner, early, late], late, 'good morning');
});

test('[TR6] [TR3] one pairing is enough: the tree introduces its other peers, and holds when the first link goes', async () => {
  const keys = await makeRoomKeys();
  const owner = await come(keys, 1, true);
  const ben = await come(keys, 2);
  const cleo = await come(keys, 3);
  await pair(owner, ben);
  await pair(owner, cleo);
  // Looked for after some seconds, over the tree alone.
  await until(() => relations(cleo).includes('spare'), 'Cleo has a spare');
  await until(() => relations(ben).includes('spare'), 'and Ben is it');
  owner.network.close();
  await until(() => relations(cleo).includes('parent'), 'Cleo hangs on Ben');
  await allHear([ben, cleo], cleo, 'still here');
});

test('[TR6] [TR3] a pairing between two trees makes one of them, also where both sides hang on somebody', async () => {
  const keys = await makeRoomKeys();
  const [a, b, c, d] = await Promise.all([1, 2, 3, 4].map((at) => come(keys, at)));
  if (!a || !b || !c || !d) throw new Error('four peers');
  await pair(a, b);
  await pair(c, d);
  await pair(d, b);
  await until(() => relations(c).includes('parent'), 'the later root hangs on the earlier tree');
  await allHear([a, b, c, d], c, 'one tree');
});

test('[TR6] two that are linked know it, and a peer knows itself', async () => {
  const keys = await makeRoomKeys();
  const owner = await come(keys, 1, true);
  const ben = await come(keys, 2);
  const own = begun(await owner.network.pairing.offer(toBase64Url(secureRandom(16))));
  expect(owner.network.pairing.has(own.side.peer)).toBe(true);
  expect(ben.network.pairing.has(own.side.peer)).toBe(false);
  await pair(owner, ben);
  expect(ben.network.pairing.has(own.side.peer)).toBe(true);
});

test('[TR6] what is given up, or left with the class, ends without a link', async () => {
  const keys = await makeRoomKeys();
  const owner = await come(keys, 1, true);
  const ben = await come(keys, 2);
  const id = toBase64Url(secureRandom(16));
  const offer = begun(await owner.network.pairing.offer(id));
  const answer = begun(await ben.network.pairing.answer(id, carried(offer.side)));
  offer.abort();
  expect(await offer.link).toBe(null);
  ben.network.close();
  expect(await answer.link).toBe(null);
  expect(relations(owner)).toEqual([]);
});

test('[TR6] [TR1] an answer with the fingerprint of somebody else makes no link', async () => {
  const keys = await makeRoomKeys();
  const owner = await come(keys, 1, true);
  const ben = await come(keys, 2);
  const id = toBase64Url(secureRandom(16));
  const offer = begun(await owner.network.pairing.offer(id));
  const answer = begun(await ben.network.pairing.answer(id, carried(offer.side)));
  const ice = { ...answer.side.ice, fingerprint: new Uint8Array(32).fill(1) };
  offer.complete({ ...answer.side, ice });
  expect(await offer.link).toBe(null);
});

test('[TR6] [SE1] a rank that is none makes no link', async () => {
  const keys = await makeRoomKeys();
  const owner = await come(keys, 1, true);
  const ben = await come(keys, 2);
  const id = toBase64Url(secureRandom(16));
  const offer = begun(await owner.network.pairing.offer(id));
  const answer = begun(await ben.network.pairing.answer(id, carried(offer.side)));
  offer.complete({ ...carried(answer.side), rank: new Uint8Array(7).fill(255) });
  expect(await offer.link).toBe(null);
});
