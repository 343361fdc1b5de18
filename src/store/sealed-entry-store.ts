import * as encoding from 'lib0/encoding';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { DataSeal } from '../base/data-seal.ts';
import { LecternError } from '../base/lectern-error.ts';
import { parseBytes } from '../protocol/byte-reader.ts';
import type { ClassId, DocId, EntryHash } from '../protocol/ids.ts';
import { MAX_DOC_NAME_UNITS } from '../protocol/limits.ts';
import type { EntryChange, EntryStore, StoredEntry } from './entry-store.ts';

/** Notes of ours in the store below: names of documents; and those of who uses this store. */
const NAME = 'name:';
const NOTE = 'note:';

/** Where a protected class is kept, apart from what was kept of it before in the clear. */
export function sealedPlace(classId: ClassId): ClassId {
  return `sealed:${classId}` as ClassId;
}

/**
 * Keeps entries encrypted in another store, which it does not close. To who reads that store, document and chain are
 * names without meaning; numbers, lengths and order stay visible.
 */
export class SealedEntryStore implements EntryStore {
  readonly #kept: EntryStore;
  readonly #seal: DataSeal;
  /** Documents whose names are in the store. */
  readonly #named = new Set<string>();
  /** Changes are made one after the other: sealing takes a different time for each. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(kept: EntryStore, seal: DataSeal) {
    this.#kept = kept;
    this.#seal = seal;
  }

  append(classId: ClassId, entries: readonly StoredEntry[]): Promise<void> {
    return this.change(classId, { add: entries, remove: [] });
  }

  change(classId: ClassId, change: EntryChange): Promise<void> {
    // What was handed over may be changed by its owner while it waits.
    const add = change.add.map((entry) => ({ ...entry, bytes: entry.bytes.slice() }));
    const changing = this.#last.then(() => this.#change(classId, { ...change, add }));
    this.#last = changing.catch(() => undefined); // told to who called; the next one goes on
    return changing;
  }

  async #change(classId: ClassId, { add, remove }: EntryChange): Promise<void> {
    const place = this.#place(classId);
    for (const doc of new Set(add.map((entry) => entry.doc))) await this.#keepName(place, doc);
    const sealed: StoredEntry[] = [];
    for (const entry of add) {
      const [doc, chain] = await this.#names(entry.doc, entry.chain);
      const encoder = encoding.createEncoder();
      encoding.writeVarString(encoder, entry.chain);
      encoding.writeVarString(encoder, entry.hash);
      encoding.writeUint8Array(encoder, entry.bytes);
      const plain = encoding.toUint8Array(encoder);
      const bytes = await this.#seal.seal(plain, `${place}/${doc}/${chain}/${entry.seq}`);
      sealed.push({ doc, chain, seq: entry.seq, hash: '' as EntryHash, bytes });
    }
    const removed = [];
    for (const range of remove) {
      const [doc, chain] = await this.#names(range.doc, range.chain);
      removed.push({ ...range, doc, chain });
    }
    await this.#kept.change(place, { add: sealed, remove: removed });
  }

  async read(classId: ClassId, doc: DocId): Promise<readonly StoredEntry[]> {
    const place = this.#place(classId);
    const [name] = await this.#names(doc, '');
    const rows = await this.#kept.read(place, name);
    return Promise.all(
      rows.map(async ({ chain, seq, bytes }): Promise<StoredEntry> => {
        const plain = await this.#seal.open(bytes, `${place}/${name}/${chain}/${seq}`);
        const parsed =
          plain === null
            ? null
            : parseBytes(plain, (reader) => ({
                doc,
                chain: reader.text(256),
                seq,
                hash: reader.text(64) as EntryHash,
                bytes: reader.rest().slice(),
              }));
        // A broken one stays in its place, as an entry that nobody can read.
        return parsed?.ok === true
          ? parsed.value
          : { doc, chain, seq, hash: '' as EntryHash, bytes: new Uint8Array() };
      }),
    );
  }

  async documents(classId: ClassId): Promise<readonly DocId[]> {
    const place = this.#place(classId);
    const docs: DocId[] = [];
    for (const name of await this.#kept.documents(place)) {
      const sealed = await this.#kept.getMeta(place, `${NAME}${name}`);
      const plain = sealed === null ? null : await this.#seal.open(sealed, `${place}/${name}`);
      if (plain === null)
        throw new LecternError('storage-broken', { detail: { reason: 'document-name' } });
      docs.push(fromUtf8(plain) as DocId);
    }
    return docs.sort();
  }

  async getMeta(classId: ClassId, key: string): Promise<Bytes | null> {
    const place = this.#place(classId);
    return (await this.#note(place, `${NOTE}${await this.#seal.name(key)}`))?.value ?? null;
  }

  async putMeta(classId: ClassId, key: string, value: Bytes): Promise<void> {
    const place = this.#place(classId);
    const name = `${NOTE}${await this.#seal.name(key)}`;
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, key);
    encoding.writeUint8Array(encoder, value);
    const sealed = await this.#seal.seal(encoding.toUint8Array(encoder), `${place}/${name}`);
    await this.#kept.putMeta(place, name, sealed);
  }

  async metaKeys(classId: ClassId): Promise<readonly string[]> {
    const place = this.#place(classId);
    const keys: string[] = [];
    for (const name of await this.#kept.metaKeys(place)) {
      if (!name.startsWith(NOTE)) continue;
      const note = await this.#note(place, name);
      if (note !== null) keys.push(note.key);
    }
    return keys.sort();
  }

  async remove(classId: ClassId): Promise<void> {
    await this.#last;
    this.#named.clear();
    await this.#kept.remove(this.#place(classId));
  }

  async close(): Promise<void> {
    await this.#last;
    this.#closed = true;
  }

  #place(classId: ClassId): ClassId {
    if (this.#closed) throw new LecternError('storage-broken', { detail: { reason: 'closed' } });
    return sealedPlace(classId);
  }

  async #names(doc: DocId, chain: string): Promise<[DocId, string]> {
    return [
      (await this.#seal.name(`doc ${doc}`)) as DocId,
      await this.#seal.name(`chain ${chain}`),
    ];
  }

  async #keepName(place: ClassId, doc: DocId): Promise<void> {
    if (this.#named.has(`${place}/${doc}`)) return;
    const [name] = await this.#names(doc, '');
    const sealed = await this.#seal.seal(
      utf8(doc.slice(0, MAX_DOC_NAME_UNITS)),
      `${place}/${name}`,
    );
    await this.#kept.putMeta(place, `${NAME}${name}`, sealed);
    this.#named.add(`${place}/${doc}`);
  }

  async #note(place: ClassId, name: string): Promise<{ key: string; value: Bytes } | null> {
    const sealed = await this.#kept.getMeta(place, name);
    if (sealed === null) return null;
    const plain = await this.#seal.open(sealed, `${place}/${name}`);
    const parsed =
      plain === null
        ? null
        : parseBytes(plain, (reader) => ({ key: reader.text(256), value: reader.rest().slice() }));
    if (parsed?.ok !== true)
      throw new LecternError('storage-broken', { detail: { reason: 'note' } });
    return parsed.value;
  }
}
