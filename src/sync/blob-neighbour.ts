import type { Clock } from '../base/clock.ts';
import type { RefusalCounter } from '../base/logger.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { BlobId, KeyId } from '../protocol/ids.ts';
import { BLOB_QUESTIONS_PER_S, MAX_BLOB_QUESTIONS } from '../protocol/limits.ts';
import { encodePeerMessage } from '../protocol/peer-messages.ts';
import type { BlobMessage } from '../protocol/peer-messages.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { Link } from '../transport/link.ts';
import { BlobSender } from './blob-sender.ts';

/** The other side of a link, a member, as blobs see it. */
export interface BlobPeer {
  readonly link: Link;
  readonly remote: KeyId;
  offended(code: string): void;
}

/** Chunks that may still come though they are not wanted any more. */
const MAX_LATE = 256;

/** What we and one neighbour want of each other's blobs. */
export class BlobNeighbour {
  readonly peer: BlobPeer;
  readonly sender: BlobSender;
  /** Questions of ours that it has not answered, and when they were put. */
  readonly questions = new Map<BlobId, number>();
  /** Questions of its own that we have not answered. */
  readonly asks = new Set<BlobId>();
  readonly #refusals: RefusalCounter;
  readonly #late = new Set<string>();
  readonly #allowance: TokenBucket;

  constructor(
    peer: BlobPeer,
    around: { store: BlobStore; clock: Clock; refusals: RefusalCounter },
  ) {
    this.peer = peer;
    this.#refusals = around.refusals;
    this.#allowance = new TokenBucket(around.clock, MAX_BLOB_QUESTIONS, BLOB_QUESTIONS_PER_S);
    this.sender = new BlobSender(peer.link, around.store, (id, index) => this.lack(id, [index]));
  }

  /** Over a spare link nobody fetches for others: what goes through the tree meets each peer once. */
  get spare(): boolean {
    return this.peer.link.relation.value === 'spare';
  }

  send(message: Exclude<BlobMessage, { type: 'blob-chunk' }>): void {
    this.peer.link.send(encodePeerMessage(message), 'volatile');
  }

  lack(id: BlobId, chunks: readonly number[]): void {
    this.send({ type: 'blob-lack', id, chunks });
  }

  refuse(code: string): void {
    this.#refusals.refuse(code);
    this.peer.offended(code);
  }

  /** Whether it may put one more question now. */
  mayAsk(): boolean {
    return this.asks.size < MAX_BLOB_QUESTIONS && this.#allowance.take();
  }

  /** A chunk that was asked for is not wanted any more; it may be on its way. */
  forget(id: BlobId, index: number): void {
    this.#late.add(`${id}/${index}`);
    for (const key of this.#late) {
      if (this.#late.size <= MAX_LATE) break;
      this.#late.delete(key);
    }
  }

  /** Whether a chunk that is not wanted was wanted once. */
  wasWanted(id: BlobId, index: number): boolean {
    return this.#late.delete(`${id}/${index}`);
  }
}
