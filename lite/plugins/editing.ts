/** The text editor, and the console that runs code from it. */
import console from '@jupyterlab/console-extension';
import fileeditor from '@jupyterlab/fileeditor-extension';
import '@jupyterlab/console-extension/style/index.js';
import '@jupyterlab/fileeditor-extension/style/index.js';
import type { LabPlugin, PluginModule } from './plugin.ts';

const modules: readonly PluginModule[] = [console, fileeditor];

export const plugins: readonly LabPlugin[] = modules.flat();
