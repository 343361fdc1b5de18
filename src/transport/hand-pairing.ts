import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PairingSide } from '../protocol/pairing-code.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { Channel } from './channel.ts';
import type { FramedLink } from './framed-link.ts';
import { candidatesOf, describeSide, readIceSide } from './ice-side.ts';
import type { LinkContext } from './link-context.ts';
import { openLink } from './open-link.ts';
import type { Pairing, PairingAttempt } from './network.ts';
import type { PeerConnection } from './peer-connection.ts';
import { compareRanks, encodeRank, parseRank } from './rank.ts';
import type { Rank } from './rank.ts';
import { WebRtcChannel } from './webrtc-channel.ts';

/** How long a connection may take once both codes were read. */
const CONNECT_MS = 30_000;
/** How long an answer may be on its way from one screen to the other, and an offer wait for one. */
const ANSWER_MS = 10 * 60_000;
/**
 * Who answered knocks all the time until it is answered: firewalls let in only whom was called within the last half
 * minute, and browsers give a candidate up after 15 s.
 */
const KNOCK_MS = 5_000;

export interface HandPairingOptions {
  readonly context: LinkContext;
  readonly rank: Rank;
  readonly has: (peer: PeerId) => boolean;
  /** What we would take one before us for. */
  readonly seeks: () => PairingSide['seeks'];
  /** A link came about by the attempt `id`; `seeks` is what the later one of the two wants the earlier one to be. */
  readonly linked: (link: FramedLink, id: string, other: Rank, seeks: PairingSide['seeks']) => void;
}

/** `Pairing` over WebRTC without any ICE server: in a room without the internet there is none. */
export class HandPairing implements Pairing {
  readonly #options: HandPairingOptions;
  readonly #attempts = new Set<Attempt>();

  constructor(options: HandPairingOptions) {
    this.#options = options;
  }

  has(peer: PeerId): boolean {
    return this.#options.has(peer);
  }

  offer(id: string): Promise<PairingAttempt | null> {
    return this.#begin(id, null);
  }

  answer(id: string, other: PairingSide): Promise<PairingAttempt | null> {
    return this.#begin(id, other);
  }

  stop(): void {
    for (const attempt of this.#attempts) attempt.abort();
  }

  async #begin(id: string, other: PairingSide | null): Promise<PairingAttempt | null> {
    const { context } = this.#options;
    if (context.relayOnly) return null; // nobody learns our address from us
    let attempt: Attempt;
    try {
      attempt = new Attempt(this.#options, id, other);
    } catch (cause) {
      context.logger.log('warn', 'webrtc-unavailable', { cause: String(cause) });
      return null;
    }
    this.#attempts.add(attempt);
    void attempt.link.then(() => this.#attempts.delete(attempt));
    if (await attempt.describe()) return attempt;
    attempt.abort();
    return null;
  }
}

class Attempt implements PairingAttempt {
  readonly link: Promise<FramedLink | null>;
  readonly #options: HandPairingOptions;
  readonly #id: string;
  readonly #channel: WebRtcChannel;
  readonly #answers: boolean;
  #connection: PeerConnection | null = null;
  #settle: (link: FramedLink | null) => void = () => undefined;
  #own: PairingSide | null = null;
  #other: PairingSide | null;
  #cancelTimeout: Unsubscribe;
  #cancelKnock: Unsubscribe = () => undefined;
  #stopHandshake: Unsubscribe = () => undefined;
  #over = false;

  /** Throws where there is no WebRTC. */
  constructor(options: HandPairingOptions, id: string, other: PairingSide | null) {
    this.#options = options;
    this.#id = id;
    this.#other = other;
    this.#answers = other !== null;
    const { context } = options;
    this.#channel = new WebRtcChannel({
      ...context,
      iceServers: [],
      patient: true,
      createPeerConnection: (configuration) =>
        (this.#connection = context.createPeerConnection(configuration)),
      opened: (channel) => this.#opened(channel),
      failed: () => this.#end(null),
    });
    this.link = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#cancelTimeout = context.clock.after(ANSWER_MS, () => this.#end(null));
  }

  get side(): PairingSide {
    if (this.#own === null) throw new Error('The attempt was not described');
    return this.#own;
  }

  get hidden(): boolean {
    return this.side.ice.addresses.every(({ kind }) => kind === 'mdns');
  }

  /** Finds out what the other side must be told; false where this does not work here. */
  async describe(): Promise<boolean> {
    const { context, rank, seeks } = this.#options;
    const described =
      this.#other === null
        ? await this.#channel.offer()
        : await this.#channel.answer(describeSide(this.#other.ice, 'offer'));
    const ice = described.ok ? readIceSide(described.value) : described;
    if (!ice.ok) {
      context.logger.log('warn', 'pairing-refused', { code: ice.error });
      return false;
    }
    this.#own = { peer: rank.peer, rank: encodeRank(rank), seeks: seeks(), ice: ice.value };
    if (this.#answers) this.#knockLater();
    return !this.#over;
  }

  complete(other: PairingSide): void {
    if (this.#other !== null || this.#over) return;
    this.#other = other;
    this.#cancelTimeout();
    this.#cancelTimeout = this.#options.context.clock.after(CONNECT_MS, () => this.#end(null));
    void this.#channel.complete(describeSide(other.ice, 'answer')).then((completed) => {
      if (completed.ok) this.#knockLater();
      else this.#refuse(completed.error);
    });
  }

  abort(): void {
    this.#end(null);
  }

  #knockLater(): void {
    if (this.#over) return;
    this.#cancelKnock = this.#options.context.clock.after(KNOCK_MS, () => {
      this.#knock();
      this.#knockLater();
    });
  }

  #knock(): void {
    const other = this.#other;
    if (other === null) return;
    for (const candidate of candidatesOf(other.ice))
      this.#connection
        ?.addIceCandidate({ candidate, sdpMid: '0', sdpMLineIndex: 0 })
        .catch((cause: unknown) =>
          this.#options.context.logger.log('info', 'pairing-knock', { cause: String(cause) }),
        );
  }

  #opened(channel: Channel): void {
    const { context, rank, linked } = this.#options;
    const own = this.side;
    const side = this.#other;
    const other = side === null ? null : parseRank(side.rank, side.peer);
    if (side === null || other === null) {
      this.#refuse('pairing-rank');
      return;
    }
    this.#cancelKnock();
    const role = compareRanks(rank, other) > 0 ? 'ask' : 'accept';
    this.#stopHandshake = openLink({
      ...context,
      channel,
      role,
      other: side.peer,
      failed: () => this.#end(null),
      ready: (link) => {
        linked(link, this.#id, other, role === 'ask' ? own.seeks : side.seeks);
        this.#end(link);
      },
    });
  }

  #refuse(code: string): void {
    if (this.#over) return;
    this.#options.context.refusals.refuse(code);
    this.#end(null);
  }

  #end(link: FramedLink | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimeout();
    this.#cancelKnock();
    this.#connection = null;
    if (link === null) {
      this.#stopHandshake();
      this.#channel.abort();
    }
    this.#settle(link);
  }
}
