import { YCodeCell, type ISharedCell, type ISharedNotebook } from '@jupyter/ydoc';
import type { IAttachments, IOutput } from '@jupyterlab/nbformat';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { CellContent } from '../../src/notebook/notebook-app.ts';
import { asCell } from './cell-content.ts';
import { sourceEdit } from './source-edit.ts';
import { asOneStep } from './undoable.ts';

/** Inserts a cell at `index` as one undoable step; returns its id. */
export function insertCell(notebook: ISharedNotebook, index: number, content: CellContent, metadata: JsonObject): string {
  let id = '';
  asOneStep(notebook, () => {
    id = notebook.insertCell(index, asCell('', content, metadata)).getId();
  });
  return id;
}

/**
 * Replaces what the cell at `index` holds, in one undoable step; its id stays, and metadata that is not named
 * stays. A cell of the same type is changed in place, so that a cursor in it keeps its position.
 */
export function replaceCell(notebook: ISharedNotebook, index: number, content: CellContent, metadata: JsonObject): void {
  const cell = notebook.getCell(index);
  asOneStep(notebook, () => {
    if (cell.cell_type === content.cellType) rewrite(cell, content, metadata);
    else {
      const kept = cell.getMetadata() as unknown as JsonObject;
      const id = cell.getId();
      notebook.deleteCell(index);
      notebook.insertCell(index, asCell(id, content, withKeys(kept, metadata)));
    }
  });
}

/** Sets one metadata key (null removes it), without an undo step. */
export function setCellMetadata(cell: ISharedCell, key: string, value: Json): void {
  if (value === null) cell.deleteMetadata(key);
  else cell.setMetadata(key, structuredClone(value) as Parameters<ISharedCell['setMetadata']>[1] & object);
}

function rewrite(cell: ISharedCell, content: CellContent, metadata: JsonObject): void {
  const { start, end, text } = sourceEdit(cell.getSource(), content.source);
  if (start !== end || text !== '') cell.updateSource(start, end, text);
  if (cell instanceof YCodeCell) {
    cell.setOutputs(structuredClone(content.outputs) as unknown as IOutput[]);
    cell.execution_count = null;
  } else if ('setAttachments' in cell) {
    const some = Object.keys(content.attachments).length > 0;
    cell.setAttachments(some ? (structuredClone(content.attachments) as unknown as IAttachments) : undefined);
  }
  for (const [key, value] of Object.entries(metadata)) setCellMetadata(cell, key, value);
}

function withKeys(kept: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...kept, ...changes }).filter(([, value]) => value !== null));
}
