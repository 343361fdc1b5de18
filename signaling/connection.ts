import type { WebSocket } from 'ws';
import type { Bytes } from '../src/base/bytes.ts';
import type { Clock } from '../src/base/clock.ts';
import { TokenBucket } from '../src/base/token-bucket.ts';
import { MAX_SIGNALING_FRAME } from '../src/protocol/limits.ts';
import { encodeSignaling, parseClientMessage } from '../src/protocol/parse-signaling.ts';
import { encodeRelayFrame, parseRelayFrame } from '../src/protocol/relay-frame.ts';
import type { RelayFrame } from '../src/protocol/relay-frame.ts';
import type {
  ClientMessage,
  ServerMessage,
  SignalingErrorCode,
} from '../src/protocol/signaling-messages.ts';
import type { Keeper } from './code-shelf.ts';
import type { LocalMember } from './exchange.ts';
import type { ServerLimits } from './server-limits.ts';

/** WebSocket close codes (RFC 6455, section 7.4.1, and the IANA registry). */
const CLOSE_CODES = {
  malformed: 1008,
  'proof-wrong': 1008,
  'too-large': 1009,
  'too-fast': 1013,
  'server-full': 1013,
} as const satisfies Partial<Record<SignalingErrorCode, number>>;

/** Errors after which the connection ends. */
export type FatalError = keyof typeof CLOSE_CODES;

/** How long the other side may take to answer a close frame, in ms, before its socket is destroyed. */
const CLOSE_GRACE_MS = 1000;

/** What a message costs in units of the rate: verifying, listing and telling many is dearer. */
const COSTS: Partial<Record<ClientMessage['type'], number>> = {
  enter: 20,
  card: 10,
  list: 20,
  'put-code': 10,
};

/** Messages that wait for an earlier one before no more are read. */
const READ_AHEAD = 16;

/** What a peer sends: a text frame, or bytes to relay. */
export type Incoming = ClientMessage | (RelayFrame & { readonly type: 'relay' });

/** What happens on a connection; all calls are synchronous but `onMessage`, whose end the next message waits for. */
export interface ConnectionEvents {
  onMessage(connection: Connection, message: Incoming): Promise<void>;
  /** Once, when nothing more will come or go. */
  onEnded(connection: Connection): void;
  /** Something was refused; a code for the log. */
  onRefused(code: string): void;
}

/** One peer's socket: checks and meters what comes in, hands it on one by one, and bounds what goes out. */
export class Connection implements Keeper {
  /** What this connection's `enter` has to sign. */
  readonly nonce: Bytes;
  /** Names it among all connections of all servers. */
  readonly id: string;
  /** The bucket of its address, see `addressBuckets`. */
  readonly address: string;
  /** Where it is; set by the message handler. */
  presence: { readonly room: string; readonly member: LocalMember } | null = null;

  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #events: ConnectionEvents;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #relayed: TokenBucket;
  readonly #waiting: Incoming[] = [];
  readonly #proofs = new Set<(alive: boolean) => void>();
  /** Told when something was sent, and when the connection ends. */
  readonly #onSent = new Set<() => void>();
  readonly #rests = new Set<() => void>();
  #handling = false;
  #ended = false;
  #sign = true;
  #paused = false;

