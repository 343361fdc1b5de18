import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { ServiceManagerPlugin } from '@jupyterlab/services';

/**
 * A plugin of the application, or of the services below it. The services' are activated before there is an
 * application, with null in its place; JupyterLab's registry takes both kinds.
 */
export type LabPlugin =
  | JupyterFrontEndPlugin<unknown, JupyterFrontEnd.IShell, 'desktop' | 'mobile'>
  | ServiceManagerPlugin<unknown>;

/** What a plugin package exports by default: one plugin or several. */
export type PluginModule = LabPlugin | readonly LabPlugin[];
