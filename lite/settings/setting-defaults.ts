import type { SettingDefaults } from './lab-settings.ts';

/** Which colours to begin with; `system` follows the device. */
export type ThemeChoice = 'system' | 'light' | 'dark';

/** Where Lectern's standard differs from JupyterLab's; everybody can change these in the settings editor. */
export function settingDefaults(theme: ThemeChoice): SettingDefaults {
  return {
    '@jupyterlab/apputils-extension:themes': {
      'adaptive-theme': theme === 'system',
      theme: theme === 'dark' ? 'JupyterLab Dark' : 'JupyterLab Light',
    },
    '@jupyterlab/apputils-extension:notification': { checkForUpdates: false, fetchNews: 'false' },
    '@jupyterlab/docmanager-extension:plugin': {
      autosave: false, // ours saves sooner, see `lite/files/autosave.ts`
      renameUntitledFileOnSave: false,
    },
    '@jupyterlab/notebook-extension:tracker': {
      autoStartDefaultKernel: true,
      kernelShutdown: true, // a Python is 40 MB and more
    },
  };
}
