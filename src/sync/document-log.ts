import type { Ref } from '../protocol/entry.ts';
import type { DocId, EntryHash } from '../protocol/ids.ts';
import type { ChainHead } from '../protocol/peer-messages.ts';
import { supersedes } from './document-checkpoint.ts';
import type { DocumentCheckpoint } from './document-checkpoint.ts';
import { chainKey, chainParts, refOf } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';

/** One place in a chain, on one branch. */
export interface ChainPoint {
  readonly seq: number;
  readonly hash: EntryHash;
}

/** What is kept of one chain: everything after `base`. */
interface Chain {
  /** The last entry that was pruned; null where all are kept. */
  base: ChainPoint | null;
  readonly records: EntryRecord[];
  /** How far the chain's structs have come after each record; after the base in front of all. */
  readonly clocks: number[];
  baseClock: number;
  /** Yjs client id; null where the document is no Y.Doc. */
  client: number | null;
}

/** Entries of one chain, both ends included. */
export interface PrunedRange {
  readonly chain: ChainKey;
  readonly from: number;
  readonly to: number;
}

/** What a log did with an accepted entry. */
export interface Appended {
  /** Entries that a checkpoint took the place of. */
  readonly pruned: readonly PrunedRange[];
  /** A checkpoint stands for entries that were not here. */
  readonly adopted: boolean;
  /** It was the document's first. */
  readonly fresh: boolean;
}

/** The accepted entries of one document: causally closed, contiguous chains, in the order of acceptance. */
export class DocumentLog {
  readonly doc: DocId;
  #entries: EntryRecord[] = [];
  readonly #chains = new Map<ChainKey, Chain>();
  /** Entries that no other accepted entry names as `prev` or `deps`. */
  readonly #frontier = new Map<EntryHash, EntryRecord>();
  readonly #clocks = new Map<number, number>();
  #checkpoints: readonly DocumentCheckpoint[] = [];
  /** Something was taken out: `#entries` and `#frontier` are to be made again. */
  #stale = false;
  #revision = 0;

  constructor(doc: DocId) {
    this.doc = doc;
  }

  /** All entries kept; each after everything that it names. */
  get entries(): readonly EntryRecord[] {
    this.#refresh();
    return this.#entries;
  }

  /** Another number after every change of a head. */
  get revision(): number {
    return this.#revision;
  }

  /** Names of the chains that have entries, pruned ones included. */
  chains(): Iterable<ChainKey> {
    return this.#chains.keys();
  }

  get chainCount(): number {
    return this.#chains.size;
  }

  /** The entry at `seq` of a chain; null where it is not here or was pruned. */
  at(chain: ChainKey, seq: number): EntryRecord | null {
    const found = this.#chains.get(chain);
    return found?.records[seq - first(found)] ?? null;
  }

  /** The next `seq` of a chain: 0 where it is not known. */
  length(chain: ChainKey): number {
    const found = this.#chains.get(chain);
    return found === undefined ? 0 : first(found) + found.records.length;
  }

  /** Where a chain ends; null where it is not known. */
  head(chain: ChainKey): ChainPoint | null {
    const found = this.#chains.get(chain);
    const last = found?.records.at(-1);
    if (last !== undefined) return { seq: last.entry.seq, hash: last.hash };
    return found?.base ?? null;
  }

  /** The entries of a chain that are kept. */
  records(chain: ChainKey): readonly EntryRecord[] {
    return this.#chains.get(chain)?.records ?? [];
  }

  /** The last pruned entry of a chain; null where all are kept. */
  base(chain: ChainKey): ChainPoint | null {
    return this.#chains.get(chain)?.base ?? null;
  }

  /** The entry that `ref` names; null where it, or this branch of its chain, is not here. */
  find(ref: Ref): EntryRecord | null {
    const record = this.at(chainKey(ref.author, ref.session), ref.seq);
    return record?.hash === ref.hash ? record : null;
  }

