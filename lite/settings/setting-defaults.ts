import type { SettingDefaults } from './lab-settings.ts';

/** Where Lectern's standard differs from JupyterLab's; everybody can change these in the settings editor. */
export const settingDefaults: SettingDefaults = {
  '@jupyterlab/apputils-extension:themes': { 'adaptive-theme': true },
  '@jupyterlab/docmanager-extension:plugin': {
    autosave: false, // ours saves sooner, see `lite/files/autosave.ts`
    renameUntitledFileOnSave: false,
  },
  '@jupyterlab/notebook-extension:tracker': { autoStartDefault: true },
};
