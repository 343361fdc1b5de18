import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Logger } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { ChainRange, EntryStore, StoredEntry } from '../store/entry-store.ts';
import type { EntryRecord } from './entry-record.ts';

/** An entry on its way into the store, with what it takes the place of; null: only that. */
interface Queued {
  readonly add: StoredEntry | null;
  readonly remove: readonly ChainRange[];
}

/** After a failure the next try is no sooner than this, in ms. */
const RETRY_MS = 10_000;
/** A transaction that is not over by then waits for somebody else's, in ms. */
const HELD_MS = 10_000;
/** One transaction takes at most this many bytes, unless a single entry is longer. */
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Brings accepted entries into the store in their order, as many in one transaction as have come together.
 * After a failure it keeps them in memory, tells it, and tries again.
 */
export class StorageQueue {
  readonly #store: EntryStore;
  readonly #classId: ClassId;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #errors = new Emitter<LecternError>();
  readonly #recovered = new Emitter<void>();
  readonly #waiters: {
    readonly upTo: number;
    readonly resolve: (error: LecternError | null) => void;
  }[] = [];
  #queue: Queued[] = [];
  #queued = 0;
  #settledUpTo = 0;
  #running = false;
  #failure: LecternError | null = null;
  #cancelRetry: Unsubscribe | null = null;
  #closed = false;

  constructor(options: { store: EntryStore; classId: ClassId; clock: Clock; logger: Logger }) {
    this.#store = options.store;
    this.#classId = options.classId;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** The failure since which entries are kept in memory only; null while all goes well. */
  get failure(): LecternError | null {
    return this.#failure;
  }

  /** Everything handed over so far is in the store. */
  get saved(): boolean {
    return this.#queue.length === 0 && !this.#running;
  }

  onError(listener: (error: LecternError) => void): Unsubscribe {
    return this.#errors.on(listener);
  }

  /** Fires when everything is in the store again after a failure. */
  onRecovered(listener: () => void): Unsubscribe {
    return this.#recovered.on(listener);
  }

  /**
   * Hands an entry over, and what it takes the place of, which goes in the same transaction. Resolves with null once
   * it is in the store, or with the error that kept it out.
   */
  append(
    { entry, hash, chain }: EntryRecord,
    remove: readonly ChainRange[] = [],
  ): Promise<LecternError | null> {
    const { doc, seq, bytes } = entry;
    return this.#push({ add: { doc, chain, seq, hash, bytes }, remove });
  }

  /** Hands over what is to be removed. Resolves as `append` does. */
  remove(remove: readonly ChainRange[]): Promise<LecternError | null> {
    return this.#push({ add: null, remove });
  }

  #push(queued: Queued): Promise<LecternError | null> {
    this.#queue.push(queued);
    this.#queued++;
    const settled = this.settled();
    void this.#run();
    return settled;
  }

  /** Resolves once all that was handed over so far is in the store (null) or its first try failed (the error). */
  settled(): Promise<LecternError | null> {
    if (this.#settledUpTo >= this.#queued) return Promise.resolve(this.#failure);
    return new Promise((resolve) => this.#waiters.push({ upTo: this.#queued, resolve }));
  }

  /** A last try for what is not stored yet; then no more. */
  async close(): Promise<void> {
    this.#cancelRetry?.();
    await this.#run();
    do await this.settled();
    while (this.#running); // what came while the last transaction was under way
    this.#closed = true;
    this.#cancelRetry?.();
  }

  async #run(): Promise<void> {
    if (this.#running || this.#closed) return;
    this.#running = true;
    try {
      while (this.#queue.length > 0) {
        const batch = this.#takeBatch();
        try {
          await this.#write(batch);
          this.#settledUpTo += this.#failure === null ? batch.length : 0;
          if (this.#failure !== null && this.#queue.length === 0) {
            this.#failure = null;
            this.#settledUpTo = this.#queued;
            this.#recovered.emit();
          }
        } catch (cause) {
          this.#queue = [...batch, ...this.#queue];
          this.#fail(
            cause instanceof LecternError ? cause : new LecternError('storage-broken', { cause }),
          );
          return;
        } finally {
          this.#tellWaiters();
        }
      }
    } finally {
      this.#running = false;
      this.#tellWaiters();
    }
  }

  async #write(batch: readonly Queued[]): Promise<void> {
    const add = batch.flatMap((queued) => (queued.add === null ? [] : [queued.add]));
    const remove = batch[0]?.remove ?? [];
    // It may still succeed: told only, until all is stored.
    const cancel = this.#clock.after(HELD_MS, () =>
      this.#errors.emit(new LecternError('storage-held')),
    );
    try {
      if (remove.length === 0) await this.#store.append(this.#classId, add);
      else await this.#store.change(this.#classId, { add, remove });
    } finally {
      cancel();
    }
  }

  /** What goes in one transaction. The store removes first, so a removal begins a transaction of its own. */
  #takeBatch(): Queued[] {
    let count = 0;
    let bytes = 0;
    for (const { add, remove } of this.#queue) {
      bytes += add?.bytes.length ?? 0;
      if (count > 0 && (bytes > BATCH_BYTES || remove.length > 0)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  #fail(error: LecternError): void {
    const first = this.#failure === null;
    this.#failure = error;
    this.#settledUpTo = this.#queued; // nobody waits for a store that fails: work goes on in memory
    this.#logger.log('error', error.code, { entries: this.#queue.length });
    this.#cancelRetry?.();
    this.#cancelRetry = this.#clock.after(RETRY_MS, () => void this.#run());
    if (first) this.#errors.emit(error);
  }

  #tellWaiters(): void {
    while (this.#waiters.length > 0 && (this.#waiters[0]?.upTo ?? 0) <= this.#settledUpTo) {
      this.#waiters.shift()?.resolve(this.#failure);
    }
  }
}
