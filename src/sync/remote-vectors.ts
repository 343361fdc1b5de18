import type { DocId, EntryHash } from '../protocol/ids.ts';
import type { ChainHead, DocumentVector } from '../protocol/peer-messages.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { DocumentCheckpoint } from './document-checkpoint.ts';
import { chainKey } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import type { DocumentLog } from './document-log.ts';

interface RemoteHead {
  readonly seq: number;
  readonly hash: EntryHash;
}

/** Covered entries lacking from which on a checkpoint is sent in their place: each costs a signature to check. */
const FAR_BEHIND = 256;
/** Chains remembered per peer: no honest class has as many. */
const MAX_CHAINS = 50_000;

/** What the other side of a link has, as far as known, and what is on its way there. */
export class RemoteVectors {
  readonly #has = new Map<DocId, Map<ChainKey, RemoteHead>>();
  readonly #sent = new Map<DocId, Map<ChainKey, number>>();
  /** Whether vectors were equal when the log was at that revision; nothing where the other side's changed since. */
  readonly #equal = new Map<DocId, { readonly revision: number; readonly equal: boolean }>();
  #chains = 0;

  /** Takes "I hold exactly this" for the documents named (`all`: for every document). False where it is too much. */
  replace(vectors: readonly DocumentVector[], all: boolean): boolean {
    if (all) {
      this.#has.clear();
      this.#sent.clear();
      this.#equal.clear();
      this.#chains = 0;
    }
    for (const { doc } of vectors) {
      this.#chains -= this.#has.get(doc)?.size ?? 0;
      this.#has.delete(doc);
      this.#sent.delete(doc);
      this.#equal.delete(doc);
    }
    return this.merge(vectors);
  }

  /** Takes "I also have this". False where it is too much. */
  merge(vectors: readonly DocumentVector[]): boolean {
    for (const { doc, heads } of vectors) {
      for (const head of heads)
        if (!this.#note(doc, chainKey(head.author, head.session), head)) return false;
    }
    return true;
  }

  /** Notes that the other side has an entry. */
  noteHas({ entry, chain, hash }: EntryRecord): void {
    this.#note(entry.doc, chain, { seq: entry.seq, hash });
  }

  /** Notes that an entry is on its way. */
  noteSent({ entry, chain }: EntryRecord): void {
    let chains = this.#sent.get(entry.doc);
    if (chains === undefined) this.#sent.set(entry.doc, (chains = new Map()));
    chains.set(chain, Math.max(entry.seq, chains.get(chain) ?? -1));
  }

  /** Notes that a checkpoint is on its way, which stands for all that it covers. */
  noteSentCheckpoint({ record, covered }: DocumentCheckpoint): void {
    this.noteSent(record);
    const chains = this.#sent.get(record.entry.doc);
    for (const [chain, { seq }] of covered)
      chains?.set(chain, Math.max(seq, chains.get(chain) ?? -1));
  }

  /** Whether the other side lacks entries that were pruned here, or so many that a checkpoint is the shorter way. */
  farBehind(log: DocumentLog): boolean {
    const reached = (chain: ChainKey): number =>
      Math.max(
        this.#has.get(log.doc)?.get(chain)?.seq ?? -1,
        this.#sent.get(log.doc)?.get(chain) ?? -1,
      );
    for (const chain of log.chains())
      if ((log.base(chain)?.seq ?? -1) > reached(chain)) return true;
    for (const { covered } of log.checkpoints) {
      let lacked = 0;
      for (const [chain, { seq }] of covered) lacked += Math.max(0, seq - reached(chain));
      if (lacked >= FAR_BEHIND) return true;
    }
    return false;
  }

  /** Whether the other side has the entry. */
  has({ entry, chain }: EntryRecord): boolean {
    return (this.#has.get(entry.doc)?.get(chain)?.seq ?? -1) >= entry.seq;
  }

  /** Whether the other side has the entry or will, if all that was sent arrives. */
  covers(record: EntryRecord): boolean {
    const { entry, chain } = record;
    return this.has(record) || (this.#sent.get(entry.doc)?.get(chain) ?? -1) >= entry.seq;
  }

  /** Whether the document's vectors are equal, heads included. */
  equalIn(log: DocumentLog): boolean {
    const { doc, revision } = log;
    const known = this.#equal.get(doc);
    if (known?.revision === revision) return known.equal;
    const equal = this.#compare(log);
    this.#equal.set(doc, { revision, equal });
    return equal;
  }

  #compare(log: DocumentLog): boolean {
    const chains = this.#has.get(log.doc);
    if ((chains?.size ?? 0) !== log.chainCount) return false;
    for (const chain of log.chains()) {
      const own = log.head(chain);
      const head = chains?.get(chain);
      if (own === null || head?.seq !== own.seq || head.hash !== own.hash) return false;
    }
    return true;
  }

  /** Whether the vectors of all documents that `counts` are equal. */
  equal(documents: ClassDocuments, counts: (doc: DocId) => boolean): boolean {
    for (const log of documents.all()) if (counts(log.doc) && !this.equalIn(log)) return false;
    for (const doc of this.#has.keys())
      if (counts(doc) && documents.log(doc) === null) return false;
    return true;
  }

  #note(doc: DocId, chain: ChainKey, head: RemoteHead | ChainHead): boolean {
    let chains = this.#has.get(doc);
    if (chains === undefined) this.#has.set(doc, (chains = new Map()));
    const known = chains.get(chain);
    if (known !== undefined && known.seq >= head.seq) return true;
    if (known === undefined) {
      if (this.#chains >= MAX_CHAINS) return false;
      this.#chains++;
    }
    chains.set(chain, { seq: head.seq, hash: head.hash });
    this.#equal.delete(doc);
    return true;
  }
}
