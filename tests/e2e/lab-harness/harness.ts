/** The Lab as the product starts it, with its handle in reach of the tests. */
import { prewarmKernel } from '../../../lite/kernel/prewarm.ts';
import { startLab } from '../../../lite/lab.ts';
import type { CellActions, SharingChoices } from '../../../src/notebook/notebook-app.ts';
import './window.ts';

window.storageErrors = [];
window.pressed = [];
window.shared = new Map();
window.shareAlong = () => {
  const listeners = new Set<() => void>();
  const toggle = (id: string): void => {
    if (!window.shared.delete(id)) window.shared.set(id, false);
    for (const listener of listeners) listener();
  };
  let choices: SharingChoices = { withOutputs: true, onRun: true, live: false, group: null };
  const actions: CellActions = {
    state: ({ id }) => ({
      shared: window.shared.has(id),
      stale: window.shared.get(id) === true,
      ...choices,
    }),
    groups: () => [{ id: 'red', name: 'Red' }],
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    toggleShare({ id }) {
      window.pressed.push(`share ${id}`);
      toggle(id);
    },
    share(cells, chosen) {
      window.pressed.push(`share ${cells.length} ${JSON.stringify(chosen ?? null)}`);
      for (const { id } of cells) window.shared.set(id, false);
      for (const listener of listeners) listener();
    },
    withdraw(cells) {
      window.pressed.push(`withdraw ${cells.length}`);
      for (const { id } of cells) window.shared.delete(id);
      for (const listener of listeners) listener();
    },
    choose(_cells, chosen) {
      window.pressed.push(`choose ${JSON.stringify(chosen)}`);
      choices = { ...choices, ...chosen };
      for (const listener of listeners) listener();
    },
  };
  window.lab.app.onExecuted(({ id }) => {
    if (window.shared.has(id)) window.shared.set(id, true);
    for (const listener of listeners) listener();
  });
  window.lab.app.setCellActions(actions);
};

prewarmKernel();
const host = document.getElementById('host');
if (!host) throw new Error('The harness has no host');
window.lab = await startLab(host, {
  storageName: 'Lab harness',
  onStorageError: ({ code }) => window.storageErrors.push(code),
});
