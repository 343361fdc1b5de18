import { concat, fromBase64Url, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { createRelayKeys } from '../crypto/relay-keys.ts';
import type { RelayCipher, RelayKeys } from '../crypto/relay-keys.ts';
import type { Digest } from '../crypto/signer.ts';
import type { ClassId, PeerId } from '../protocol/ids.ts';
import { RELAY_WINDOW } from '../protocol/limits.ts';
import type { Channel, ChannelReceiver, ConnectingChannel } from './channel.ts';
import { MAX_FRAME_PAYLOAD } from './framing.ts';
import { idBytes } from './handshake.ts';
import type { LinkRole } from './handshake.ts';
import type { RelayHub } from './relay-hub.ts';
import { LOW_WATER } from './webrtc-channel.ts';

/** First byte of what is sealed. */
const PIECE = {
  /** The last piece of a frame. */
  last: 0,
  /** A piece of a frame; more follow. */
  part: 1,
  /** "I have taken so many bytes more" (4 bytes, big-endian). */
  credit: 2,
  /** The sender ends the channel. */
  end: 3,
} as const;
/** With the piece's byte, the tag and the channel's id it fits a relayed frame; a 16 KiB part of a message fits it. */
const PIECE_BYTES = 16 * 1024 + 1024;
/** Taken bytes after which the other side is told. */
const CREDIT_BYTES = RELAY_WINDOW / 4;
/** What may come before the key is agreed: a hello. */
const MAX_EARLY_BYTES = 4 * 1024;
/** What a piece costs in the window besides its bytes: its share of seal, id and heads. */
const PIECE_COST = 64;
/** Sealed bytes that may wait to be opened: the window, and credits. */
const MAX_INCOMING = 2 * RELAY_WINDOW;
const FINGERPRINT_LABEL = utf8('lectern/relay-key/1');
/** How long what was sent may take to leave after `close`. */
const LINGER_MS = 1_000;

export interface RelayChannelOptions {
  readonly hub: RelayHub;
  readonly classId: ClassId;
  readonly self: PeerId;
  readonly other: PeerId;
  readonly role: LinkRole;
  /** The attempt's id: the channel's name at the hub. */
  readonly id: string;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
  /** Called once, when frames can be sent; call `receive` from it. */
  readonly opened: (channel: Channel) => void;
  /** Called once if it ends before it opened. */
  readonly failed: () => void;
}

/**
 * A `Channel` through the signalling server's relay, sealed end to end under keys made for it alone
 * (TR5). Its fingerprints are hashes of the two ephemeral keys, so the handshake of TR1 proves who made them.
 * At most `RELAY_WINDOW` bytes are on their way; the other side's credits let more go. A lost socket
 * ends it, as nobody knows what was lost with it.
 */
export class RelayChannel implements Channel, ConnectingChannel {
  readonly path = 'relay';
  readonly restart = null;
  readonly #options: RelayChannelOptions;
  readonly #leaveHub: () => void;
  #keys: RelayKeys | null = null;
  #cipher: RelayCipher | null = null;
  #fingerprints: { local: Bytes; remote: Bytes } | null = null;
  #receiver: ChannelReceiver | null = null;
  #state: 'new' | 'open' | 'closing' | 'closed' = 'new';
  /** Pieces that wait for the window. */
  #waiting: Bytes[] = [];
  #waitingBytes = 0;
  /** Bytes on their way: sent, and not yet credited. */
  #onTheWay = 0;
  /** Seals one after the other, as they are numbered. */
  #sealing: Promise<void> = Promise.resolve();
  /** Opens likewise. */
  #opening: Promise<void> = Promise.resolve();
  #incoming = 0;
  readonly #early: Bytes[] = [];
  /** The frame that is being put together. */
  #parts: Bytes[] = [];
  #partBytes = 0;
  #uncredited = 0;
  #cancelLinger: Unsubscribe = () => undefined;

  constructor(options: RelayChannelOptions) {
    this.#options = options;
    this.#leaveHub = options.hub.open(options.other, options.id, {
      take: (sealed) => this.#take(sealed),
      ended: (why) => this.#ended(why),
    });
  }

  get fingerprints(): { readonly local: Bytes; readonly remote: Bytes } {
    if (this.#fingerprints === null) throw new Error('The channel was not opened');
    return this.#fingerprints;
  }

  get bufferedAmount(): number {
    return this.#waitingBytes + this.#onTheWay;
  }

  /** Our ephemeral key. Never rejects. */
  async offer(): Promise<Result<string>> {
    this.#keys = await createRelayKeys();
    return ok(toBase64Url(this.#keys.publicKey));
  }

  /** Takes the other side's key and gives ours. */
  async answer(offer: string): Promise<Result<string>> {
    const own = await this.offer();
    const completed = await this.complete(offer);
    return completed.ok ? own : completed;
  }

  /** Takes the other side's key. */
  async complete(answer: string): Promise<Result<null>> {
    const other = fromBase64Url(answer);
    if (other === null || this.#keys === null || this.#cipher !== null) return err('relay-key');
    const { role, classId, self, digest } = this.#options;
    const keys = this.#keys;
    const { other: remotePeer, id } = this.#options;
    const [asker, acceptor] = role === 'ask' ? [self, remotePeer] : [remotePeer, self];
    const context = concat(idBytes(classId), idBytes(asker), idBytes(acceptor), idBytes(id));
    const cipher = await keys.agree(role, other, context);
    if (cipher === null) return err('relay-key');
    const [local, remote] = await Promise.all([
      digest(concat(FINGERPRINT_LABEL, keys.publicKey)),
      digest(concat(FINGERPRINT_LABEL, other)),
    ]);
    if (this.#state !== 'new') return err('closed');
    this.#cipher = cipher;
    this.#fingerprints = { local, remote };
    this.#state = 'open';
    this.#options.opened(this);
    for (const sealed of this.#early.splice(0)) this.#open(sealed);
    return ok(null);
  }

  receive(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
  }

  send(frame: Bytes): boolean {
    if (this.#state !== 'open') return false;
    for (let at = 0; at === 0 || at < frame.length; at += PIECE_BYTES) {
      const last = at + PIECE_BYTES >= frame.length;
      const piece = concat(
        Uint8Array.of(last ? PIECE.last : PIECE.part),
        frame.subarray(at, at + PIECE_BYTES),
      );
      this.#waiting.push(piece);
      this.#waitingBytes += piece.length;
    }
    this.#pump();
    return true;
  }

  close(): void {
    if (this.#state !== 'open') {
      this.abort();
      return;
    }
    this.#state = 'closing';
    this.#receiver = null;
    this.#cancelLinger = this.#options.clock.after(LINGER_MS, () => this.abort());
    this.#pump();
  }

  abort(): void {
    if (this.#state === 'closed') return;
    const told = this.#state !== 'new';
    this.#cancelLinger();
    this.#state = 'closed';
    this.#receiver = null;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#early.length = 0;
    this.#parts = [];
    if (told) this.#seal(Uint8Array.of(PIECE.end));
    this.#leaveHub();
  }

  /** Sends as much as the window allows. */
  #pump(): void {
    while (this.#onTheWay < RELAY_WINDOW) {
      const piece = this.#waiting.shift();
      if (piece === undefined) break;
      this.#waitingBytes -= piece.length;
      this.#onTheWay += piece.length + PIECE_COST;
      this.#seal(piece);
    }
    if (this.#state === 'closing' && this.#waiting.length === 0) this.abort();
  }

  #seal(piece: Bytes): void {
    const cipher = this.#cipher;
    const { hub, other, id } = this.#options;
    if (cipher === null) return;
    const sealed = cipher.seal(piece);
    this.#sealing = this.#sealing
      .then(async () => {
        if (!hub.send(other, id, await sealed)) this.#ended('signaling-lost');
      })
      .catch((cause: unknown) => this.#failed('relay-seal-failed', cause));
  }

  #take(sealed: Bytes): void {
    this.#incoming += sealed.length;
    const limit = this.#state === 'new' ? MAX_EARLY_BYTES : MAX_INCOMING;
    if (this.#incoming > limit) this.#refuse('relay-flood');
    else if (this.#state === 'new') this.#early.push(sealed);
    else this.#open(sealed);
  }

  #open(sealed: Bytes): void {
    const opened = this.#cipher?.open(sealed);
    this.#opening = this.#opening
      .then(async () => {
        const piece = await opened;
        this.#incoming -= sealed.length;
        if (this.#state === 'closed') return;
        if (piece === null || piece === undefined) this.#refuse('relay-forged');
        else this.#handle(piece);
      })
      .catch((cause: unknown) => this.#failed('relay-open-failed', cause));
  }

  #handle(piece: Bytes): void {
    switch (piece[0]) {
      case PIECE.last:
      case PIECE.part:
        this.#handlePart(piece);
        return;
      case PIECE.credit: {
        const credit =
          piece.length === 5 ? new DataView(piece.buffer, piece.byteOffset).getUint32(1) : 0;
        if (credit === 0 || credit > this.#onTheWay) {
          this.#refuse('relay-credit');
          return;
        }
        this.#onTheWay -= credit;
        this.#pump();
        if (this.bufferedAmount <= LOW_WATER) this.#receiver?.low();
        return;
      }
      case PIECE.end:
        this.#ended('relay-closed');
        return;
      default:
        this.#refuse('relay-piece');
    }
  }

  #handlePart(piece: Bytes): void {
    this.#partBytes += piece.length - 1;
    this.#uncredited += piece.length + PIECE_COST;
    const wasted = piece[0] === PIECE.part && piece.length !== 1 + PIECE_BYTES;
    if (wasted || this.#partBytes > 1 + MAX_FRAME_PAYLOAD) {
      this.#refuse('relay-piece');
      return;
    }
    this.#parts.push(piece.subarray(1));
    if (piece[0] === PIECE.last) {
      const frame = concat(...this.#parts.splice(0));
      this.#partBytes = 0;
      this.#receiver?.frame(frame);
    }
    if (this.#uncredited < CREDIT_BYTES || this.#state === 'closed') return;
    const credit = new Uint8Array(5);
    credit[0] = PIECE.credit;
    new DataView(credit.buffer).setUint32(1, this.#uncredited);
    this.#uncredited = 0;
    this.#seal(credit);
  }

  #refuse(code: string): void {
    this.#options.refusals.refuse(code, { peer: this.#options.other });
    this.#ended(code);
  }

  #failed(code: string, cause: unknown): void {
    this.#options.logger.log('error', code, { cause: String(cause) });
    this.#ended(code);
  }

  #ended(why: string): void {
    if (this.#state === 'closed') return;
    this.#options.logger.log('info', 'channel-ended', { why, state: this.#state });
    const opened = this.#state !== 'new';
    const receiver = this.#receiver;
    this.abort();
    if (opened) receiver?.ended();
    else this.#options.failed();
  }
}
