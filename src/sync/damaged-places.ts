import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { ChainRange, StoredEntry } from '../store/entry-store.ts';
import type { EntryRecord } from './entry-record.ts';

type Place = Pick<StoredEntry, 'doc' | 'chain' | 'seq'>;

/** Where the store has entries that are of no use: spoilt ones, and those that rest on them. A peer's copy takes their place. */
export class DamagedPlaces {
  readonly #places = new Set<string>();
  readonly #count = new ObservableValue(0);

  /** How many there are. */
  get count(): Observable<number> {
    return this.#count;
  }

  add(place: Place): void {
    this.#places.add(nameOf(place));
    this.#count.set(this.#places.size);
  }

  /** What an accepted entry takes the place of in the store: nothing, where nothing is spoilt there. */
  replacedBy({ entry: { doc, seq }, chain }: EntryRecord): readonly ChainRange[] {
    if (!this.#places.delete(nameOf({ doc, chain, seq }))) return [];
    this.#count.set(this.#places.size);
    return [{ doc, chain, from: seq, to: seq }];
  }
}

function nameOf({ doc, chain, seq }: Place): string {
  return `${doc}/${chain}/${seq}`;
}
