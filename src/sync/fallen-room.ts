import { MAX_FALLEN_BYTES, MAX_FALLEN_ENTRIES } from '../protocol/limits.ts';
import type { EntryHash } from '../protocol/ids.ts';
import type { Candidate } from './candidate.ts';

/** Entries that are in order but do not stand, in case somebody's standing entry needs them; the oldest go first. */
export class FallenRoom {
  readonly #byHash = new Map<
    EntryHash,
    { readonly candidate: Candidate; readonly dead: boolean }
  >();
  #bytes = 0;

  get size(): number {
    return this.#byHash.size;
  }

  /** Keeps an entry; `dead`: nothing can need it while the known forks stay as they are. */
  keep(candidate: Candidate, dead: boolean): void {
    const { hash, entry } = candidate.record;
    if (this.#byHash.has(hash)) return;
    this.#byHash.set(hash, { candidate, dead });
    this.#bytes += entry.bytes.length;
    for (const [oldest] of this.#byHash) {
      if (this.#byHash.size <= MAX_FALLEN_ENTRIES && this.#bytes <= MAX_FALLEN_BYTES) break;
      this.take(oldest);
    }
  }

  find(hash: EntryHash): 'fallen' | 'dead' | null {
    const found = this.#byHash.get(hash);
    return found === undefined ? null : found.dead ? 'dead' : 'fallen';
  }

  /** Takes one out. */
  take(hash: EntryHash): Candidate | null {
    const fallen = this.#byHash.get(hash);
    if (fallen === undefined) return null;
    this.#byHash.delete(hash);
    this.#bytes -= fallen.candidate.record.entry.bytes.length;
    return fallen.candidate;
  }

  /** Takes all out, oldest first. */
  takeAll(): readonly Candidate[] {
    const all = [...this.#byHash.values()].map(({ candidate }) => candidate);
    this.#byHash.clear();
    this.#bytes = 0;
    return all;
  }
}
