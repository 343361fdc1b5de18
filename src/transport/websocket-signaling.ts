import { fromBase64Url, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import { encodeSignaling, parseServerMessage } from '../protocol/parse-signaling.ts';
import { encodeRelayFrame, parseRelayFrame } from '../protocol/relay-frame.ts';
import { roomProofBytes } from '../protocol/room-proof.ts';
import type {
  ClientMessage,
  ServerMessage,
  SignalingErrorCode,
} from '../protocol/signaling-messages.ts';
import { Backoff } from './backoff.ts';
import { CodeRequests } from './code-requests.ts';
import type { SignalingState } from './network.ts';
import type { Room, RoomEntrance, RoomEvents, Signaling, WakeSource } from './signaling.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** First and longest pause between attempts to connect. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 20_000;
/** While the loss is fresh nobody waits longer, so that the end of a partition is noticed within seconds. */
const FRESH_RETRY_MS = 3_000;
const FRESH_MS = 3 * 60_000;
/** A connection that has not brought its nonce by then is given up. */
const CONNECT_MS = 10_000;
/** After so long without anything from the server we ask for a sign of life … */
const QUIET_MS = 25_000;
/** … and after so long without it the connection is dead. */
const PROBE_MS = 10_000;
/** The same after the device woke up or changed its network: then it probably is. */
const WAKE_PROBE_MS = 3_000;

export interface WebSocketSignalingOptions {
  /** `wss://…` or `ws://…`. */
  readonly url: string;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
  /** Browsers: `online` and `visibilitychange`. */
  readonly wake?: WakeSource;
}

interface Present {
  entrance: RoomEntrance;
  readonly events: RoomEvents;
  watching: boolean;
}

/** `Signaling` over a WebSocket. Nothing is connected before something needs it. */
export class WebSocketSignaling implements Signaling {
  readonly #options: WebSocketSignalingOptions;
  readonly #state = new ObservableValue<SignalingState>('connecting');
  readonly #backoff: Backoff;
  readonly #codes: CodeRequests;
  readonly #stopWaking: Unsubscribe;
  #socket: Socket | null = null;
  #nonce: Uint8Array | null = null;
  #present: Present | null = null;
  #entered = false;
  /** When the server was last there, or first wanted. */
  #upAt: number;
  #closed = false;
  /** Ends the wait for the next attempt, the nonce, or a sign of life: one at a time. */
  #cancel: Unsubscribe = () => undefined;

  constructor(options: WebSocketSignalingOptions) {
    this.#options = options;
    this.#upAt = options.clock.now();
    this.#backoff = new Backoff(RETRY_MS, LONGEST_RETRY_MS, options.random);
    this.#codes = new CodeRequests(options.clock, (message) => this.#send(message));
    this.#stopWaking = options.wake?.(() => this.#wake()) ?? (() => undefined);
  }

  get state(): Observable<SignalingState> {
    return this.#state;
  }

  enter(entrance: RoomEntrance, events: RoomEvents): Room {
    if (this.#present !== null) throw new Error('In a room already');
    const present: Present = { entrance, events, watching: false };
    this.#present = present;
    if (this.#nonce !== null) this.#enter();
    else this.#need();
    const here = (): boolean => this.#present === present && this.#entered;
    return {
      watch: (on) => {
        if (present.watching === on) return;
        present.watching = on;
        if (here()) this.#send({ type: 'watch', on });
      },
      list: (from) => {
        if (here()) this.#send({ type: 'list', from });
      },
      send: (peer, data) => here() && this.#send({ type: 'to', peer, data }),
      relay: (peer, payload) => here() && this.#sendBytes(encodeRelayFrame(peer, payload)),
      leave: () => {
        if (this.#present !== present) return;
        this.#present = null;
        // The server knows leaving only as the connection's end; codes have their own life.
        this.#drop();
        if (this.#codes.waiting) this.#need();
      },
    };
  }

  putCode(id: string, ticket: string, ttl: number, signal?: AbortSignal): Promise<void> {
    return this.#codes.put(id, ticket, ttl, signal);
  }

  dropCode(id: string): void {
    this.#codes.drop(id);
  }

  getCode(id: string, signal?: AbortSignal): Promise<string | null> {
    const ticket = this.#codes.get(id, signal);
    if (this.#closed) this.#codes.unreachable();
    else this.#need();
    return ticket;
  }

  close(): void {
    this.#closed = true;
    this.#stopWaking();
    this.#present = null;
    this.#drop();
    this.#codes.close();
    this.#state.set('offline');
  }

  /** Connects now unless a connection is there or under way. */
  #need(): void {
    if (this.#closed || this.#socket !== null) return;
    this.#cancel();
    let socket: Socket;
    try {
      socket = this.#options.openSocket(this.#options.url);
    } catch (cause) {
      this.#options.logger.log('warn', 'signaling-url-refused', { cause: String(cause) });
      this.#failed();
      return;
    }
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const mine = (): boolean => this.#socket === socket;
    socket.addEventListener('message', ({ data }) => {
      if (mine()) this.#take(data);
    });
    socket.addEventListener('error', () => undefined); // `close` follows
    socket.addEventListener('close', () => {
      if (mine()) this.#lost();
    });
    this.#cancel = this.#options.clock.after(CONNECT_MS, () => this.#lost());
  }

  #wake(): void {
    if (this.#closed) return;
    if (this.#socket === null) {
      if (this.#present !== null || this.#codes.waiting) {
        this.#backoff.reset();
        this.#need();
      }
    } else if (this.#nonce !== null) {
      this.#probe(WAKE_PROBE_MS);
    }
  }

  #take(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      this.#takeBytes(new Uint8Array(data));
      return;
    }
    const parsed = parseServerMessage(typeof data === 'string' ? data : '');
    if (!parsed.ok) {
      this.#options.refusals.refuse(`signaling-${parsed.error}`);
      return;
    }
    this.#listen();
    try {
      this.#handle(parsed.value);
    } catch (cause) {
      this.#options.logger.log('error', 'signaling-listener-failed', { cause: String(cause) });
    }
  }

  #takeBytes(bytes: Uint8Array): void {
    const frame = parseRelayFrame(bytes);
    if (frame === null) {
      this.#options.refusals.refuse('signaling-malformed');
      return;
    }
    this.#listen();
    try {
      this.#present?.events.relayed(frame.peer as PeerId, frame.payload);
    } catch (cause) {
      this.#options.logger.log('error', 'signaling-listener-failed', { cause: String(cause) });
    }
  }

  #handle(message: ServerMessage): void {
    const events = this.#present?.events;
    switch (message.type) {
      case 'nonce':
        this.#nonce = fromBase64Url(message.nonce);
        this.#codes.connected();
        if (this.#present !== null) this.#enter();
        else this.#up();
        return;
      case 'members':
        if (!this.#entered) {
          this.#entered = true;
          this.#up();
          if (this.#present?.watching === true) {
            this.#send({ type: 'watch', on: true });
            this.#send({ type: 'list', from: 0 }); // who came after this list and before the watch is in the next
          }
          this.#codes.entered();
        }
        events?.members(message.members, message.next);
        return;
      case 'member':
        events?.member(message.member);
        return;
      case 'from':
        if (message.peer !== this.#present?.entrance.peer)
          events?.from(message.peer as PeerId, message.data);
        return;
      case 'gone':
        events?.gone(message.peer as PeerId);
        return;
      case 'relay-refused':
        events?.relayRefused(message.peer as PeerId, message.code);
        return;
      case 'code-kept':
        this.#codes.keptBy(message.id);
        return;
      case 'code':
        this.#up();
        this.#codes.answered(message.id, message.ticket);
        return;
      case 'error':
        this.#refused(message.code);
    }
  }

  #refused(code: SignalingErrorCode): void {
    this.#options.logger.log('warn', 'signaling-refused', { code });
    if (code === 'code-tries' || code === 'code-full') this.#codes.refused(code);
    else if (code !== 'not-entered') this.#lost(); // come back after a pause: most of these pass
  }

  #enter(): void {
    const nonce = this.#nonce;
    const present = this.#present;
    const socket = this.#socket;
    if (nonce === null || present === null) return;
    const { signer, peer, card } = present.entrance;
    const peerBytes = fromBase64Url(peer);
    if (peerBytes === null) throw new Error('A peer id that is not base64url');
    signer
      .sign(roomProofBytes(nonce, signer.publicKey, peerBytes))
      .then((proof) => {
        if (this.#socket !== socket || this.#present !== present) return;
        const room = toBase64Url(signer.publicKey);
        this.#send({ type: 'enter', room, peer, proof: toBase64Url(proof), card });
      })
      .catch((cause: unknown) => {
        this.#options.logger.log('error', 'signaling-proof-failed', { cause: String(cause) });
      });
  }

  /** The server answers as it should. */
  #up(): void {
    this.#upAt = this.#options.clock.now();
    this.#backoff.reset();
    this.#state.set('connected');
  }

  /** Waits for the next sign of life. */
  #listen(): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(QUIET_MS, () => this.#probe());
  }

  /** Asks for a sign of life: in a room a message to ourselves comes back; without one nobody minds. */
  #probe(ms = PROBE_MS): void {
    this.#cancel();
    const self = this.#present?.entrance.peer;
    if (self === undefined || !this.#entered) return;
    this.#send({ type: 'to', peer: self, data: '' });
    this.#cancel = this.#options.clock.after(ms, () => this.#lost());
  }

  #send(message: ClientMessage): boolean {
    return this.#sendBytes(encodeSignaling(message));
  }

  #sendBytes(data: string | Bytes): boolean {
    if (this.#socket === null || this.#nonce === null) return false;
    try {
      this.#socket.send(data);
      return true;
    } catch (cause) {
      this.#options.logger.log('info', 'signaling-send-failed', { cause: String(cause) });
      return false;
    }
  }

  /** Lets the connection go; what it says from now on is not heard. */
  #drop(): void {
    this.#cancel();
    const socket = this.#socket;
    this.#socket = null;
    this.#nonce = null;
    this.#entered = false;
    this.#codes.left();
    try {
      socket?.close();
    } catch (cause) {
      this.#options.logger.log('info', 'signaling-close-failed', { cause: String(cause) });
    }
  }

  #lost(): void {
    const entered = this.#entered;
    this.#drop();
    this.#failed();
    if (entered) this.#present?.events.lost();
  }

  #failed(): void {
    this.#state.set('offline');
    this.#codes.unreachable();
    if (this.#closed || this.#present === null) return;
    const { clock } = this.#options;
    const longest = clock.now() - this.#upAt < FRESH_MS ? FRESH_RETRY_MS : LONGEST_RETRY_MS;
    const pause = Math.min(this.#backoff.next(), longest * (0.5 + this.#backoff.jitter() / 2));
    this.#cancel = clock.after(pause, () => this.#need());
  }
}
