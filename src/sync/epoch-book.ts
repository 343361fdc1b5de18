import type { Bytes } from '../base/bytes.ts';
import type { DocumentKeysContent, EpochName } from '../protocol/document-keys.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type { EntryRecord } from './entry-record.ts';

/** One key of a document, as the log tells of it: nothing here is secret. */
export interface Epoch {
  readonly doc: DocId;
  readonly name: EpochName;
  /** The entries that hold it, in the order of acceptance: at least one. */
  readonly entries: readonly EntryRecord[];
  /** Who has a wrap of it in the log. */
  readonly holders: ReadonlySet<KeyId>;
}

interface Kept extends Epoch {
  readonly entries: EntryRecord[];
  readonly wraps: { readonly record: EntryRecord; readonly keys: DocumentKeysContent }[];
  readonly holders: Set<KeyId>;
}

/** Names an epoch within its document. */
export function epochId({ number, commitment }: EpochName): string {
  return `${number}.${commitment}`;
}

/** The keys that documents have, from their entries of kind 'keys'. */
export class EpochBook {
  readonly #docs = new Map<DocId, Map<string, Kept>>();

  /** Takes in an entry that was accepted. */
  note(record: EntryRecord, keys: DocumentKeysContent): void {
    const { doc } = record.entry;
    let epochs = this.#docs.get(doc);
    if (epochs === undefined) this.#docs.set(doc, (epochs = new Map()));
    const id = epochId(keys.epoch);
    let epoch = epochs.get(id);
    if (epoch === undefined) {
      epoch = { doc, name: keys.epoch, entries: [], holders: new Set(), wraps: [] };
      epochs.set(id, epoch);
    }
    epoch.entries.push(record);
    epoch.wraps.push({ record, keys });
    for (const { reader } of keys.wraps) epoch.holders.add(reader);
  }

  /** Forgets entries that were taken out of the log. */
  forget(doc: DocId, removed: ReadonlySet<EntryRecord>): void {
    const epochs = this.#docs.get(doc);
    if (epochs === undefined) return;
    const left = [...epochs.values()].flatMap(({ wraps }) => wraps);
    this.#docs.delete(doc);
    for (const { record, keys } of left) if (!removed.has(record)) this.note(record, keys);
  }

  /** The documents that have keys. */
  docs(): Iterable<DocId> {
    return this.#docs.keys();
  }

  /** The keys of a document, in the order in which they became known. */
  of(doc: DocId): Iterable<Epoch> {
    return this.#docs.get(doc)?.values() ?? [];
  }

  count(doc: DocId): number {
    return this.#docs.get(doc)?.size ?? 0;
  }

  find(doc: DocId, name: EpochName): Epoch | null {
    return this.#docs.get(doc)?.get(epochId(name)) ?? null;
  }

  /** The wraps of an epoch for `reader` that the log has: any of them may be a bad one. */
  wrapsFor(doc: DocId, name: EpochName, reader: KeyId): readonly Bytes[] {
    const found: Bytes[] = [];
    for (const { keys } of this.#docs.get(doc)?.get(epochId(name))?.wraps ?? [])
      for (const wrap of keys.wraps) if (wrap.reader === reader) found.push(wrap.sealed);
    return found;
  }
}
