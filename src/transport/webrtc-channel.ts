import { equalBytes } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Channel, ChannelReceiver, ConnectingChannel, Restart } from './channel.ts';
import { readFingerprint } from './fingerprint.ts';
import type { CreatePeerConnection, PeerConnection } from './peer-connection.ts';

/** Sending goes on as soon as no more than this waits in the data channel. */
export const LOW_WATER = 256 * 1024;
/** How long to collect ICE candidates: an unreachable STUN server must not hold up a joiner. */
const GATHER_MS = 2_000;
/** The same at a restart, while a link that is in trouble waits. */
const RESTART_GATHER_MS = 1_000;
/** A hello is all that an honest side sends before it has heard from us. */
const MAX_EARLY_FRAMES = 2;
/** How long what was sent may take to leave after `close`. */
const LINGER_MS = 1_000;

export interface WebRtcChannelOptions {
  readonly createPeerConnection: CreatePeerConnection;
  readonly iceServers: readonly RTCIceServer[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Descriptions take minutes: a connection that failed may come about yet, by candidates that are added again. */
  readonly patient?: boolean;
  /** Called once, when frames can be sent; call `receive` from it. */
  readonly opened: (channel: Channel) => void;
  /** Called once if it ends before it opened. */
  readonly failed: () => void;
}

/**
 * A `Channel` over one data channel of one peer connection. Descriptions go across whole, with all their
 * candidates: one side calls `offer` and then `complete`, the other `answer`. Whoever made it calls
 * `close` or `abort`; a connection that never opens stays silent, so give it a time limit.
 */
export class WebRtcChannel implements Channel, ConnectingChannel {
  readonly path = 'direct';
  /** ICE restart: a new path for the same data channel, under the same certificates (TR1). */
  readonly restart: Restart = {
    offer: () => this.#restarted(() => this.offer()),
    answer: (offer) => this.#restarted(() => this.answer(offer), offer),
    complete: (answer) => this.#restarted(() => this.complete(answer), answer),
  };
  readonly #options: WebRtcChannelOptions;
  #connection: PeerConnection | null;
  #data: RTCDataChannel | null = null;
  #receiver: ChannelReceiver | null = null;
  #fingerprints: { local: Bytes; remote: Bytes } | null = null;
  #described = false;
  /** What came before somebody could take it: the other side may be open first. */
  readonly #early: (Bytes | null)[] = [];
  #state: 'new' | 'open' | 'closed' = 'new';

  constructor(options: WebRtcChannelOptions) {
    this.#options = options;
    this.#connection = options.createPeerConnection({ iceServers: [...options.iceServers] });
    this.#connection.addEventListener('connectionstatechange', () => {
      const state = this.#connection?.connectionState;
      if (state === 'closed') this.#ended('connection-closed');
      else if (state === 'failed' && this.#state === 'new' && options.patient === true) return;
      else if (state === 'failed' && (this.#state !== 'open' || !this.#canRestart()))
        this.#ended('connection-failed');
      else if (state === 'failed' || state === 'disconnected') this.#receiver?.troubled?.();
    });
  }

  get fingerprints(): { readonly local: Bytes; readonly remote: Bytes } {
    if (this.#fingerprints === null) throw new Error('The channel was not opened');
    return this.#fingerprints;
  }

  get bufferedAmount(): number {
    return this.#data?.bufferedAmount ?? 0;
  }

  /** This side's description with its candidates. Never rejects. */
  async offer(): Promise<Result<string>> {
    return this.#describe(async (connection) => {
      this.#createData(connection);
      await connection.setLocalDescription(await connection.createOffer());
    });
  }

