import type { Notice } from './class-state.ts';
import type { SharedCellRecord } from './shared-cell-records.ts';

/** What happened to one shared cell between two looks at the class. */
export interface SharedCellChange<Cell> {
  readonly key: Extract<Notice['key'], 'cell-shared' | 'cell-updated' | 'cell-withdrawn'>;
  readonly record: Cell;
}

/** What is new in `after` against `before`, in the order of `after`. */
export function sharedCellChanges<Cell extends SharedCellRecord>(
  before: readonly Cell[],
  after: readonly Cell[],
): SharedCellChange<Cell>[] {
  const known = new Map(before.map((record) => [record.id, record]));
  const changes: SharedCellChange<Cell>[] = [];
  for (const record of after) {
    const old = known.get(record.id);
    if (record.withdrawn) {
      if (old !== undefined && !old.withdrawn) changes.push({ key: 'cell-withdrawn', record });
    } else if (old === undefined || old.withdrawn) {
      changes.push({ key: 'cell-shared', record });
    } else if (record.version > old.version) {
      changes.push({ key: 'cell-updated', record });
    }
  }
  return changes;
}
