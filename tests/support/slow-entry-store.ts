import type { Bytes } from '../../src/base/bytes.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { ClassId, DocId } from '../../src/protocol/ids.ts';
import type { EntryChange, EntryStore, StoredEntry } from '../../src/store/entry-store.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';

/** A store whose transactions take time, and that a killed tab leaves with what was committed. */
export class SlowEntryStore implements EntryStore {
  readonly #kept: MemoryEntryStore;
  readonly #clock: Clock;
  readonly #delay: () => number;
  #killed = false;

  constructor(clock: Clock, delay: () => number, kept = new MemoryEntryStore()) {
    this.#clock = clock;
    this.#delay = delay;
    this.#kept = kept;
  }

  /** Ends the tab: what is under way never commits, nor settles. Gives the store of the next tab. */
  kill(): SlowEntryStore {
    this.#killed = true;
    return new SlowEntryStore(this.#clock, this.#delay, this.#kept);
  }

  /** A copy of what is committed now, as a backup has it. */
  async copy(classId: ClassId): Promise<SlowEntryStore> {
    const kept = new MemoryEntryStore();
    for (const doc of await this.#kept.documents(classId))
      await kept.append(classId, await this.#kept.read(classId, doc));
    return new SlowEntryStore(this.#clock, this.#delay, kept);
  }

  async append(classId: ClassId, entries: readonly StoredEntry[]): Promise<void> {
    await this.#wait();
    return this.#kept.append(classId, entries);
  }

  async change(classId: ClassId, change: EntryChange): Promise<void> {
    await this.#wait();
    return this.#kept.change(classId, change);
  }

  async putMeta(classId: ClassId, key: string, value: Bytes): Promise<void> {
    await this.#wait();
    return this.#kept.putMeta(classId, key, value);
  }

  getMeta(classId: ClassId, key: string): Promise<Bytes | null> {
    return this.#kept.getMeta(classId, key);
  }

  metaKeys(classId: ClassId): Promise<readonly string[]> {
    return this.#kept.metaKeys(classId);
  }

  read(classId: ClassId, doc: DocId): Promise<readonly StoredEntry[]> {
    return this.#kept.read(classId, doc);
  }

  documents(classId: ClassId): Promise<readonly DocId[]> {
    return this.#kept.documents(classId);
  }

  remove(classId: ClassId): Promise<void> {
    return this.#kept.remove(classId);
  }

  async close(): Promise<void> {}

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(this.#delay(), () => {
        if (!this.#killed) resolve();
      });
    });
  }
}
