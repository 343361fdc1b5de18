import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IDefaultDrive, type Contents } from '@jupyterlab/services';
import { IStateDB } from '@jupyterlab/statedb';
import { IKernelSpecs } from '@jupyterlite/services';
import type { LabPlugin } from '../../plugins/plugin.ts';
import { showWidgets } from '../../widgets/notebook-widgets.ts';
import { packageIndexes, pageBase, pageLog, pageRefusals } from '../prewarm.ts';
import { IPYTHON_NAMESPACE } from './ipython-namespace.ts';
import { IPYTHON_NAME, registerIPython } from './register-ipython.ts';

const OFFERED = `${IPYTHON_NAMESPACE}:offered`;

/**
 * Offers the kernel "Python (IPython)" where the deployment has it, and shows its widgets. It comes after the first cell, or where the last visit had
 * the kernel with the first plugins, so that notebooks that use it come back with it.
 */
const ipythonPlugin: JupyterFrontEndPlugin<void> = {
  id: 'lectern:ipython',
  description: 'Python with IPython, from the package index',
  autoStart: true,
  requires: [IKernelSpecs, IStateDB, INotebookTracker, IThemeManager],
  optional: [IDefaultDrive],
  activate: async (
    app: JupyterFrontEnd,
    specs: IKernelSpecs,
    state: IStateDB,
    tracker: INotebookTracker,
    themes: IThemeManager,
    drive: Contents.IDrive | null,
  ) => {
    const offer = (): void => {
      registerIPython(specs, drive);
      showWidgets({ tracker, themes, logger: pageLog, refusals: pageRefusals, base: pageBase });
    };
    const isFirst = Symbol('first');
    // Where both are settled, that of the application counts: it comes before the other.
    const first = (await Promise.race([app.restored, Promise.resolve(isFirst)])) === isFirst;
    if (first) offer();
    void app.restored.then(async () => {
      if (!(await packageIndexes.offer(IPYTHON_NAME, 'ipython', new AbortController().signal))) {
        if (first) await state.remove(OFFERED);
        return;
      }
      if (!first) offer();
      await app.serviceManager.kernelspecs.refreshSpecs();
      await state.save(OFFERED, true);
    });
  },
};

export const plugins: readonly LabPlugin[] = [ipythonPlugin];
