import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

/** A plugin of any service. */
export type LabPlugin = JupyterFrontEndPlugin<unknown, JupyterFrontEnd.IShell, 'desktop' | 'mobile'>;

/** What a plugin package exports by default: one plugin or several. */
export type PluginModule = LabPlugin | readonly LabPlugin[];
