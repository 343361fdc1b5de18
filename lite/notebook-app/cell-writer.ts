import type { ISharedCell, ISharedNotebook, YNotebook } from '@jupyter/ydoc';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { CellContent } from '../../src/notebook/notebook-app.ts';
import { asCell } from './cell-content.ts';

/** Inserts a cell at `index`; returns its id. */
export function insertCell(
  notebook: ISharedNotebook,
  index: number,
  content: CellContent,
  metadata: JsonObject,
): string {
  return notebook.insertCell(index, asCell('', content, metadata)).getId();
}

/**
 * Replaces what `cell`, which is at `index`, holds; its id stays, and so does metadata that is not named (null removes a key).
 *
 * The whole cell gives way to a new one: its outputs then come back with one Undo even where it was run in
 * between. Changed in place, JupyterLab 4.6 would also show a stream output twice: it reads "insert, delete" in
 * one transaction as text added to the stream that is about to go.
 */
export function replaceCell(
  notebook: ISharedNotebook,
  index: number,
  cell: ISharedCell,
  content: CellContent,
  metadata: JsonObject,
): void {
  const kept = cell.getMetadata() as unknown as JsonObject;
  const replacement = asCell(cell.getId(), content, withKeys(kept, metadata));
  notebook.deleteCell(index);
  notebook.insertCell(index, replacement);
}

/** Sets one metadata key (null removes it), without an undo step. */
export function setCellMetadata(cell: ISharedCell, key: string, value: Json): void {
  if (value === null) cell.deleteMetadata(key);
  else
    cell.setMetadata(
      key,
      structuredClone(value) as Parameters<ISharedCell['setMetadata']>[1] & object,
    );
}

function withKeys(kept: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...kept, ...changes }).filter(([, value]) => value !== null),
  );
}

/**
 * Runs `change` as one step of the notebook's Undo. Steps within half a second would otherwise be joined with
 * the one before or after (Yjs' `captureTimeout`), and one Undo would take back too much.
 */
export function asOneStep(notebook: ISharedNotebook, change: () => void): void {
  const { undoManager } = notebook as YNotebook;
  undoManager.stopCapturing();
  notebook.transact(change, true);
  undoManager.stopCapturing();
}
