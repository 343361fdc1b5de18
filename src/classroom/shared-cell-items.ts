import type { AuthorityView } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { SharedCellItem } from './class-state.ts';
import { chosenCopies, copyState, type MarkedCell } from './copies.ts';
import type { LookedAtCells } from './looked-at.ts';
import type { PlacedCell } from './shared-cell-records.ts';

export interface ItemSources {
  readonly records: readonly PlacedCell[];
  readonly authority: AuthorityView;
  /** All copies in the open notebooks. */
  readonly copies: readonly MarkedCell[];
  /** What this person looked at and took; null where nothing is ever new (the teacher). */
  readonly looked: Pick<LookedAtCells, 'seen' | 'taken' | 'looked'> | null;
}

/** The list "Shared cells" as one person sees it; withdrawn cells only where there is a copy. */
export function projectItems({
  records,
  authority,
  copies,
  looked,
}: ItemSources): SharedCellItem[] {
  const chosen = chosenCopies(copies);
  const items: SharedCellItem[] = [];
  for (const record of records) {
    const copy = chosen.get(record.id) ?? null;
    if (record.withdrawn && copy === null) continue;
    const state = copyState(copy, record);
    items.push({
      ...record.content,
      id: record.id,
      notebook: record.notebook,
      version: record.version,
      at: record.at,
      by: memberOf(authority, record.by)?.name ?? '',
      withdrawn: record.withdrawn,
      group: record.group,
      live: record.live,
      withOutputs: record.withOutputs,
      fresh: looked !== null && !record.withdrawn && record.version > looked.seen(record.id),
      taken: looked?.taken(record.id) ?? 0,
      looked: looked?.looked(record.id) ?? null,
      copy: copy && { ref: copy.ref, source: copy.source, state },
      state,
    });
  }
  return items;
}
