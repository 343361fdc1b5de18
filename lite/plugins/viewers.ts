/** Viewers of files that are neither notebooks nor text. */
import csvviewer from '@jupyterlab/csvviewer-extension';
import htmlviewer from '@jupyterlab/htmlviewer-extension';
import imageviewer from '@jupyterlab/imageviewer-extension';
import markdownviewer from '@jupyterlab/markdownviewer-extension';
import '@jupyterlab/csvviewer-extension/style/index.js';
import '@jupyterlab/htmlviewer-extension/style/index.js';
import '@jupyterlab/imageviewer-extension/style/index.js';
import '@jupyterlab/markdownviewer-extension/style/index.js';
import { pdfViewerPlugins } from '../output/pdf-viewer.ts';
import type { LabPlugin, PluginModule } from './plugin.ts';

const modules: readonly PluginModule[] = [
  csvviewer,
  htmlviewer,
  imageviewer,
  markdownviewer,
  pdfViewerPlugins,
];

export const plugins: readonly LabPlugin[] = modules.flat();
