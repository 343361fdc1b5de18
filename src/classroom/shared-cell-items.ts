import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { AuthorityView } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { SharedCellItem } from './class-state.ts';
import { chosenCopies, copyState, markedCells } from './copies.ts';
import type { LookedAtCells } from './looked-at.ts';
import type { PlacedCell } from './shared-cell-records.ts';

export interface ItemSources {
  readonly classId: ClassId;
  readonly records: readonly PlacedCell[];
  readonly authority: AuthorityView;
  readonly app: NotebookApp | null;
  /** What this person looked at and took; null where nothing is ever new (the teacher). */
  readonly looked: Pick<LookedAtCells, 'seen' | 'taken' | 'looked'> | null;
}

/** The list "Shared cells" as one person sees it; withdrawn cells only where there is a copy. */
export function projectItems({
  classId,
  records,
  authority,
  app,
  looked,
}: ItemSources): SharedCellItem[] {
  const copies = chosenCopies(app === null ? [] : markedCells(app, classId, 'copy'));
  const items: SharedCellItem[] = [];
  for (const record of records) {
    const copy = copies.get(record.id) ?? null;
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
