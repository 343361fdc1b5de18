import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { AuthorityView } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { SharedCellItem } from './class-state.ts';
import { chooseCopy, copyState, markedCells } from './copies.ts';
import type { PlacedCell } from './shared-cell-records.ts';

export interface ItemSources {
  readonly classId: ClassId;
  readonly records: readonly PlacedCell[];
  readonly authority: AuthorityView;
  readonly app: NotebookApp | null;
  /** Newest version looked at, by shared cell; `Infinity` where nothing is ever fresh (the teacher). */
  readonly seen: (id: string) => number;
}

/** The list "Shared cells" as one person sees it; withdrawn cells only where there is a copy. */
export function projectItems({
  classId,
  records,
  authority,
  app,
  seen,
}: ItemSources): SharedCellItem[] {
  const copies = app === null ? [] : markedCells(app, classId, 'copy');
  const items: SharedCellItem[] = [];
  for (const record of records) {
    const copy = chooseCopy(copies, record.id);
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
      fresh: !record.withdrawn && record.version > seen(record.id),
      copy: copy && { ref: copy.ref, source: copy.source, state },
      state,
    });
  }
  return items;
}
