import type { Clock } from '../base/clock.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { FileHash } from '../protocol/ids.ts';
import { FILE_QUESTIONS, FILE_QUESTIONS_PER_S, MAX_FILES_SOUGHT } from '../protocol/limits.ts';
import { encodePeerMessage, type FileAnswer } from '../protocol/peer-messages.ts';
import type { BlobPeer } from './blob-neighbour.ts';

/** Questions that may still be answered. */
const MAX_ASKED = 256;

/** What we and one neighbour ask of each other's files. */
export class FileNeighbour {
  readonly peer: BlobPeer;
  /** Its questions that we have not settled. */
  readonly asks = new Set<FileHash>();
  /** Questions of ours that it has not settled, also such as nobody here waits for any more. */
  readonly asked = new Set<FileHash>();
  /** It left a question without any word: an earlier version, which counts questions as offences. */
  mute = false;
  readonly #allowance: TokenBucket;

  constructor(peer: BlobPeer, clock: Clock) {
    this.peer = peer;
    this.#allowance = new TokenBucket(clock, FILE_QUESTIONS, FILE_QUESTIONS_PER_S);
  }

  get spare(): boolean {
    return this.peer.link.relation.value === 'spare';
  }

  /** Whether it may put one more question now. */
  mayAsk(): boolean {
    return this.asks.size < MAX_FILES_SOUGHT && this.#allowance.take();
  }

  ask(file: FileHash): void {
    this.asked.add(file);
    for (const old of this.asked) {
      if (this.asked.size <= MAX_ASKED) break;
      this.asked.delete(old);
    }
    this.peer.link.send(encodePeerMessage({ type: 'file-question', file }), 'volatile');
  }

  answer(file: FileHash, answer: FileAnswer): void {
    if (answer !== 'coming') this.asks.delete(file);
    this.peer.link.send(encodePeerMessage({ type: 'file-answer', file, answer }), 'volatile');
  }
}
