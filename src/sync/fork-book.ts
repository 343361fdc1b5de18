import type { DocId, EntryHash, KeyId, SessionId } from '../protocol/ids.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import { forkKey } from './authority-state.ts';
import type { AuthorityState } from './authority-state.ts';
import { chainKey } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';

/** Two entries that their author signed for one place: the lower hash first. */
export type Proof = readonly [EntryRecord, EntryRecord];

/** Somebody who spoke with two tongues. */
export interface Fork {
  readonly author: KeyId;
  readonly doc: DocId;
  readonly session: SessionId;
  readonly seq: number;
  /** Both branches, the lower hash first. */
  readonly hashes: readonly [EntryHash, EntryHash];
}

/** Proofs kept of one author: they tell the same as one does, and each is two entries long. */
const MAX_PER_AUTHOR = 64;

/** Proofs of equivocation, one per chain: the first fork, by its two lowest hashes (SY2). */
export class ForkBook {
  readonly #proofs = new Map<string, Proof>();

  get size(): number {
    return this.#proofs.size;
  }

  /** Takes two entries of one place; whether that is news. */
  add(one: EntryRecord, other: EntryRecord): boolean {
    const key = bookKey(one.entry.doc, one.chain);
    const known = this.#proofs.get(key);
    if (known !== undefined && known[0].entry.seq < one.entry.seq) return false;
    const same = known === undefined || known[0].entry.seq > one.entry.seq ? [] : known;
    const byHash = new Map([...same, one, other].map((record) => [record.hash, record]));
    const [low, high] = [...byHash.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    if (low === undefined || high === undefined) return false;
    if (known?.[0].hash === low.hash && known[1].hash === high.hash) return false;
    if (known === undefined && this.#count(one.entry.author) >= MAX_PER_AUTHOR) return false;
    this.#proofs.set(key, [low, high]);
    return true;
  }

  proofs(): Iterable<Proof> {
    return this.#proofs.values();
  }

  forks(): readonly Fork[] {
    return [...this.#proofs.values()].map(([low, high]) => {
      const { author, doc, session, seq } = low.entry;
      return { author, doc, session, seq, hashes: [low.hash, high.hash] };
    });
  }

  /** Whether what `ref` names, in a document, is known to be on a losing branch by itself. */
  isDead(
    state: AuthorityState,
    doc: DocId,
    ref: { author: KeyId; session: SessionId; seq: number; hash: EntryHash },
  ): boolean {
    const proof = this.#proofs.get(bookKey(doc, chainKey(ref.author, ref.session)));
    if (proof === undefined || proof[0].entry.seq !== ref.seq) return false;
    const { author, session, seq } = ref;
    const winner = state.resolved.get(forkKey(doc, author, session, seq)) ?? proof[0].hash;
    return ref.hash !== winner;
  }

  /** Whether an entry comes after a fork of its chain, which ends there. Statements go on: too much rests on them. */
  isBeyond({ entry, chain }: EntryRecord): boolean {
    if (entry.doc === AUTHORITY_DOC) return false;
    const proof = this.#proofs.get(bookKey(entry.doc, chain));
    return proof !== undefined && proof[0].entry.seq < entry.seq;
  }

  #count(author: KeyId): number {
    let count = 0;
    for (const [{ entry }] of this.#proofs.values()) if (entry.author === author) count++;
    return count;
  }
}

function bookKey(doc: DocId, chain: ChainKey): string {
  return `${doc}/${chain}`;
}
