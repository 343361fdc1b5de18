import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Profile } from './profile.ts';

/** Pieces that connections take turns with on the line, in bytes. */
const PIECE = 8 * 1024;
/** What one connection may have on its way, in bytes: more than the line holds within a round trip. */
const WINDOW = 256 * 1024;

interface Lane {
  readonly browser: Socket;
  readonly server: Socket;
  readonly waiting: Buffer[];
  waitingBytes: number;
  ended: boolean;
}

type Line = Pick<Profile, 'bytesPerSecond' | 'roundTripMs'>;

/**
 * A line to a server on this machine, as slow as it is told: so it holds for whatever a browser fetches, in pages,
 * frames, workers and service workers alike. Connections share the rate towards the browser in turns; a new one costs a
 * round trip. The slow beginning of TCP is left out.
 */
export class ShapedLine {
  readonly #target: number;
  #line: Line = { bytesPerSecond: Number.POSITIVE_INFINITY, roundTripMs: 0 };
  readonly #lanes = new Set<Lane>();
  #turns: Lane[] = [];
  #listening: Server | null = null;
  #port = 0;
  #busyUntil = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `target`: port of the server. */
  constructor(target: number) {
    this.#target = target;
  }

  get url(): string {
    return `http://localhost:${this.#port}/`;
  }

  /** From now on the line is as slow as this. */
  set(line: Line): void {
    this.#line = line;
  }

  /** Begins to take connections, on the same port as before. */
  async open(): Promise<void> {
    if (this.#listening !== null) return;
    const server = createServer({ noDelay: true }, (browser) => this.#accept(browser));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
    this.#listening = server;
  }

  /** Ends all connections, and refuses new ones until `open`. */
  async cut(): Promise<void> {
    const server = this.#listening;
    this.#listening = null;
    for (const { browser, server: far } of this.#lanes) {
      browser.destroy();
      far.destroy();
    }
    this.#lanes.clear();
    this.#turns = [];
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  #accept(browser: Socket): void {
    const server = connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    const lane: Lane = { browser, server, waiting: [], waitingBytes: 0, ended: false };
    this.#lanes.add(lane);
    const { roundTripMs } = this.#line;
    let sendAt = performance.now() + roundTripMs; // the handshake
    browser.on('data', (bytes) => {
      sendAt = Math.max(sendAt, performance.now());
      const wait = sendAt + this.#line.roundTripMs / 2 - performance.now();
      after(wait, () => void (server.writable && server.write(bytes)));
    });
    server.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += PIECE)
        lane.waiting.push(bytes.subarray(at, at + PIECE));
      lane.waitingBytes += bytes.length;
      if (lane.waitingBytes > WINDOW) server.pause();
      if (!this.#turns.includes(lane)) this.#turns.push(lane);
      this.#carry();
    });
    const end = (): void => {
      lane.ended = true;
      if (lane.waiting.length === 0) this.#close(lane);
    };
    server.on('close', end);
    server.on('error', end);
    browser.on('close', () => this.#close(lane));
    browser.on('error', () => this.#close(lane));
  }

  #close(lane: Lane): void {
    this.#lanes.delete(lane);
    lane.browser.end();
    lane.server.destroy();
  }

  /** Sends what fits until now, a piece of each connection in turn. */
  #carry(): void {
    if (this.#timer !== null) return;
    const now = performance.now();
    this.#busyUntil = Math.max(this.#busyUntil, now - 2); // a timer comes up to 2 ms late
    while (this.#busyUntil <= now) {
      const lane = this.#turns.shift();
      const piece = lane?.waiting.shift();
      if (lane === undefined || piece === undefined) return;
      lane.waitingBytes -= piece.length;
      if (lane.waiting.length > 0) this.#turns.push(lane);
      if (lane.waitingBytes <= WINDOW / 2) lane.server.resume();
      this.#busyUntil += (piece.length / this.#line.bytesPerSecond) * 1_000;
      const last = lane.ended && lane.waiting.length === 0;
      after(this.#line.roundTripMs / 2, () => {
        if (lane.browser.writable) lane.browser.write(piece);
        if (last) this.#close(lane);
      });
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#carry();
    }, this.#busyUntil - now);
  }
}

function after(ms: number, task: () => void): void {
  if (ms <= 0) task();
  else setTimeout(task, ms);
}
