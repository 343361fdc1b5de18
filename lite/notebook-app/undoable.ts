import type { ISharedNotebook, YNotebook } from '@jupyter/ydoc';

/**
 * Runs `change` as one step of the notebook's Undo. Steps within half a second would otherwise be joined
 * with the one before or after (Yjs' `captureTimeout`), and one Undo would take back too much.
 */
export function asOneStep(notebook: ISharedNotebook, change: () => void): void {
  const { undoManager } = notebook as YNotebook;
  undoManager.stopCapturing();
  notebook.transact(change, true);
  undoManager.stopCapturing();
}
