import type { Bytes } from '../../src/base/bytes.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { ClassId, DocId } from '../../src/protocol/ids.ts';
import type { EntryChange, EntryStore, StoredEntry } from '../../src/store/entry-store.ts';
import { MemoryEntryStore } from '../../src/store/memory-entry-store.ts';

/** A transaction on its way. */
interface Pending {
  readonly commit: () => Promise<void>;
}

/** A store whose transactions take time, and that a killed tab leaves with what was committed. */
export class SlowEntryStore implements EntryStore {
  readonly #kept: MemoryEntryStore;
  readonly #clock: Clock;
  readonly #delay: () => number;
  readonly #pending = new Set<Pending>();
  #killed = false;

  constructor(clock: Clock, delay: () => number, kept = new MemoryEntryStore()) {
    this.#clock = clock;
    this.#delay = delay;
    this.#kept = kept;
  }

  /** Transactions that are under way. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /**
   * Ends the tab: what is under way never settles. It never commits either, or (`after`) does so at once, as where the
   * tab ends between commit and event. Gives the store of the next tab.
   */
  kill(after = false): SlowEntryStore {
    this.#killed = true;
    if (after) for (const { commit } of this.#pending) void commit();
    return new SlowEntryStore(this.#clock, this.#delay, this.#kept);
  }

  /** A copy of what is committed now, as a backup has it; without those of which `lost` says so. */
  async copy(
    classId: ClassId,
    lost: (entry: StoredEntry) => boolean = () => false,
  ): Promise<SlowEntryStore> {
    const kept = new MemoryEntryStore();
    for (const doc of await this.#kept.documents(classId)) {
      const entries = await this.#kept.read(classId, doc);
      await kept.append(
        classId,
        entries.filter((entry) => !lost(entry)),
      );
    }
    for (const key of await this.#kept.metaKeys(classId))
      await kept.putMeta(
        classId,
        key,
        (await this.#kept.getMeta(classId, key)) ?? new Uint8Array(),
      );
    return new SlowEntryStore(this.#clock, this.#delay, kept);
  }

  append(classId: ClassId, entries: readonly StoredEntry[]): Promise<void> {
    return this.#slowly(() => this.#kept.append(classId, entries));
  }

  change(classId: ClassId, change: EntryChange): Promise<void> {
    return this.#slowly(() => this.#kept.change(classId, change));
  }

  putMeta(classId: ClassId, key: string, value: Bytes): Promise<void> {
    return this.#slowly(() => this.#kept.putMeta(classId, key, value));
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

  #slowly(commit: () => Promise<void>): Promise<void> {
    const pending = { commit };
    this.#pending.add(pending);
    return new Promise((resolve, reject) => {
      this.#clock.after(this.#delay(), () => {
        if (this.#killed) return;
        this.#pending.delete(pending);
        commit().then(resolve, reject);
      });
    });
  }
}
