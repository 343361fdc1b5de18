import { NotebookActions, type INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';

/** Marks on the performance timeline that the benchmarks read. */
const firstCell = 'lectern:first-cell';
const firstResult = 'lectern:first-result';

/** Marks when the first cell of a notebook can be edited, and when the first cell that was run shows a result. */
export function markFirsts(tracker: INotebookTracker): void {
  const markCell = async (panel: NotebookPanel): Promise<void> => {
    await panel.revealed;
    const cell = panel.content.widgets[0];
    await cell?.ready;
    if (cell && performance.getEntriesByName(firstCell).length === 0) performance.mark(firstCell);
  };
  tracker.forEach((panel) => void markCell(panel));
  tracker.widgetAdded.connect((_tracker, panel) => void markCell(panel));
  const markResult = (): void => {
    performance.mark(firstResult);
    NotebookActions.executed.disconnect(markResult);
  };
  NotebookActions.executed.connect(markResult);
}