  /** The last entry of a chain that a checkpoint covers: up to there it stands, whatever becomes of its author; -1: none. */
  standing(chain: ChainKey): number {
    return this.#checkpoints.reduce(
      (top, { covered }) => Math.max(top, covered.get(chain)?.seq ?? -1),
      -1,
    );
  }

  /** Whether what `ref` names is here or pruned; of what was pruned, only a chain's last hash is known. */
  includes(ref: Ref): boolean {
    const base = this.base(chainKey(ref.author, ref.session));
    if (base === null || base.seq < ref.seq) return this.find(ref) !== null;
    return base.seq > ref.seq || base.hash === ref.hash;
  }

  /** The checkpoints that no other one supersedes: one, unless two devices made some without knowing of each other. */
  get checkpoints(): readonly DocumentCheckpoint[] {
    return this.#checkpoints;
  }

  /**
   * Adds an accepted checkpoint and prunes. Where all that it covers is here, what the one before covers goes: who
   * is a little behind still gets entries. Otherwise its state stands for all that it covers.
   */
  appendCheckpoint(checkpoint: DocumentCheckpoint, client: number): Appended {
    const fresh = this.#chains.size === 0;
    const { covered } = checkpoint;
    const pruned: PrunedRange[] = [];
    const whole = [...covered].every(([chain, { seq }]) => this.length(chain) > seq);
    const superseded = this.#checkpoints.filter((earlier) => supersedes(checkpoint, earlier));
    if (whole) {
      for (const earlier of superseded) {
        for (const [chain, { seq }] of earlier.covered) this.#prune(chain, seq, pruned);
        this.#prune(earlier.record.chain, earlier.record.entry.seq, pruned);
      }
    } else {
      for (const [chain, { seq, hash }] of covered) {
        const { client: by, clock } = checkpoint.clients.get(chain) ?? { client: 0, clock: 0 };
        if (this.length(chain) > seq) this.#prune(chain, seq, pruned);
        else this.#rebase(chain, { seq, hash }, by, clock, pruned);
      }
    }
    this.restoreCheckpoint(checkpoint, client);
    return { pruned, adopted: !whole, fresh };
  }

  /** Adds a checkpoint that was stored; pruned is what was pruned then. */
  restoreCheckpoint(checkpoint: DocumentCheckpoint, client: number): void {
    this.#checkpoints = [
      ...this.#checkpoints.filter((earlier) => !supersedes(checkpoint, earlier)),
      checkpoint,
    ];
    this.append(checkpoint.record, client, 0);
  }

  /** Lets a chain begin behind entries that are not here, as a stored checkpoint stands for them. */
  rebase(chain: ChainKey, base: ChainPoint, client: number, clock: number): void {
    this.#rebase(chain, base, client, clock, []);
  }

  /** Adds an accepted entry; `client` is its chain's Yjs client id where the document is a Y.Doc. */
  append(record: EntryRecord, client: number | null, clockAfter: number): void {
    const { entry, chain } = record;
    let found = this.#chains.get(chain);
    if (found === undefined) {
      found = { base: null, records: [], clocks: [], baseClock: 0, client };
      this.#chains.set(chain, found);
    }
    if (this.length(chain) !== entry.seq) throw new Error('a chain has contiguous seq (SY1)');
    if (!this.#stale) {
      for (const before of named(record)) this.#frontier.delete(before);
      this.#frontier.set(record.hash, record);
    }
    const clock = Math.max(clockAfter, found.clocks.at(-1) ?? found.baseClock);
    found.records.push(record);
    found.clocks.push(clock);
    this.#entries.push(record);
    this.#revision++;
    if (client !== null) this.#clocks.set(client, Math.max(clock, this.clock(client)));
  }

  /** Takes out the entries of a chain from `seq` on, and gives them. What stands on them must be taken out too. */
  truncate(chain: ChainKey, from: number): EntryRecord[] {
    const found = this.#chains.get(chain);
    if (found === undefined) return [];
    if (from < first(found)) throw new Error('what was pruned cannot be taken out');
    const removed = found.records.splice(from - first(found));
    if (removed.length === 0) return removed;
    this.#checkpoints = this.#checkpoints.filter(({ record }) => !removed.includes(record));
    found.clocks.splice(from - first(found));
    if (found.records.length === 0 && found.base === null) this.#chains.delete(chain);
    if (found.client !== null) this.#recount(found.client);
    this.#revision++;
    this.#stale = true;
    return removed;
  }

  /** Causal heads, without those of `except`: what the next entry of that chain names as `deps`. */
  heads(except: ChainKey): readonly Ref[] {
    this.#refresh();
    const refs: Ref[] = [];
    for (const record of this.#frontier.values())
      if (record.chain !== except) refs.push(refOf(record));
    return refs;
  }

  /** Ends of all chains (SY6). */
  vector(): readonly ChainHead[] {
    const heads: ChainHead[] = [];
    for (const chain of this.#chains.keys()) {
      const head = this.chainHead(chain);
      if (head !== null) heads.push(head);
    }
    return heads;
  }

  /** Where a chain ends, as vectors say it; null where it is not known. */
  chainHead(chain: ChainKey): ChainHead | null {
    const head = this.head(chain);
    return head === null ? null : { ...chainParts(chain), ...head };
  }

  /** How far the structs of a Yjs client id have come. */
  clock(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  /** The Yjs client id of a chain, once known. */
  clientOf(chain: ChainKey): number | null {
    return this.#chains.get(chain)?.client ?? null;
  }

  #prune(chain: ChainKey, upTo: number, pruned: PrunedRange[]): void {
    const found = this.#chains.get(chain);
    if (found === undefined) return;
    const from = first(found);
    const clock = found.clocks[upTo - from];
    const last = found.records[upTo - from];
    if (clock === undefined || last === undefined) return; // pruned before
    found.records.splice(0, upTo - from + 1);
    found.clocks.splice(0, upTo - from + 1);
    found.base = { seq: upTo, hash: last.hash };
    found.baseClock = clock;
    pruned.push({ chain, from, to: upTo });
    this.#stale = true;
  }

  #rebase(
    chain: ChainKey,
    base: ChainPoint,
    client: number,
    clock: number,
    pruned: PrunedRange[],
  ): void {
    const found = this.#chains.get(chain);
    if (found !== undefined && found.records.length > 0)
      pruned.push({ chain, from: first(found), to: base.seq });
    this.#chains.set(chain, { base, records: [], clocks: [], baseClock: clock, client });
    this.#clocks.set(client, Math.max(clock, this.clock(client)));
    this.#revision++;
    this.#stale = true;
  }

  #recount(client: number): void {
    let clock = 0;
    for (const chain of this.#chains.values()) {
      if (chain.client === client) clock = Math.max(clock, chain.clocks.at(-1) ?? chain.baseClock);
    }
    this.#clocks.set(client, clock);
  }

  #refresh(): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#entries = this.#entries.filter(
      (record) => this.at(record.chain, record.entry.seq) === record,
    );
    this.#frontier.clear();
    for (const record of this.#entries) {
      for (const before of named(record)) this.#frontier.delete(before);
      this.#frontier.set(record.hash, record);
    }
  }
}

/** The first `seq` that is kept. */
function first({ base }: Chain): number {
  return base === null ? 0 : base.seq + 1;
}

function* named({ entry }: EntryRecord): Iterable<EntryHash> {
  if (entry.prev !== null) yield entry.prev;
  for (const dep of entry.deps) yield dep.hash;
}
