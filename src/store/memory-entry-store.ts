import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { ClassId, DocId } from '../protocol/ids.ts';
import type { EntryChange, EntryStore, StoredEntry } from './entry-store.ts';

interface ClassShelf {
  readonly docs: Map<DocId, Map<string, StoredEntry>>;
  readonly meta: Map<string, Bytes>;
}

/** Keeps entries as long as the object lives: for tests, and where a browser has no IndexedDB. */
export class MemoryEntryStore implements EntryStore {
  readonly #classes = new Map<ClassId, ClassShelf>();
  #closed = false;

  append(classId: ClassId, entries: readonly StoredEntry[]): Promise<void> {
    return this.change(classId, { add: entries, remove: [] });
  }

  async change(classId: ClassId, { add, remove }: EntryChange): Promise<void> {
    const { docs } = this.#shelf(classId);
    for (const { doc, chain, from, to } of remove) {
      const kept = docs.get(doc);
      for (const [key, entry] of kept ?? []) {
        if (entry.chain === chain && entry.seq >= from && entry.seq <= to) kept?.delete(key);
      }
      if (kept?.size === 0) docs.delete(doc);
    }
    for (const entry of add) {
      let kept = docs.get(entry.doc);
      if (kept === undefined) docs.set(entry.doc, (kept = new Map()));
      const key = `${entry.chain}/${entry.seq}`;
      if (!kept.has(key)) kept.set(key, { ...entry, bytes: unshared(entry.bytes) });
    }
  }

  async read(classId: ClassId, doc: DocId): Promise<readonly StoredEntry[]> {
    return [...(this.#shelf(classId).docs.get(doc)?.values() ?? [])];
  }

  async documents(classId: ClassId): Promise<readonly DocId[]> {
    return [...this.#shelf(classId).docs.keys()].sort();
  }

  async getMeta(classId: ClassId, key: string): Promise<Bytes | null> {
    return this.#shelf(classId).meta.get(key) ?? null;
  }

  async putMeta(classId: ClassId, key: string, value: Bytes): Promise<void> {
    this.#shelf(classId).meta.set(key, value.slice());
  }

  async metaKeys(classId: ClassId): Promise<readonly string[]> {
    return [...this.#shelf(classId).meta.keys()].sort();
  }

  async remove(classId: ClassId): Promise<void> {
    this.#shelf(classId);
    this.#classes.delete(classId);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #shelf(classId: ClassId): ClassShelf {
    if (this.#closed) throw new LecternError('storage-broken', { detail: { reason: 'closed' } });
    let shelf = this.#classes.get(classId);
    if (shelf === undefined)
      this.#classes.set(classId, (shelf = { docs: new Map(), meta: new Map() }));
    return shelf;
  }
}

/** An entry's bytes never change: a copy is made only where they would keep a buffer alive that is much longer. */
function unshared(bytes: Bytes): Bytes {
  return bytes.length * 2 < bytes.buffer.byteLength ? bytes.slice() : bytes;
}
