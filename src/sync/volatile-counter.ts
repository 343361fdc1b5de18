import { fromUtf8, utf8 } from '../base/bytes.ts';
import type { Logger } from '../base/logger.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { EntryStore } from '../store/entry-store.ts';

/** The store's note of the part of the counters that the latest session of this device took. */
const META_KEY = 'volatile';
/** Each session has so many counters: more than it can say words, and two million sessions fit below 2^53. */
const PER_SESSION = 2 ** 32;

/** Counts what this device says, over all its sessions: what a later session says has a higher number. No clock is asked. */
export class VolatileCounter {
  readonly #store: EntryStore;
  readonly #classId: ClassId;
  readonly #logger: Logger;
  #value = 0;

  constructor(options: { store: EntryStore; classId: ClassId; logger: Logger }) {
    this.#store = options.store;
    this.#classId = options.classId;
    this.#logger = options.logger;
  }

  /** Begins above what the sessions before said, as far as the store knows of them. */
  async load(): Promise<void> {
    const note = await this.#store.getMeta(this.#classId, META_KEY);
    const taken = note === null ? 0 : Number(fromUtf8(note));
    this.#begin(Number.isSafeInteger(taken) && taken >= 0 ? taken : 0);
  }

  next(): number {
    return ++this.#value;
  }

  /** An earlier session said `counter`: whether the store did not know of that, as it is a copy or the tab was killed. */
  above(counter: number): boolean {
    if (counter < this.#value) return false;
    this.#begin(Math.floor(counter / PER_SESSION));
    return true;
  }

  #begin(taken: number): void {
    const part = taken + 1;
    this.#value = part * PER_SESSION;
    // Not waited for: where the tab is killed before, others tell the next session of this one.
    this.#store.putMeta(this.#classId, META_KEY, utf8(String(part))).catch((cause: unknown) => {
      this.#logger.log('warn', 'counter-unsaved', { message: String(cause) });
    });
  }
}
