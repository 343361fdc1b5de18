import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { toBase64Url } from '../src/base/bytes.ts';
import type { Clock } from '../src/base/clock.ts';
import type { Logger, RefusalCounter } from '../src/base/logger.ts';
import type { RandomBytes } from '../src/base/random.ts';
import type { Unsubscribe } from '../src/base/unsubscribe.ts';
import { MAX_SIGNALING_FRAME } from '../src/protocol/limits.ts';
import { addressBuckets, clientAddress } from './address-bucket.ts';
import { AddressCounts } from './address-counts.ts';
import type { AddressBucket } from './address-bucket.ts';
import { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { KeyedBuckets } from './keyed-buckets.ts';
import { MessageHandler } from './message-handler.ts';
import { roomTags } from './room-tags.ts';
import type { ServerCounts } from './server-counts.ts';
import type { ServerLimits } from './server-limits.ts';

const SOCKET_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  // Somewhat over the limit, so that a frame a little too long is answered with a reason.
  maxPayload: 2 * MAX_SIGNALING_FRAME,
  // A message in thousands of pieces would cost memory that its length does not show.
  maxFragments: 64,
  maxBufferedChunks: 1024,
};

/** Accepts the sockets of peers and holds all that they share. Release with `close`. */
export class SignalingHub {
  /** What was refused so far, by code. */
  readonly refusals: RefusalCounter;
  readonly #sockets: WebSocketServer;
  readonly #connections = new Set<Connection>();
  readonly #perAddress: AddressCounts;
  readonly #bucket: AddressBucket;
  readonly #exchange: Exchange;
  readonly #handler: MessageHandler;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #limits: ServerLimits;
  readonly #proxies: number;
  readonly #comers: KeyedBuckets;
  #draining = false;
  #stopBeat: Unsubscribe;

  constructor(parts: {
    readonly clock: Clock;
    readonly random: RandomBytes;
    readonly refusals: RefusalCounter;
    readonly limits: ServerLimits;
    /** The caller's to close, after this. */
    readonly exchange: Exchange;
    /** Whether bytes are relayed between peers. */
    readonly relay: boolean;
    readonly counts: ServerCounts;
    readonly logger: Logger;
    /** Trusted reverse proxies in front, see `clientAddress`. */
    readonly proxies: number;
  }) {
    const { clock, limits } = parts;
    this.#clock = clock;
    this.#random = parts.random;
    this.#limits = limits;
    this.#proxies = parts.proxies;
    this.#exchange = parts.exchange;
    this.#bucket = addressBuckets(() => parts.exchange.addressSecret);
    this.refusals = parts.refusals;
    const tag = roomTags(parts.random);
    this.#handler = new MessageHandler({
      exchange: parts.exchange,
      clock,
      limits,
      relay: parts.relay,
      counts: parts.counts,
      onRefused: (code) => this.refusals.refuse(code),
      onMoved: (what, room) => parts.logger.log('debug', what, { room: tag(room) }),
    });
    this.#perAddress = new AddressCounts(limits.connectionsPerAddress);
    this.#comers = new KeyedBuckets(clock, limits.addressBurst, limits.addressPerSecond);
    this.#sockets = new WebSocketServer(SOCKET_OPTIONS);
    this.#stopBeat = this.#beatLater();
  }

  get rooms(): number {
    return this.#exchange.rooms;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Takes over the socket of an HTTP upgrade request. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#accept(webSocket, clientAddress(request, this.#proxies));
    });
  }

  /** Whether nobody new is let in, since the server is about to end. */
  get draining(): boolean {
    return this.#draining;
  }

  /**
   * Lets nobody new in and sends all away with "service restart", spread over `ms` so that they do not come back in
   * one blow. Resolves when the last was told.
   */
  async drain(ms: number): Promise<void> {
    this.#draining = true;
    const leaving = [...this.#connections];
    await Promise.all(
      leaving.map(
        (connection, i) =>
          new Promise<void>((resolve) => {
            this.#clock.after((ms * i) / leaving.length, () => {
              if (connection.alive) connection.close(1012);
              resolve();
            });
          }),
      ),
    );
  }

  /** Says goodbye to all peers. */
  close(): void {
    this.#stopBeat();
    for (const connection of [...this.#connections]) connection.close(1001);
    this.#sockets.close();
  }

  #accept(socket: WebSocket, from: string): void {
    const nonce = this.#random(32);
    const address = this.#bucket(from);
    const connection = new Connection(
      socket,
      { id: toBase64Url(this.#random(12)), nonce, address },
      {
        clock: this.#clock,
        limits: this.#limits,
        events: {
          onMessage: (sender, message) => this.#handler.handle(sender, message),
          onEnded: (ended) => this.#forget(ended),
          onRefused: (code) => this.refusals.refuse(code),
        },
      },
    );
    const fits = this.#perAddress.add(address);
    this.#connections.add(connection);
    if (!fits || this.#connections.size > this.#limits.connections) {
      return connection.refuse('server-full');
    }
    if (!this.#comers.of(address).take(1)) return connection.refuse('too-fast');
    connection.send({ type: 'nonce', nonce: toBase64Url(nonce) });
  }

  #forget(connection: Connection): void {
    this.#handler.forget(connection);
    this.#connections.delete(connection);
    this.#perAddress.remove(connection.address);
  }

  #beatLater(): Unsubscribe {
    return this.#clock.after(this.#limits.heartbeatMs, () => {
      for (const connection of [...this.#connections]) connection.beat();
      this.#stopBeat = this.#beatLater();
    });
  }
}
