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
  for (const [panel, own] of byPanel) inserted.push(...applyTo(panel, own));
  return inserted;
}

function applyTo(panel: NotebookPanel, changes: readonly CellChange[]): CellRef[] {
  const view = panel.content;
  const notebook = view.model?.sharedModel;
  if (!notebook) throw new Error('The notebook was closed while its cells were to be changed');
  const { path } = panel.context;
  const before = new Map(notebook.cells.map((cell) => [cell.getId(), cell]));
  /** The order as it becomes: within the step the notebook's own list still says what was. */
  const order = [...before.keys()];
  const active = order[view.activeCellIndex];
  let place = view.activeCellIndex + 1; // -1 where there is no cell
  const inserted: CellRef[] = [];
  asOneStep(notebook, () => {
    for (const change of changes) {
      if (change.kind === 'insert') {
        const id = insertCell(notebook, place, change.content, change.metadata);
        order.splice(place++, 0, id);
        inserted.push({ path, id });
        continue;
      }
      const index = order.indexOf(change.ref.id);
      const cell = before.get(change.ref.id);
      if (index < 0 || !cell) continue;
      if (change.kind === 'replace')
        replaceCell(notebook, index, cell, change.content, change.metadata);
      else {
        notebook.deleteCell(index);
        order.splice(index, 1);
        if (index < place) place--;
      }
    }
  });
  if (inserted.length > 0) {
    view.deselectAll();
    view.activeCellIndex = place - 1;
    void view.scrollToItem(place - inserted.length, 'smart');
  } else {
    // A replaced cell is a new one to the view, which then moves its cursor elsewhere.
    const index = active === undefined ? -1 : order.indexOf(active);
    if (index >= 0) view.activeCellIndex = index;
  }
  return inserted;
}
