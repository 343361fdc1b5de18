import type { CellRef, CellSnapshot, NotebookApp } from '../notebook/notebook-app.ts';
import { cellDigest } from './cell-content.ts';

/** One cell that a sync put into a notebook. */
export interface SyncedCell {
  readonly ref: CellRef;
  /** What was there before; null where the cell is new. */
  readonly before: CellSnapshot | null;
  /** Digest of what was put there. */
  readonly digest: string;
}

/** Takes a sync back. Cells that the person changed since stay as they are; resolves with how many. */
export function takeBack(app: NotebookApp, synced: readonly SyncedCell[]): number {
  let kept = 0;
  for (const { ref, before, digest } of synced) {
    const now = app.cell(ref);
    if (now === null) continue;
    if (cellDigest(now) !== digest) kept++;
    else if (before === null) app.remove(ref);
    else app.replace(ref, before, before.metadata);
  }
  return kept;
}