  /** Takes the other side's offer and gives the answer to it. Never rejects. */
  async answer(offer: string): Promise<Result<string>> {
    const read = readFingerprint(offer);
    if (!read.ok) return read;
    return this.#describe(async (connection) => {
      await connection.setRemoteDescription({ type: 'offer', sdp: offer });
      this.#createData(connection);
      await connection.setLocalDescription(await connection.createAnswer());
      this.#described = true;
      this.#open();
    });
  }

  /** Takes the answer to `offer`. Never rejects. */
  async complete(answer: string): Promise<Result<null>> {
    const read = readFingerprint(answer);
    if (!read.ok) return read;
    const connection = this.#connection;
    if (connection === null) return err('closed');
    try {
      await connection.setRemoteDescription({ type: 'answer', sdp: answer });
      this.#described = true;
      this.#open();
      return ok(null);
    } catch (cause) {
      return this.#refused(connection, cause);
    }
  }

  receive(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    for (const frame of this.#early.splice(0)) receiver.frame(frame);
  }

  send(frame: Bytes): boolean {
    if (this.#state !== 'open' || this.#data?.readyState !== 'open') return false;
    try {
      this.#data.send(frame);
      return true;
    } catch {
      return false; // closing at this very moment, or its queue is full
    }
  }

  close(): void {
    const connection = this.#connection;
    const data = this.#data;
    const wasOpen = this.#state === 'open';
    this.#release();
    if (connection === null) return;
    if (data === null || !wasOpen || data.readyState !== 'open') {
      connection.close();
      return;
    }
    // Closing the data channel here and now could overtake what was sent (libdatachannel does so).
    const cancel = this.#options.clock.after(LINGER_MS, () => connection.close());
    data.addEventListener('close', () => {
      cancel();
      connection.close();
    });
  }

  abort(): void {
    const connection = this.#connection;
    this.#release();
    connection?.close();
  }

  #release(): void {
    this.#state = 'closed';
    this.#receiver = null;
    // Browsers count peer connections until they are collected: keep none.
    this.#connection = null;
    this.#data = null;
  }

  async #describe(set: (connection: PeerConnection) => Promise<void>): Promise<Result<string>> {
    const connection = this.#connection;
    if (connection === null) return err('closed');
    try {
      await set(connection);
      const ms = this.#state === 'open' ? RESTART_GATHER_MS : GATHER_MS;
      await gathered(connection, this.#options.clock, ms);
    } catch (cause) {
      return this.#refused(connection, cause);
    }
    const sdp = connection.localDescription?.sdp;
    return sdp === undefined ? err('closed') : ok(sdp);
  }

  /** Asks for new ICE credentials in the next offer; false where this platform has no restart. */
  #canRestart(): boolean {
    try {
      this.#connection?.restartIce();
      return true;
    } catch {
      return false; // not implemented
    }
  }

  /** Does one step of a restart, and sees to it that no certificate changes in it. */
  async #restarted<T>(step: () => Promise<Result<T>>, remote?: string): Promise<Result<T>> {
    if (this.#state !== 'open' || this.#fingerprints === null) return err('closed');
    if (!this.#canRestart()) return err('restart-unsupported');
    if (remote !== undefined) {
      const read = readFingerprint(remote);
      if (!read.ok) return read;
      if (!equalBytes(read.value, this.#fingerprints.remote)) return err('restart-fingerprint');
    }
    const done = await step();
    const local = readFingerprint(this.#connection?.localDescription?.sdp ?? '');
    if (!done.ok || (local.ok && equalBytes(local.value, this.#fingerprints.local))) return done;
    this.#ended('restart-fingerprint');
    return err('restart-fingerprint');
  }

  /** Why a description was not taken; a connection that ended meanwhile says nothing about the description. */
  #refused(connection: PeerConnection | null, cause: unknown): Result<never> {
    const ended = connection === null || connection.connectionState === 'closed';
    const code = ended || connection !== this.#connection ? 'closed' : 'sdp-refused';
    this.#options.logger.log('info', code, { cause: String(cause) });
    return err(code);
  }

  #createData(connection: PeerConnection): void {
    if (this.#data !== null) return; // a restart
    // Agreed beforehand (id 0): the other side cannot open further channels that anybody listens to.
    const data = connection.createDataChannel('lectern', {
      negotiated: true,
      id: 0,
      ordered: true,
    });
    data.binaryType = 'arraybuffer';
    data.bufferedAmountLowThreshold = LOW_WATER;
    data.addEventListener('open', () => this.#open());
    data.addEventListener('message', (event: MessageEvent<unknown>) => {
      const { data: content } = event;
      this.#take(content instanceof ArrayBuffer ? new Uint8Array(content) : null);
    });
    data.addEventListener('bufferedamountlow', () => this.#receiver?.low());
    data.addEventListener('close', () => this.#ended('data-closed'));
    this.#data = data;
  }

  #take(frame: Bytes | null): void {
    if (this.#receiver !== null) this.#receiver.frame(frame);
    else if (this.#state === 'new' && this.#early.length < MAX_EARLY_FRAMES)
      this.#early.push(frame);
    else if (this.#state === 'new') this.#ended('early-frames');
  }

  /**
   * Both the channel and the descriptions must be there: in Chromium a data channel may open before
   * `setRemoteDescription` has resolved, while `remoteDescription` is still empty.
   */
  #open(): void {
    if (this.#state !== 'new' || !this.#described || this.#data?.readyState !== 'open') return;
    const local = readFingerprint(this.#connection?.localDescription?.sdp ?? '');
    const remote = readFingerprint(this.#connection?.remoteDescription?.sdp ?? '');
    if (!local.ok || !remote.ok) {
      this.#ended('fingerprints');
      return;
    }
    this.#fingerprints = { local: local.value, remote: remote.value };
    this.#state = 'open';
    this.#options.opened(this);
  }

  #ended(why: string): void {
    if (this.#state === 'closed') return;
    this.#options.logger.log('info', 'channel-ended', { why, state: this.#state });
    const opened = this.#state === 'open';
    const receiver = this.#receiver;
    this.abort();
    if (opened) receiver?.ended();
    else this.#options.failed();
  }
}

/**
 * Waits for the end of candidate gathering, at most `ms`: what was found until then is used. At a restart
 * the state is still that of the last time for a moment, while the description has no candidates yet.
 */
async function gathered(connection: PeerConnection, clock: Clock, ms: number): Promise<void> {
  const complete = (): boolean =>
    connection.iceGatheringState === 'complete' &&
    /^a=candidate:/m.test(connection.localDescription?.sdp ?? '');
  if (complete()) return;
  let stop: Unsubscribe = () => undefined;
  await new Promise<void>((resolve) => {
    stop = clock.after(ms, resolve);
    connection.addEventListener('icegatheringstatechange', () => {
      if (complete()) resolve();
    });
  });
  stop();
}
