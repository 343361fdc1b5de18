import type { NotebookPanel } from '@jupyterlab/notebook';
import type { CellChange, CellRef } from '../../src/notebook/notebook-app.ts';
import { asOneStep, insertCell, replaceCell } from './cell-writer.ts';
import type { OpenNotebooks } from './open-notebooks.ts';

/**
 * Makes the changes as one undoable step in each notebook; inserts go after the active cell of `front`, the last of them
 * becomes active. Returns the names of the inserted cells.
 */
export function applyChanges(
  notebooks: OpenNotebooks,
  front: NotebookPanel | null,
  changes: readonly CellChange[],
): CellRef[] {
  const byPanel = new Map<NotebookPanel, CellChange[]>();
  for (const change of changes) {
    const panel = change.kind === 'insert' ? front : notebooks.find(change.ref)?.panel;
    if (!panel) continue;
    byPanel.set(panel, [...(byPanel.get(panel) ?? []), change]);
  }
  const inserted: CellRef[] = [];
  for (const [panel, own] of byPanel) inserted.push(...applyTo(notebooks, panel, own));
  return inserted;
}

function applyTo(
  notebooks: OpenNotebooks,
  panel: NotebookPanel,
  changes: readonly CellChange[],
): CellRef[] {
  const view = panel.content;
  const notebook = view.model?.sharedModel;
  if (!notebook) throw new Error('The notebook was closed while its cells were to be changed');
  const { path } = panel.context;
  const active = notebook.cells[view.activeCellIndex]?.getId();
  let place = view.activeCellIndex + 1; // -1 where there is no cell
  const inserted: CellRef[] = [];
  asOneStep(notebook, () => {
    for (const change of changes) {
      if (change.kind === 'insert') {
        const id = insertCell(notebook, place++, change.content, change.metadata);
        inserted.push({ path, id });
        continue;
      }
      const index = notebooks.find(change.ref)?.index;
      if (index === undefined) continue;
      if (change.kind === 'replace') replaceCell(notebook, index, change.content, change.metadata);
      else notebook.deleteCell(index);
    }
  });
  if (inserted.length > 0) {
    view.deselectAll();
    view.activeCellIndex = place - 1;
    void view.scrollToItem(place - inserted.length, 'smart');
  } else {
    // A replaced cell is a new one to the view, which then moves its cursor elsewhere.
    const index = notebook.cells.findIndex((cell) => cell.getId() === active);
    if (index >= 0) view.activeCellIndex = index;
  }
  return inserted;
}
