import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { ISettingManager, type Setting, type ServiceManagerPlugin } from '@jupyterlab/services';
import { ISettingConnector, ISettingRegistry, SettingRegistry } from '@jupyterlab/settingregistry';
import { ILocalForage } from '@jupyterlite/localforage';
import { disabledPlugins } from '../plugins/disabled.ts';
import { LabSettings, loadSchemas, settingsStore, type SettingDefaults } from './lab-settings.ts';
import { InterpretingSchemaValidator } from './schema-validator.ts';

/** Settings kept in this browser, with these defaults where they differ from JupyterLab's. */
export function settingManagerPlugin(
  defaults: SettingDefaults,
): ServiceManagerPlugin<Setting.IManager> {
  const schemas = loadSchemas(defaults); // while the rest starts
  schemas.catch(() => undefined); // told to whoever asks for settings
  return {
    id: 'lectern:setting-manager',
    description: 'Keeps settings in this browser.',
    autoStart: true,
    requires: [ILocalForage],
    provides: ISettingManager,
    activate: (_none: null, { localforage }: ILocalForage) => {
      const drivers = JSON.parse(PageConfig.getOption('settingsStorageDrivers') || 'null') as
        | string[]
        | null;
      return new LabSettings(
        settingsStore(localforage, PageConfig.getOption('settingsStorageName'), drivers),
        schemas,
      );
    },
  };
}

/** JupyterLab's setting registry with a validator that needs no code generation. */
export const settingRegistryPlugin: JupyterFrontEndPlugin<ISettingRegistry> = {
  id: 'lectern:setting-registry',
  description: 'Provides the setting registry.',
  autoStart: true,
  requires: [ISettingConnector],
  provides: ISettingRegistry,
  activate: async (_app: JupyterFrontEnd, connector: ISettingConnector) =>
    new SettingRegistry({
      connector,
      validator: new InterpretingSchemaValidator(),
      plugins: (await connector.list('active')).values.filter(
        (plugin) => !disabledPlugins.has(plugin.id),
      ),
    }),
};
