import { ObservableValue, type Observable } from '../base/observable.ts';
import type { Notice } from './class-state.ts';

/** Notices are for the moment: older ones than this many give way. */
const KEPT = 50;

/** The list of passing notices of one class. */
export class Notices {
  readonly #list = new ObservableValue<readonly Notice[]>([]);
  #nextId = 1;

  get list(): Observable<readonly Notice[]> {
    return this.#list;
  }

  add(key: Notice['key'], detail: Notice['detail'] = {}, undo = false): void {
    const notice: Notice = { id: this.#nextId++, key, detail, undo };
    // Only one step can be taken back, so an older offer of Undo ends with the newer one.
    const others = undo ? this.#list.value.filter((other) => !other.undo) : this.#list.value;
    this.#list.set([...others, notice].slice(-KEPT));
  }

  dismiss(id: number): void {
    this.#list.set(this.#list.value.filter((notice) => notice.id !== id));
  }

  /** Ends the offer of Undo, where there is one. */
  dropUndo(): void {
    this.#list.set(this.#list.value.filter((notice) => !notice.undo));
  }
}
