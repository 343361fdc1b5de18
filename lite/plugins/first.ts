/** The plugins that are there before the first cell. */
import application from '@jupyterlab/application-extension';
import apputils from '@jupyterlab/apputils-extension';
import cellToolbar from '@jupyterlab/cell-toolbar-extension';
import codemirror from '@jupyterlab/codemirror-extension';
import completer from '@jupyterlab/completer-extension';
import docmanager from '@jupyterlab/docmanager-extension';
import documentsearch from '@jupyterlab/documentsearch-extension';
import filebrowser from '@jupyterlab/filebrowser-extension';
import launcher from '@jupyterlab/launcher-extension';
import mainmenu from '@jupyterlab/mainmenu-extension';
import markedparser from '@jupyterlab/markedparser-extension';
import mathjax from '@jupyterlab/mathjax-extension';
import mermaid from '@jupyterlab/mermaid-extension';
import notebook from '@jupyterlab/notebook-extension';
import rendermime from '@jupyterlab/rendermime-extension';
import services from '@jupyterlab/services-extension';
import shortcuts from '@jupyterlab/shortcuts-extension';
import statusbar from '@jupyterlab/statusbar-extension';
import themeDark from '@jupyterlab/theme-dark-extension';
import themeLight from '@jupyterlab/theme-light-extension';
import toc from '@jupyterlab/toc-extension';
import translation from '@jupyterlab/translation-extension';
import uiComponents from '@jupyterlab/ui-components-extension';
import liteApplication from '@jupyterlite/application-extension';
import liteApputils from '@jupyterlite/apputils-extension';
import liteServices from '@jupyterlite/services-extension';
import './first-styles.ts';
import type { LabPlugin, PluginModule } from './plugin.ts';

const modules: readonly PluginModule[] = [
  application,
  apputils,
  cellToolbar,
  codemirror,
  completer,
  docmanager,
  documentsearch,
  filebrowser,
  launcher,
  mainmenu,
  markedparser,
  mathjax,
  mermaid,
  notebook,
  rendermime,
  services,
  shortcuts,
  statusbar,
  themeDark,
  themeLight,
  toc,
  translation,
  uiComponents,
  liteApplication,
  liteApputils,
  liteServices,
];

export const firstPlugins: readonly LabPlugin[] = modules.flat();