  constructor(
    socket: WebSocket,
    facts: { readonly id: string; readonly nonce: Bytes; readonly address: string },
    parts: {
      readonly clock: Clock;
      readonly limits: ServerLimits;
      readonly events: ConnectionEvents;
    },
  ) {
    this.#socket = socket;
    this.id = facts.id;
    this.nonce = facts.nonce;
    this.address = facts.address;
    this.#clock = parts.clock;
    this.#limits = parts.limits;
    this.#events = parts.events;
    const { messageBurst, messagesPerSecond, byteBurst, bytesPerSecond } = parts.limits;
    this.#messages = new TokenBucket(parts.clock, messageBurst, messagesPerSecond);
    this.#bytes = new TokenBucket(parts.clock, byteBurst, bytesPerSecond);
    const { relayBurst, relayBytesPerSecond } = parts.limits;
    this.#relayed = new TokenBucket(parts.clock, relayBurst, relayBytesPerSecond);
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('pong', () => this.#showSign());
    socket.on('ping', () => {
      if (!this.#messages.take(1)) this.refuse('too-fast');
    });
    socket.on('error', () => this.#events.onRefused('frame-invalid')); // ws closes by itself
    socket.on('close', () => this.#end());
  }

  /** Whether the connection is open, as far as is known. */
  get alive(): boolean {
    return !this.#ended;
  }

  /** Sends a message, or ends the connection where its peer reads too slowly. */
  send(message: ServerMessage): void {
    if (this.#ended) return;
    if (this.#socket.bufferedAmount > this.#limits.unsentBytes) {
      this.#events.onRefused('reader-slow');
      this.terminate();
      return;
    }
    this.#socket.send(encodeSignaling(message));
  }

  /**
   * Sends what `from` says. False where so much waits already that its reader cannot be reached now: whoever floods a
   * peer then loses what they send, and does not get the peer cut off.
   */
  deliver(from: string, data: string): boolean {
    if (this.#ended) return false;
    if (this.#socket.bufferedAmount > this.#limits.unsentBytes / 2) {
      this.#events.onRefused('reader-busy');
      return false;
    }
    this.send({ type: 'from', peer: from, data });
    return true;
  }

  /**
   * Passes bytes of `from` on, as soon as what waits for this peer allows it. False where the connection is gone; it is
   * ended where its peer reads too slowly.
   */
  async relay(from: string, payload: Uint8Array): Promise<boolean> {
    const full = (): boolean => this.#socket.bufferedAmount > this.#limits.relayUnsentBytes;
    if (!this.#ended && full()) await this.#drain(full);
    if (this.#ended) return false;
    this.#socket.send(encodeRelayFrame(from, payload), () => this.#tellSent());
    return true;
  }

  /** Counts `bytes` that this peer has relayed; returns how many ms it has to wait before the next. */
  oweRelayed(bytes: number): number {
    return this.#relayed.owe(bytes);
  }

  /** Resolves after `ms`, or when the connection ends. */
  rest(ms: number): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#rests.delete(end);
        resolve();
      };
      const cancel = this.#clock.after(ms, end);
      this.#rests.add(end);
    });
  }

  /** Says why, then ends the connection. */
  refuse(code: FatalError): void {
    if (this.#ended) return;
    this.#events.onRefused(code);
    this.send({ type: 'error', code });
    this.close(CLOSE_CODES[code]);
  }

  /** Ends the connection with a close frame. */
  close(code: number): void {
    this.#end();
    this.#socket.close(code);
    const cancel = this.#clock.after(CLOSE_GRACE_MS, () => this.#socket.terminate());
    this.#socket.once('close', cancel);
  }

  /** Ends the connection at once. */
  terminate(): void {
    this.#end();
    this.#socket.terminate();
  }

  /** Asks for a sign of life; ends the connection where the last one asked for did not come. */
  beat(): void {
    if (this.#ended || this.#paused) return; // while nothing is read, no sign can be seen
    if (!this.#sign) {
      this.#events.onRefused('connection-dead');
      this.terminate();
      return;
    }
    this.#sign = false;
    this.#socket.ping();
  }

  /** Resolves with whether a sign of life comes within `ms`. */
  provesAlive(ms: number): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
    if (this.#paused) return Promise.resolve(true); // it has just been heard, and its answer would not be
    return new Promise((resolve) => {
      const settle = (alive: boolean): void => {
        cancel();
        this.#proofs.delete(settle);
        resolve(alive);
      };
      const cancel = this.#clock.after(ms, () => settle(false));
      this.#proofs.add(settle);
      this.#socket.ping();
    });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#ended) return;
    this.#showSign();
    if (data.length > MAX_SIGNALING_FRAME) return this.refuse('too-large');
    if (isBinary) {
      const frame = parseRelayFrame(data);
      return frame === null ? this.refuse('malformed') : this.#take({ type: 'relay', ...frame });
    }
    if (!this.#bytes.take(data.length)) return this.refuse('too-fast');
    const parsed = parseClientMessage(data.toString('utf8'));
    if (!parsed.ok) return this.refuse(parsed.error);
    const fits = this.#waiting.length < this.#limits.waitingMessages;
    if (!fits || !this.#messages.take(COSTS[parsed.value.type] ?? 1))
      return this.refuse('too-fast');
    this.#take(parsed.value);
  }

  #take(message: Incoming): void {
    this.#waiting.push(message);
    if (!this.#handling) return void this.#handleWaiting();
    // Who sends faster than is answered is read more slowly; what came in the same piece still waits here.
    if (message.type === 'relay' || this.#waiting.length > READ_AHEAD) this.#pause();
  }

  async #handleWaiting(): Promise<void> {
    this.#handling = true;
    try {
      let message = this.#waiting.shift();
      while (message !== undefined && !this.#ended) {
        await this.#events.onMessage(this, message);
        message = this.#waiting.shift();
      }
    } catch {
      // A broken invariant costs this connection, not the server.
      this.#events.onRefused('handler-failed');
      this.terminate();
    } finally {
      this.#handling = false;
      this.#resume();
    }
  }

  /** Waits until `full` is over; ends the connection where that takes too long. */
  async #drain(full: () => boolean): Promise<void> {
    const cancel = this.#clock.after(this.#limits.relayStallMs, () => {
      if (this.#ended) return;
      this.#events.onRefused('reader-slow');
      this.terminate();
    });
    while (!this.#ended && full()) {
      await new Promise<void>((resolve) => this.#onSent.add(resolve));
    }
    cancel();
  }

  #tellSent(): void {
    const told = [...this.#onSent];
    this.#onSent.clear();
    for (const tell of told) tell();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#sign = true;
    this.#socket.resume();
  }

  #showSign(): void {
    this.#sign = true;
    for (const settle of [...this.#proofs]) settle(true);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting.length = 0;
    for (const settle of [...this.#proofs]) settle(false);
    for (const end of [...this.#rests]) end();
    this.#tellSent();
    this.#resume(); // so that the goodbye of the other side is read
    this.#events.onEnded(this);
  }
}
