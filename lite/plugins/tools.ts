/** Tools around the notebook that nobody needs in the first second. */
import celltags from '@jupyterlab/celltags-extension';
import inspector from '@jupyterlab/inspector-extension';
import logconsole from '@jupyterlab/logconsole-extension';
import metadataform from '@jupyterlab/metadataform-extension';
import running from '@jupyterlab/running-extension';
import settingeditor from '@jupyterlab/settingeditor-extension';
import tooltip from '@jupyterlab/tooltip-extension';
import workspaces from '@jupyterlab/workspaces-extension';
import '@jupyterlab/celltags-extension/style/index.js';
import '@jupyterlab/inspector-extension/style/index.js';
import '@jupyterlab/logconsole-extension/style/index.js';
import '@jupyterlab/metadataform-extension/style/index.js';
import '@jupyterlab/running-extension/style/index.js';
import '@jupyterlab/settingeditor-extension/style/index.js';
import '@jupyterlab/tooltip-extension/style/index.js';
import '@jupyterlab/workspaces-extension/style/index.js';
import type { LabPlugin, PluginModule } from './plugin.ts';

const modules: readonly PluginModule[] = [
  celltags,
  inspector,
  logconsole,
  metadataform,
  running,
  settingeditor,
  tooltip,
  workspaces,
];

export const plugins: readonly LabPlugin[] = modules.flat();
