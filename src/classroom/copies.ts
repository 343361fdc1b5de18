import type { CellRef, NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import { cellDigest } from './cell-content.ts';
import { parseMark, type CellMark } from './cell-mark.ts';
import type { CopyState } from './class-state.ts';
import type { SharedCellRecord } from './shared-cell-records.ts';

/** A cell of an open notebook that carries this class's mark. */
export interface MarkedCell {
  readonly ref: CellRef;
  readonly mark: CellMark;
  readonly source: string;
  /** Whether source or type differ from what was shared or synced. */
  readonly changed: boolean;
  /** Position in its notebook, from 0. */
  readonly index: number;
}

/** All cells of the open notebooks that are marked as `kind` of this class, in the order of the notebooks. */
export function markedCells(
  app: NotebookApp,
  classId: ClassId,
  kind: CellMark['kind'],
  digestOf = cellDigest,
): MarkedCell[] {
  const found: MarkedCell[] = [];
  for (const path of app.openNotebooks()) {
    for (const cell of app.cells(path)) {
      const mark = parseMark(cell.metadata);
      if (mark === null || mark.class !== classId || mark.kind !== kind) continue;
      found.push({
        ref: { path, id: cell.id },
        mark,
        source: cell.source,
        changed: digestOf(cell) !== mark.digest,
        index: cell.index,
      });
    }
  }
  return found;
}

/** The copies that a sync acts on, by shared cell: of several, the one of the newest version, of equals the last. */
export function chosenCopies(copies: readonly MarkedCell[]): Map<string, MarkedCell> {
  const chosen = new Map<string, MarkedCell>();
  for (const copy of copies) {
    const other = chosen.get(copy.mark.cell);
    if (other === undefined || copy.mark.version >= other.mark.version)
      chosen.set(copy.mark.cell, copy);
  }
  return chosen;
}

/** How a copy stands to what is shared now. */
export function copyState(copy: MarkedCell | null, shared: SharedCellRecord): CopyState {
  if (copy === null) return 'none';
  if (shared.withdrawn) return copy.changed ? 'changed' : 'current';
  const same = copy.source === shared.content.source;
  if (copy.mark.version >= shared.version) return copy.changed && !same ? 'changed' : 'current';
  if (same) return 'newer';
  return copy.changed ? 'conflict' : 'newer';
}
