import type { CellChange, CellRef, CellSnapshot, NotebookApp } from '../notebook/notebook-app.ts';
import { cellDigest } from './cell-content.ts';

/** One cell that a sync put into a notebook. */
export interface SyncedCell {
  /** The shared cell's id. */
  readonly id: string;
  readonly ref: CellRef;
  /** What was there before; null where the cell is new. */
  readonly before: CellSnapshot | null;
  /** Digest of what was put there. */
  readonly digest: string;
}

/** Takes a sync back in one step; returns the cells that the person changed since: they stay as they are. */
export function takeBack(app: NotebookApp, synced: readonly SyncedCell[]): readonly SyncedCell[] {
  const there = synced.filter(({ ref }) => app.cell(ref) !== null);
  const unchanged = there.filter(({ ref, digest }) => {
    const now = app.cell(ref);
    return now !== null && cellDigest(now) === digest;
  });
  const changes = unchanged.map(({ ref, before }): CellChange =>
    before === null
      ? { kind: 'remove', ref }
      : { kind: 'replace', ref, content: before, metadata: before.metadata },
  );
  if (changes.length > 0) void app.apply(changes);
  return there.filter((cell) => !unchanged.includes(cell));
}
