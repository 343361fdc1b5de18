import { PageConfig } from '@jupyterlab/coreutils';

/**
 * Tells JupyterLab's packages where they are: in the page's own folder, with no server behind it. To be
 * called before any plugin is activated.
 */
export function configurePage(storageName: string, drivers: readonly string[] | null): void {
  const baseUrl = new URL('.', document.baseURI).pathname;
  const storage = ['contents', 'settings', 'workspaces'].flatMap((kind): [string, string][] => [
    [`${kind}StorageName`, storageName],
    [`${kind}StorageDrivers`, JSON.stringify(drivers)],
  ]);
  const options: readonly [string, string][] = [
    ['appName', 'Lectern'],
    ['appVersion', __LECTERN_VERSION__],
    ['appUrl', baseUrl],
    ['baseUrl', baseUrl],
    // JupyterLite's kernels listen, within the page, below the origin's root: they ask before this is set.
    ['wsUrl', new URL('/', document.baseURI).href.replace(/^http/, 'ws')],
    ['defaultKernelName', 'python'],
    ['enableMemoryStorage', String(drivers !== null)],
    ['mode', 'multiple-document'],
    ['notebookPage', 'lab'],
    ['terminalsAvailable', 'false'],
    ['federated_extensions', '[]'],
    ...storage,
  ];
  for (const [name, value] of options) PageConfig.setOption(name, value);
}
