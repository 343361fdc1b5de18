import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { DocId } from '../protocol/ids.ts';
import type { ChainRange, StoredEntry } from '../store/entry-store.ts';
import type { EntryRecord } from './entry-record.ts';

type Place = Pick<StoredEntry, 'doc' | 'chain' | 'seq'>;

/** Where the store has entries that are of no use: spoilt ones, and those that rest on them. A peer's copy takes their place. */
export class DamagedPlaces {
  /**
   * Documents that have some, or had when the class was opened, or lost the end of an own chain, which shows only at
   * somebody else's: a wish that ends between two comparisons spoils both.
   */
  readonly docs = new Set<DocId>();
  readonly #places = new Map<string, Place>();
  readonly #count = new ObservableValue(0);

  /** How many there are. */
  get count(): Observable<number> {
    return this.#count;
  }

  add(place: Place): void {
    const { doc, chain, seq } = place;
    this.#places.set(nameOf(place), { doc, chain, seq });
    this.docs.add(doc);
    this.#count.set(this.#places.size);
  }

  /** What an accepted entry, or all that it covers as a checkpoint, takes the place of in the store. */
  replacedBy(
    { entry: { doc, seq }, chain }: EntryRecord,
    covered: ReadonlyMap<string, { readonly seq: number }> | null,
  ): readonly ChainRange[] {
    const replaced = [...this.#places.values()].filter(
      (place) =>
        place.doc === doc &&
        ((place.chain === chain && place.seq === seq) ||
          place.seq <= (covered?.get(place.chain)?.seq ?? -1)),
    );
    for (const place of replaced) this.#places.delete(nameOf(place));
    if (replaced.length > 0) this.#count.set(this.#places.size);
    return replaced.map((place) => ({
      doc,
      chain: place.chain,
      from: place.seq,
      to: place.seq,
    }));
  }
}

function nameOf({ doc, chain, seq }: Place): string {
  return `${doc}/${chain}/${seq}`;
}
