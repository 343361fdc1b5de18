import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';

/**
 * Runs cells as JupyterLab does, but not before the notebook's session has begun: JupyterLab takes a notebook whose
 * kernel is still starting for one without a kernel, starts a second one beside the first, and the cell that a
 * quick hand ran is lost between the two.
 */
export const patientExecutorPlugin: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'lectern:patient-executor',
  description: 'Lets a cell that is run at once wait for its kernel.',
  autoStart: true,
  provides: INotebookCellExecutor,
  activate: () => ({
    async runCell(options) {
      if (options.cell.model.type === 'code') await options.sessionContext?.initialize();
      return runCell(options);
    },
  }),
};
