import { isJsonObject } from '../base/json.ts';
import { MAX_LOOKED_UNITS } from '../protocol/limits.ts';
import type { OwnProfiles } from './own-profiles.ts';
import type { SharedCellRecord } from './shared-cell-records.ts';

/** A version of a shared cell that a person looked at. */
export interface LookedAt {
  readonly version: number;
  readonly source: string;
}

/**
 * What this person did with shared cells, in their own documents: the newest version looked at (`seen`) and taken
 * (`receipts`), and the text that they saw last (`looked`), so that what is new in the next one can be shown.
 */
export class LookedAtCells {
  readonly #profiles: Pick<OwnProfiles, 'current' | 'all'>;

  constructor(profiles: Pick<OwnProfiles, 'current' | 'all'>) {
    this.#profiles = profiles;
  }

  /** The newest version that this person looked at; 0 for none. */
  seen(id: string): number {
    return this.#newest('seen', id);
  }

  /** The newest version that this person took into a notebook; 0 for none. */
  taken(id: string): number {
    return this.#newest('receipts', id);
  }

  /** The text that this person saw last; null where it is not known. */
  looked(id: string): LookedAt | null {
    let newest: LookedAt | null = null;
    for (const { doc } of this.#profiles.all) {
      const value = doc.getMap<unknown>('looked').get(id);
      if (!isJsonObject(value)) continue;
      const { version, source } = value;
      if (typeof version !== 'number' || typeof source !== 'string') continue;
      if (source.length > MAX_LOOKED_UNITS || version <= (newest?.version ?? 0)) continue;
      newest = { version, source };
    }
    return newest;
  }

  /** Notes these versions as looked at, and with `taken` as taken too, in one change. */
  note(records: readonly SharedCellRecord[], taken: boolean): void {
    const { doc, writable } = this.#profiles.current;
    if (!writable.value) return;
    const news = records.filter(
      ({ id, version }) => this.seen(id) !== version || (taken && this.taken(id) !== version),
    );
    if (news.length === 0) return;
    doc.transact(() => {
      for (const { id, version, content } of news) {
        doc.getMap<unknown>('seen').set(id, version);
        if (taken) doc.getMap<unknown>('receipts').set(id, version);
        const { source } = content;
        if (source.length <= MAX_LOOKED_UNITS) doc.getMap('looked').set(id, { version, source });
        else doc.getMap('looked').delete(id);
      }
    });
  }

  /** Notes that no later version than these was taken, by shared cell: 0 for none at all. */
  takeBack(taken: ReadonlyMap<string, number>): void {
    const { doc, writable } = this.#profiles.current;
    if (!writable.value || taken.size === 0) return;
    const receipts = doc.getMap<unknown>('receipts');
    doc.transact(() => {
      for (const [id, version] of taken) {
        if (version === 0) receipts.delete(id);
        else receipts.set(id, version);
      }
    });
  }

  #newest(map: 'seen' | 'receipts', id: string): number {
    const versions = this.#profiles.all.map(({ doc }) => doc.getMap<unknown>(map).get(id));
    return Math.max(0, ...versions.filter((version) => typeof version === 'number'));
  }
}
