import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import {
  encodePeerMessage,
  MAX_ENTRIES_PER_MESSAGE,
  MAX_VOLATILES_PER_MESSAGE,
} from '../protocol/peer-messages.ts';
import type { Volatile } from '../protocol/peer-messages.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { DocId } from '../protocol/ids.ts';
import type { Link } from '../transport/link.ts';
import type { DocumentCheckpoint } from './document-checkpoint.ts';
import type { EntryRecord } from './entry-record.ts';
import { FairQueue } from './fair-queue.ts';
import type { RemoteVectors } from './remote-vectors.ts';
import { topicKey } from './volatile-channel.ts';

/** Small entries, and volatile messages, share a message up to this many bytes; a longer one travels alone. */
const BATCH_BYTES = 256 * 1024;
/** No more is handed to a link that has this much queued: its low-water mark. */
const LOW_WATER = 256 * 1024;
/** Volatile messages go out at most this often, in ms. */
const VOLATILE_MS = 100;

/** What is to go to one peer: entries in the order of their documents, which take turns, each once; of volatile messages the latest of a topic. */
export class LinkOutbox {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #vectors: RemoteVectors;
  readonly #endDrain: Unsubscribe;
  readonly #entries = new FairQueue<EntryRecord>();
  /** Those of them that are not sent yet. */
  readonly #queued = new Set<EntryRecord>();
  /** Of these entries the other side is asked to say when it has stored them. */
  readonly #receipts = new Set<EntryRecord>();
  #pumpPlanned = false;
  readonly #volatiles = new Map<string, Volatile>();
  #lastVolatile = -Infinity;
  #cancelVolatile: Unsubscribe | null = null;
  #closed = false;

  constructor(link: Link, clock: Clock, vectors: RemoteVectors) {
    this.#link = link;
    this.#clock = clock;
    this.#vectors = vectors;
    this.#endDrain = link.onDrain(() => this.#pump());
  }

  /** Queues an entry that the other side is not known to have or to get; `receipt` asks it to say when it is stored. */
  entry(record: EntryRecord, receipt: boolean): void {
    if (this.#closed || this.#vectors.covers(record)) return;
    this.#vectors.noteSent(record);
    if (receipt) this.#receipts.add(record);
    // Who says again and again that it has nothing does not make the queue longer.
    if (this.#queued.has(record)) return;
    this.#queued.add(record);
    // In one document entries stand on each other; between documents only on statements.
    const { doc, bytes } = record.entry;
    this.#entries.push(laneOf(doc), record, bytes.length, doc === AUTHORITY_DOC);
    if (this.#pumpPlanned) return;
    this.#pumpPlanned = true;
    // What is accepted in the same task shares a message.
    queueMicrotask(() => {
      this.#pumpPlanned = false;
      this.#pump();
    });
  }

  /** Queues a checkpoint in place of all that it covers. */
  checkpoint(checkpoint: DocumentCheckpoint, receipt: boolean): void {
    this.entry(checkpoint.record, receipt);
    this.#vectors.noteSentCheckpoint(checkpoint);
  }

  /** Queues a volatile message in place of an earlier one of its author and topic. */
  volatile(message: Volatile): void {
    if (this.#closed) return;
    const key = `${message.author}/${topicKey(message)}`;
    const queued = this.#volatiles.get(key);
    if (queued !== undefined && queued.counter >= message.counter) return;
    this.#volatiles.set(key, message);
    if (this.#cancelVolatile !== null) return;
    const rest = this.#lastVolatile + VOLATILE_MS - this.#clock.now();
    this.#cancelVolatile = this.#clock.after(Math.min(VOLATILE_MS, Math.max(0, rest)), () =>
      this.#sendVolatiles(),
    );
  }

  /** Sends the queued volatile messages at once. */
  flushVolatile(): void {
    this.#cancelVolatile?.();
    if (this.#volatiles.size > 0) this.#sendVolatiles();
  }

  close(): void {
    this.#closed = true;
    this.#endDrain();
    this.#cancelVolatile?.();
    this.#entries.clear();
    this.#receipts.clear();
    this.#queued.clear();
    this.#volatiles.clear();
  }

  #pump(): void {
    while (!this.#closed && !this.#entries.empty && this.#link.queuedBytes <= LOW_WATER) {
      const batch = this.#takeBatch();
      const entries = batch.map(({ entry }) => entry.bytes);
      let type: 'entries' | 'receipt' = 'entries';
      for (const record of batch) if (this.#receipts.delete(record)) type = 'receipt';
      if (entries.length > 0) this.#link.send(encodePeerMessage({ type, entries }));
    }
    if (this.#entries.empty) this.#receipts.clear();
  }

  #takeBatch(): readonly EntryRecord[] {
    const batch: EntryRecord[] = [];
    let bytes = 0;
    while (batch.length < MAX_ENTRIES_PER_MESSAGE) {
      const record = this.#entries.first;
      if (record === null) break;
      const { length } = record.entry.bytes;
      const there = this.#vectors.has(record); // came back from there meanwhile
      if (!there && batch.length > 0 && bytes + length > BATCH_BYTES) break;
      this.#entries.shift();
      this.#queued.delete(record);
      if (there) continue;
      bytes += length;
      batch.push(record);
    }
    return batch;
  }

  #sendVolatiles(): void {
    this.#lastVolatile = this.#clock.now();
    // A link that is busy gets what is the newest when it is free.
    this.#cancelVolatile =
      this.#link.queuedBytes > LOW_WATER
        ? this.#clock.after(VOLATILE_MS, () => this.#sendVolatiles())
        : null;
    if (this.#cancelVolatile !== null) return;
    const messages = [...this.#volatiles.values()].map(({ bytes }) => bytes);
    this.#volatiles.clear();
    for (let at = 0; at < messages.length;) {
      let bytes = 0;
      let end = at;
      while (end < messages.length && end - at < MAX_VOLATILES_PER_MESSAGE) {
        bytes += messages[end]?.length ?? 0;
        if (end > at && bytes > BATCH_BYTES) break;
        end += 1;
      }
      const batch = encodePeerMessage({ type: 'volatile', messages: messages.slice(at, end) });
      this.#link.send(batch, 'volatile');
      at = end;
    }
  }
}

/** What shares a turn: all documents that are named after one person, who could make any number of them. */
function laneOf(doc: DocId): string {
  return doc.split(':')[1] ?? doc;
}
