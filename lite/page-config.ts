import { PageConfig } from '@jupyterlab/coreutils';
import { LiteKernelClient } from '@jupyterlite/services';

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
    ['defaultKernelName', 'python'],
    ['enableMemoryStorage', String(drivers !== null)],
    ['mode', 'multiple-document'],
    ['notebookPage', 'lab'],
    ['terminalsAvailable', 'false'],
    ['federated_extensions', '[]'],
    ...storage,
  ];
  for (const [name, value] of options) PageConfig.setOption(name, value);
  // JupyterLite reads it when its module is loaded: before anybody could say in which folder the page is.
  Object.assign(LiteKernelClient, { WS_BASE_URL: PageConfig.getBaseUrl().replace(/^http/, 'ws') });
}
