import { once } from 'node:events';
import { WebSocket } from 'ws';
import { fromBase64Url, toBase64Url } from '../../../src/base/bytes.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { parseServerMessage } from '../../../src/protocol/parse-signaling.ts';
import { roomProofBytes } from '../../../src/protocol/room-proof.ts';
import { encodeRelayFrame, parseRelayFrame } from '../../../src/protocol/relay-frame.ts';
import type { RelayFrame } from '../../../src/protocol/relay-frame.ts';
import type { ClientMessage, ServerMessage } from '../../../src/protocol/signaling-messages.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A room's key pair and its id. */
export interface RoomKey {
  readonly room: string;
  readonly key: CryptoKey;
}

/** Makes a room of its own. */
export async function makeRoom(): Promise<RoomKey> {
  const pair = await crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { room: toBase64Url(new Uint8Array(raw)), key: pair.privateKey };
}

/** A random peer id. */
export function makePeer(): string {
  return toBase64Url(secureRandom(16));
}

/** A random lookup id of a code. */
export function makeCodeId(): string {
  return toBase64Url(secureRandom(32));
}

/** A bare client of the signalling protocol that shows each message it is sent. */
export class Probe {
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  /** What nobody has waited for yet. */
  readonly inbox: ServerMessage[] = [];
  /** Relayed frames that nobody has waited for yet. */
  readonly frames: RelayFrame[] = [];
  nonce = '';
  readonly #arrived: (() => void)[] = [];
  #isClosed = false;

  constructor(url: string, options: { autoPong?: boolean; headers?: Record<string, string> } = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        const frame = parseRelayFrame(data);
        if (frame === null) throw new Error('The server sent a frame that is none');
        this.frames.push(frame);
        return this.#wake();
      }
      const parsed = parseServerMessage(data.toString());
      if (!parsed.ok) throw new Error(`The server sent ${data.toString()}`);
      this.inbox.push(parsed.value);
      this.#wake();
    });
    this.socket.on('error', () => this.#wake()); // 'close' follows
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code) => {
        this.#isClosed = true;
        resolve(code);
        this.#wake();
      });
    });
  }

  /** Connects and reads the nonce. */
  static async open(url: string, options: { autoPong?: boolean } = {}): Promise<Probe> {
    const probe = new Probe(url, options);
    probe.nonce = (await probe.next('nonce')).nonce;
    return probe;
  }

  /** Connects and enters a room; resolves when the members have come. */
  static async enter(url: string, room: RoomKey, peer = makePeer(), card = ''): Promise<Probe> {
    const probe = await Probe.open(url);
    await probe.sendEnter(room, peer, card);
    await probe.next('members');
    return probe;
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  relay(peer: string, payload: Uint8Array): void {
    this.socket.send(encodeRelayFrame(peer, payload));
  }

  /** Waits for the next relayed frame and takes it. */
  async nextFrame(): Promise<RelayFrame> {
    for (;;) {
      const frame = this.frames.shift();
      if (frame !== undefined) return frame;
      if (this.#isClosed) throw new Error('Closed while waiting for a frame');
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }

  async sendEnter(room: RoomKey, peer: string, card = ''): Promise<void> {
    this.send({ type: 'enter', room: room.room, peer, proof: await this.prove(room, peer), card });
  }

  async prove(room: RoomKey, peer: string): Promise<string> {
    const [nonce, id, of] = [this.nonce, room.room, peer].map((text) => fromBase64Url(text));
    if (!nonce || !id || !of) throw new Error('Not base64url');
    const signature = await crypto.subtle.sign(ECDSA, room.key, roomProofBytes(nonce, id, of));
    return toBase64Url(new Uint8Array(signature));
  }

  /** Waits for the next message of a type and takes it; others stay. */
  async next<T extends ServerMessage['type']>(
    type: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    for (;;) {
      const at = this.inbox.findIndex((message) => message.type === type);
      const [found] = at < 0 ? [] : this.inbox.splice(at, 1);
      if (found !== undefined) return found as Extract<ServerMessage, { type: T }>;
      if (this.#isClosed) throw new Error(`Closed while waiting for ${type}`);
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }

  /** Sends a message that is answered, and waits: whatever was sent before has then been handled. */
  async settle(): Promise<void> {
    const id = makeCodeId();
    this.send({ type: 'get-code', id });
    for (;;) if ((await this.next('code')).id === id) return;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closed = once(this.socket, 'close');
    this.socket.terminate();
    await closed;
  }

  #wake(): void {
    for (const resolve of this.#arrived.splice(0)) resolve();
  }
}
