import type { ServiceManagerPlugin } from '@jupyterlab/services';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

/** A plugin of any service. */
export type LabPlugin = JupyterFrontEndPlugin<unknown, JupyterFrontEnd.IShell, 'desktop' | 'mobile'>;

/** What a plugin package exports by default: one plugin or several. */
export type PluginModule = LabPlugin | readonly LabPlugin[];

/** A plugin of ours: of the application, or of the services below it. */
export type OwnPlugin = JupyterFrontEndPlugin<never> | JupyterFrontEndPlugin<void> | LabPlugin | ServiceManagerPlugin<unknown>;
