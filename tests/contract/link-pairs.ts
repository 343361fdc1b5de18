import { toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';
import { RefusalCounter, silentLogger } from '../../src/base/logger.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { ClassId, PeerId } from '../../src/protocol/ids.ts';
import type { Channel, ChannelReceiver, Restart } from '../../src/transport/channel.ts';
import type { FramedLink } from '../../src/transport/framed-link.ts';
import { openLink } from '../../src/transport/open-link.ts';
import { RelayChannel } from '../../src/transport/relay-channel.ts';
import { RelayHub } from '../../src/transport/relay-hub.ts';
import { WebRtcChannel } from '../../src/transport/webrtc-channel.ts';
import { createNodePeerConnection } from '../support/node-rtc.ts';
import { digest, makeSigner, verifier } from '../unit/transport/test-identity.ts';

/** Two open channels that lead to each other. */
export interface ChannelPair {
  readonly asker: Channel;
  readonly acceptor: Channel;
}

export const CLASS = toBase64Url(new Uint8Array(32).fill(7)) as ClassId;

/**
 * A pair over real WebRTC. libjuice fails new connections at the moment in which it takes down others
 * (seen at the end of one test and the start of the next): then it is tried again a little later.
 */
export async function webRtcPair(): Promise<ChannelPair> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connect(systemClock);
    } catch (cause) {
      if (attempt === 5) throw cause;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  }
}

async function connect(clock: Clock): Promise<ChannelPair> {
  const make = (): { channel: WebRtcChannel; opened: Promise<Channel> } => {
    let channel: WebRtcChannel | null = null;
    const opened = new Promise<Channel>((resolve, reject) => {
      channel = new WebRtcChannel({
        createPeerConnection: createNodePeerConnection,
        iceServers: [],
        clock,
        logger: silentLogger,
        opened: resolve,
        failed: () => reject(new Error('The connection failed')),
      });
    });
    if (channel === null) throw new Error('Promise executors run at once');
    opened.catch(() => undefined); // a test that failed before does not wait for it
    return { channel, opened };
  };
  const acceptor = make();
  const asker = make();
  const offer = await acceptor.channel.offer();
  if (!offer.ok) throw new Error(offer.error);
  const answer = await asker.channel.answer(offer.value);
  if (!answer.ok) throw new Error(answer.error);
  const completed = await acceptor.channel.complete(answer.value);
  if (!completed.ok) throw new Error(completed.error);
  const [a, b] = await Promise.all([asker.opened, acceptor.opened]);
  return { asker: a, acceptor: b };
}

/** What travels between the two ends of a relay in this process, a frame per macrotask. */
export interface RelayWire {
  /** Takes each relayed payload on its way; null: it is lost. */
  tamper: (payload: Bytes, from: PeerId) => Bytes | null;
}

/** A pair through a relay in this process. */
export async function relayPair(
  wire: RelayWire = { tamper: (payload) => payload },
  refusals = new RefusalCounter(silentLogger),
): Promise<
  ChannelPair & { readonly hubs: { readonly asker: RelayHub; readonly acceptor: RelayHub } }
