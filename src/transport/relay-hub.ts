import { concat, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PeerId } from '../protocol/ids.ts';
import type { RelayRefusal } from '../protocol/signaling-messages.ts';

const ID_BYTES = 16;

/** One end of a channel through the relay, as the hub sees it. */
export interface RelayTaker {
  /** Sealed bytes came from the other side. */
  take(sealed: Bytes): void;
  /** Nothing goes through any more. */
  ended(why: string): void;
}

/** Sends to `peer` through the signalling server's relay; false while the server is away. */
export type SendRelayed = (peer: PeerId, payload: Uint8Array) => boolean;

/**
 * The ends of all channels that go through the signalling server's relay. A payload is the channel's id
 * (the attempt's 16 bytes) ‖ what the channel sealed.
 */
export class RelayHub {
  readonly #send: SendRelayed;
  readonly #logger: Logger;
  readonly #refusals: RefusalCounter;
  readonly #takers = new Map<string, { readonly peer: PeerId; readonly taker: RelayTaker }>();

  constructor(send: SendRelayed, logger: Logger, refusals: RefusalCounter) {
    this.#send = send;
    this.#logger = logger;
    this.#refusals = refusals;
  }

  /** What comes from `peer` for the channel `id` goes to `taker` until the returned function is called. */
  open(peer: PeerId, id: string, taker: RelayTaker): Unsubscribe {
    const key = `${peer} ${id}`;
    const entry = { peer, taker };
    this.#takers.set(key, entry);
    return () => {
      if (this.#takers.get(key) === entry) this.#takers.delete(key);
    };
  }

  /** False while the server is away. */
  send(peer: PeerId, id: string, sealed: Uint8Array): boolean {
    const bytes = fromBase64Url(id);
    if (bytes?.length !== ID_BYTES) throw new Error('Not an id of a channel');
    return this.#send(peer, concat(bytes, sealed));
  }

  /** The relay brought `payload` from `peer`. */
  take(peer: PeerId, payload: Uint8Array): void {
    if (payload.length <= ID_BYTES) {
      this.#refusals.refuse('relay-malformed', { peer });
      return;
    }
    const id = toBase64Url(payload.subarray(0, ID_BYTES));
    const taker = this.#takers.get(`${peer} ${id}`)?.taker;
    // The last frames of a channel that we closed are still on their way.
    if (taker === undefined) this.#logger.log('debug', 'relay-late', { peer });
    else taker.take(payload.slice(ID_BYTES));
  }

  /** The server did not pass on what we sent to `peer`. */
  refused(peer: PeerId, code: RelayRefusal): void {
    this.#refusals.refuse(code, { peer });
    for (const entry of [...this.#takers.values()])
      if (entry.peer === peer) entry.taker.ended(code);
  }

  /** The connection to the server broke: what was on its way is lost, and with it the channels. */
  lost(): void {
    for (const { taker } of [...this.#takers.values()]) taker.ended('signaling-lost');
  }
}
