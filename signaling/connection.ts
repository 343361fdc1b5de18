import type { WebSocket } from 'ws';
import type { Bytes } from '../src/base/bytes.ts';
import type { Clock } from '../src/base/clock.ts';
import { MAX_SIGNALING_FRAME } from '../src/protocol/limits.ts';
import { encodeSignaling, parseClientMessage } from '../src/protocol/parse-signaling.ts';
import type {
  ClientMessage,
  ServerMessage,
  SignalingErrorCode,
} from '../src/protocol/signaling-messages.ts';
import type { Keeper } from './code-shelf.ts';
import type { Member } from './rooms.ts';
import type { ServerLimits } from './server-limits.ts';
import { TokenBucket } from './token-bucket.ts';

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

/** What happens on a connection; all calls are synchronous but `onMessage`, whose end the next message waits for. */
export interface ConnectionEvents {
  onMessage(connection: Connection, message: ClientMessage): Promise<void>;
  /** Once, when nothing more will come or go. */
  onEnded(connection: Connection): void;
  /** Something was refused; a code for the log. */
  onRefused(code: string): void;
}

/** One who is in a room, with their connection. */
export interface ConnectedMember extends Member {
  readonly connection: Connection;
}

/** One peer's socket: checks and meters what comes in, hands it on one by one, and bounds what goes out. */
export class Connection implements Keeper {
  /** What this connection's `enter` has to sign. */
  readonly nonce: Bytes;
  /** The bucket of its address, see `addressBuckets`. */
  readonly address: string;
  /** Where it is; set by the message handler. */
  presence: { readonly room: string; readonly member: ConnectedMember } | null = null;

  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #limits: ServerLimits;
  readonly #events: ConnectionEvents;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #waiting: ClientMessage[] = [];
  readonly #proofs = new Set<(alive: boolean) => void>();
  #handling = false;
  #ended = false;
  #sign = true;

  constructor(
    socket: WebSocket,
    facts: { readonly nonce: Bytes; readonly address: string },
    parts: {
      readonly clock: Clock;
      readonly limits: ServerLimits;
      readonly events: ConnectionEvents;
    },
  ) {
    this.#socket = socket;
    this.nonce = facts.nonce;
    this.address = facts.address;
    this.#clock = parts.clock;
    this.#limits = parts.limits;
    this.#events = parts.events;
    const { messageBurst, messagesPerSecond, byteBurst, bytesPerSecond } = parts.limits;
    this.#messages = new TokenBucket(parts.clock, messageBurst, messagesPerSecond);
    this.#bytes = new TokenBucket(parts.clock, byteBurst, bytesPerSecond);
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
    if (this.#ended) return;
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
    if (isBinary) return this.refuse('malformed');
    if (data.length > MAX_SIGNALING_FRAME) return this.refuse('too-large');
    if (!this.#bytes.take(data.length)) return this.refuse('too-fast');
    const parsed = parseClientMessage(data.toString('utf8'));
    if (!parsed.ok) return this.refuse(parsed.error);
    const fits = this.#waiting.length < this.#limits.waitingMessages;
    if (!fits || !this.#messages.take(COSTS[parsed.value.type] ?? 1))
      return this.refuse('too-fast');
    this.#waiting.push(parsed.value);
    if (!this.#handling) void this.#handleWaiting();
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
    }
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
    this.#events.onEnded(this);
  }
}