> {
  const hub = (self: PeerId, other: () => RelayHub): RelayHub =>
    new RelayHub(
      (_peer, payload) => {
        const passed = wire.tamper(payload.slice(), self);
        if (passed !== null) setImmediate(() => other().take(self, passed));
        return true;
      },
      silentLogger,
      refusals,
    );
  const hubs: { asker: RelayHub; acceptor: RelayHub } = {
    asker: hub(ASKER, () => hubs.acceptor),
    acceptor: hub(ACCEPTOR, () => hubs.asker),
  };
  const make = (role: 'ask' | 'accept'): { channel: RelayChannel; opened: Promise<Channel> } => {
    let channel: RelayChannel | null = null;
    const opened = new Promise<Channel>((resolve, reject) => {
      channel = new RelayChannel({
        hub: role === 'ask' ? hubs.asker : hubs.acceptor,
        classId: CLASS,
        self: role === 'ask' ? ASKER : ACCEPTOR,
        other: role === 'ask' ? ACCEPTOR : ASKER,
        role,
        id: toBase64Url(new Uint8Array(16).fill(9)),
        digest,
        clock: systemClock,
        logger: silentLogger,
        refusals,
        opened: resolve,
        failed: () => reject(new Error('The connection failed')),
      });
    });
    if (channel === null) throw new Error('Promise executors run at once');
    return { channel, opened };
  };
  const acceptor = make('accept');
  const asker = make('ask');
  const offer = await acceptor.channel.offer();
  if (!offer.ok) throw new Error(offer.error);
  const answer = await asker.channel.answer(offer.value);
  if (!answer.ok) throw new Error(answer.error);
  const completed = await acceptor.channel.complete(answer.value);
  if (!completed.ok) throw new Error(completed.error);
  const [a, b] = await Promise.all([asker.opened, acceptor.opened]);
  return { asker: a, acceptor: b, hubs };
}

export const ASKER = toBase64Url(new Uint8Array(16).fill(1)) as PeerId;
export const ACCEPTOR = toBase64Url(new Uint8Array(16).fill(2)) as PeerId;

/** Does the handshake on both ends; null for an end that refused. */
export async function shake(
  channels: ChannelPair,
  refusals: RefusalCounter,
  clock: Clock = systemClock,
): Promise<{ child: FramedLink | null; parent: FramedLink | null }> {
  const identities = { ask: await makeSigner(), accept: await makeSigner() };
  const end = (role: 'ask' | 'accept'): Promise<FramedLink | null> =>
    new Promise((resolve) => {
      openLink({
        channel: role === 'ask' ? channels.asker : channels.acceptor,
        role,
        classId: CLASS,
        self: role === 'ask' ? ASKER : ACCEPTOR,
        other: role === 'ask' ? ACCEPTOR : ASKER,
        identity: identities[role],
        verifier,
        digest,
        random: secureRandom,
        clock,
        logger: silentLogger,
        refusals,
        ready: resolve,
        failed: () => resolve(null),
      });
    });
  const [child, parent] = await Promise.all([end('ask'), end('accept')]);
  return { child, parent };
}

/** A channel in memory that hands over a frame per macrotask, as a slow network would. */
export class MemoryChannel implements Channel {
  readonly path = 'direct';
  restart: Restart | null = null;
  readonly fingerprints: { readonly local: Bytes; readonly remote: Bytes };
  other: MemoryChannel | null = null;
  bufferedAmount = 0;
  /** Swallows what is sent from now on, as a pulled plug does. */
  cut = false;
  #receiver: ChannelReceiver | null = null;
  #closed = false;

  constructor(local: number, remote: number) {
    this.fingerprints = {
      local: new Uint8Array(32).fill(local),
      remote: new Uint8Array(32).fill(remote),
    };
  }

  receive(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
  }

  send(frame: Bytes): boolean {
    if (this.#closed) return false;
    this.bufferedAmount += frame.length;
    const copy = frame.slice();
    setImmediate(() => {
      this.bufferedAmount -= copy.length;
      if (!this.cut) this.other?.take(copy);
      if (this.bufferedAmount <= 256 * 1024) this.#receiver?.low();
    });
    return true;
  }

  take(frame: Bytes): void {
    if (!this.#closed) this.#receiver?.frame(frame);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#receiver = null;
    setImmediate(() => this.other?.ended());
  }

  abort(): void {
    this.close();
  }

  ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#receiver?.ended();
  }
}

/** A pair in memory. */
export async function memoryPair(): Promise<{ asker: MemoryChannel; acceptor: MemoryChannel }> {
  const asker = new MemoryChannel(3, 4);
  const acceptor = new MemoryChannel(4, 3);
  asker.other = acceptor;
  acceptor.other = asker;
  return { asker, acceptor };
}
