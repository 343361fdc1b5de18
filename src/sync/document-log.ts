import type { Ref } from '../protocol/entry.ts';
import type { DocId, EntryHash } from '../protocol/ids.ts';
import type { ChainHead } from '../protocol/peer-messages.ts';
import { inspectUpdate } from './yjs-update.ts';
import { chainKey, refOf } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';

/** The accepted entries of one document: causally closed, contiguous chains, in the order of acceptance. */
export class DocumentLog {
  readonly doc: DocId;
  readonly #entries: EntryRecord[] = [];
  readonly #chains = new Map<ChainKey, EntryRecord[]>();
  /** Entries that no other accepted entry names as `prev` or `deps`. */
  readonly #frontier = new Map<EntryHash, EntryRecord>();
  readonly #clocks = new Map<number, number>();
  readonly #clients = new Map<ChainKey, number>();

  constructor(doc: DocId) {
    this.doc = doc;
  }

  /** All entries; each after everything that it names. */
  get entries(): readonly EntryRecord[] {
    return this.#entries;
  }

  get chains(): ReadonlyMap<ChainKey, readonly EntryRecord[]> {
    return this.#chains;
  }

  chain(key: ChainKey): readonly EntryRecord[] {
    return this.#chains.get(key) ?? [];
  }

  /** The entry that `ref` names; null where it, or this branch of its chain, is not here. */
  find(ref: Ref): EntryRecord | null {
    const record = this.#chains.get(chainKey(ref.author, ref.session))?.[ref.seq];
    return record?.hash === ref.hash ? record : null;
  }

  /** Adds an accepted entry; `client` is its chain's Yjs client id where the document is a Y.Doc. */
  append(record: EntryRecord, client: number | null, clockAfter: number): void {
    const { entry, chain } = record;
    let records = this.#chains.get(chain);
    if (records === undefined) this.#chains.set(chain, (records = []));
    if (records.length !== entry.seq) throw new Error('a chain has contiguous seq (SY1)');
    if (entry.prev !== null) this.#frontier.delete(entry.prev);
    for (const dep of entry.deps) this.#frontier.delete(dep.hash);
    this.#frontier.set(record.hash, record);
    records.push(record);
    this.#entries.push(record);
    if (client !== null) {
      this.#clients.set(chain, client);
      this.#clocks.set(client, Math.max(clockAfter, this.#clocks.get(client) ?? 0));
    }
  }

  /** Causal heads, without those of `except`: what the next entry of that chain names as `deps`. */
  heads(except: ChainKey): readonly Ref[] {
    const refs: Ref[] = [];
    for (const record of this.#frontier.values())
      if (record.chain !== except) refs.push(refOf(record));
    return refs;
  }

  /** Ends of all chains (SY6). */
  vector(): readonly ChainHead[] {
    const heads: ChainHead[] = [];
    for (const records of this.#chains.values()) {
      const last = records.at(-1);
      if (last !== undefined) heads.push(refOf(last));
    }
    return heads;
  }

  /** How far the structs of a Yjs client id have come. */
  clock(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  /** The Yjs client id of a chain, once known. */
  clientOf(chain: ChainKey): number | null {
    return this.#clients.get(chain) ?? null;
  }
}

/** The clock after `record`'s structs, for entries that were checked before they were stored. */
export function clockAfter(record: EntryRecord, client: number): number {
  const shape = inspectUpdate(record.entry.content, client);
  return shape.ok ? shape.value.to : 0;
}
