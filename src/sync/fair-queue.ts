/** What one lane gives in a turn, in bytes: an edit is far below. */
const TURN_BYTES = 16 * 1024;

interface Lane<T> {
  readonly items: { readonly item: T; readonly bytes: number }[];
  next: number;
  /** What it may still give in this turn; below zero where an item was longer: then turns are left out. */
  credit: number;
}

/**
 * Lanes that take turns, so that who fills one holds up no other; each keeps its own order (SY3). What is urgent goes
 * before all lanes.
 */
export class FairQueue<T> {
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #urgent: Lane<T> = { items: [], next: 0, credit: 0 };

  get empty(): boolean {
    return this.#lanes.size === 0 && this.#urgent.items.length === 0;
  }

  push(lane: string, item: T, bytes: number, urgent: boolean): void {
    let into = urgent ? this.#urgent : this.#lanes.get(lane);
    if (into === undefined)
      this.#lanes.set(lane, (into = { items: [], next: 0, credit: TURN_BYTES }));
    into.items.push({ item, bytes });
  }

  /** What goes next, or null. */
  get first(): T | null {
    return this.#turn()?.item ?? null;
  }

  /** Takes what goes next out. */
  shift(): void {
    const next = this.#turn();
    if (next === null) return;
    const { lane, name } = next;
    lane.credit -= next.bytes;
    lane.next += 1;
    if (lane.next === lane.items.length) {
      lane.items.length = 0;
      lane.next = 0;
      if (name !== null) this.#lanes.delete(name);
    } else if (lane.next >= 1_024) {
      lane.items.splice(0, lane.next); // taking from the front of an array one by one is slow
      lane.next = 0;
    }
  }

  clear(): void {
    this.#lanes.clear();
    this.#urgent.items.length = 0;
    this.#urgent.next = 0;
  }

  #turn(): { lane: Lane<T>; name: string | null; item: T; bytes: number } | null {
    const urgent = this.#urgent.items[this.#urgent.next];
    if (urgent !== undefined) return { lane: this.#urgent, name: null, ...urgent };
    for (let first = this.#lanes.entries().next(); first.done !== true;) {
      const [name, lane] = first.value;
      const next = lane.items[lane.next];
      if (next === undefined) throw new Error('an empty lane');
      if (lane.credit > 0) return { lane, name, ...next };
      // Its turn is over: it goes behind the others.
      this.#lanes.delete(name);
      lane.credit = this.#lanes.size === 0 ? TURN_BYTES : lane.credit + TURN_BYTES;
      this.#lanes.set(name, lane);
      first = this.#lanes.entries().next();
    }
    return null;
  }
}
