import { MAX_WAITING_BYTES, MAX_WAITING_ENTRIES } from '../protocol/limits.ts';
import type { DocId } from '../protocol/ids.ts';

/** Something held until what `key` names arrives. */
export interface Held<T> {
  readonly value: T;
  /** Tells equal things apart from others: held once only. */
  readonly id: string;
  readonly key: string;
  /** The document that has to be asked for what is missing. */
  readonly asks: DocId;
  readonly bytes: number;
  /** Who brought it: each may fill no more than a fair part. */
  readonly source: unknown;
  /** When it began to wait, ms. */
  readonly since: number;
}

/** What one source may have waiting here, so that it cannot crowd out the others. */
const SOURCE_SHARE = 4;

/** Holds what cannot be judged yet, by what it waits for; bounded (SE1). */
export class WaitingRoom<T> {
  readonly #byKey = new Map<string, Map<string, Held<T>>>();
  readonly #byId = new Map<string, Held<T>>();
  readonly #perSource = new Map<unknown, { entries: number; bytes: number }>();
  #bytes = 0;

  get size(): number {
    return this.#byId.size;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** All that waits, in the order of arrival. */
  held(): Iterable<Held<T>> {
    return this.#byId.values();
  }

  /** Takes in; false where there is no room. What is there already is kept as it is. */
  hold(held: Held<T>): boolean {
    if (this.#byId.has(held.id)) return true;
    const share = this.#perSource.get(held.source) ?? { entries: 0, bytes: 0 };
    if (
      this.#byId.size >= MAX_WAITING_ENTRIES ||
      this.#bytes + held.bytes > MAX_WAITING_BYTES ||
      share.entries >= MAX_WAITING_ENTRIES / SOURCE_SHARE ||
      share.bytes + held.bytes > MAX_WAITING_BYTES / SOURCE_SHARE
    ) {
      return false;
    }
    this.#perSource.set(held.source, {
      entries: share.entries + 1,
      bytes: share.bytes + held.bytes,
    });
    this.#byId.set(held.id, held);
    this.#bytes += held.bytes;
    let same = this.#byKey.get(held.key);
    if (same === undefined) this.#byKey.set(held.key, (same = new Map()));
    same.set(held.id, held);
    return true;
  }

  /** Takes out all that was brought by who `ended`. */
  releaseBroughtBy(ended: (source: unknown) => boolean): void {
    const sources = new Set([...this.#perSource.keys()].filter((source) => ended(source)));
    if (sources.size === 0) return;
    for (const held of [...this.#byId.values()]) if (sources.has(held.source)) this.#remove(held);
  }

  /** Takes out all that waited for `key`. */
  release(key: string): readonly Held<T>[] {
    const same = this.#byKey.get(key);
    if (same === undefined) return [];
    const released = [...same.values()];
    for (const held of released) this.#remove(held);
    return released;
  }

  /** Takes out all of which `isMeant` says so. */
  releaseWhere(isMeant: (held: Held<T>) => boolean): readonly Held<T>[] {
    const released = [...this.#byId.values()].filter(isMeant);
    for (const held of released) this.#remove(held);
    return released;
  }

  /** Takes out all, in the order of arrival. */
  releaseAll(): readonly Held<T>[] {
    const released = [...this.#byId.values()];
    for (const held of released) this.#remove(held);
    return released;
  }

  #remove(held: Held<T>): void {
    this.#byId.delete(held.id);
    this.#bytes -= held.bytes;
    const same = this.#byKey.get(held.key);
    same?.delete(held.id);
    if (same?.size === 0) this.#byKey.delete(held.key);
    const share = this.#perSource.get(held.source);
    if (share === undefined) return;
    if (share.entries === 1) this.#perSource.delete(held.source);
    else
      this.#perSource.set(held.source, {
        entries: share.entries - 1,
        bytes: share.bytes - held.bytes,
      });
  }
}
