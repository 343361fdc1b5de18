import type { CellContent } from '../notebook/notebook-app.ts';
import { cellDigest } from './cell-content.ts';

/**
 * Digests of cells that are looked at again and again: a notebook with hundreds of copies is looked at with every letter
 * that is typed in it. Remembers those of the last round only.
 */
export class CellDigests {
  #last: ReadonlyMap<string, string> = new Map();
  #now = new Map<string, string>();

  /** Begins a round: what was not asked for in the last one is forgotten. */
  begin(): void {
    this.#last = this.#now;
    this.#now = new Map();
  }

  of({ cellType, source }: Pick<CellContent, 'cellType' | 'source'>): string {
    const key = `${cellType}\n${source}`;
    const digest = this.#now.get(key) ?? this.#last.get(key) ?? cellDigest({ cellType, source });
    this.#now.set(key, digest);
    return digest;
  }
}
