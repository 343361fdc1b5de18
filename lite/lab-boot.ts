import { JupyterLab, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { IServiceManager, type Contents, type ServiceManager } from '@jupyterlab/services';
import { PluginRegistry } from '@lumino/coreutils';
import type { Logger } from '../src/base/logger.ts';
import { disabledPlugins, heldPlugins } from './plugins/disabled.ts';
import { firstPlugins } from './plugins/first.ts';
import { lateGroups, type LateGroup } from './plugins/late.ts';
import { lateServicePlugins, withLateServices } from './plugins/late-services.ts';
import type { LabPlugin } from './plugins/plugin.ts';

/** A JupyterLab that is attached to the page, with the plugins that came with the start. */
export interface BootedLab {
  readonly app: JupyterLab;
  /** Whether a layout of an earlier visit was there to restore. */
  readonly hadLayout: boolean;
  /** Loads and activates the plugins that were left for later; resolves when all are active. */
  readonly loadLate: () => Promise<void>;
}

/** The name under which JupyterLite keeps layout and state. */
const workspace = 'default';

/** Where JupyterLab keeps the layout within that state. */
const layoutKey = 'layout-restorer:data';

/**
 * Starts JupyterLab inside the element with the id `hostId`; `own` are the plugins beside JupyterLab's. Where there is no layout to
 * restore, `onEmpty` is called as soon as files can be read and written, and waited for: JupyterLab's start takes the page for
 * so long that what storage answers would have to wait for it.
 */
export async function bootLab(
  hostId: string,
  own: readonly LabPlugin[],
  logger: Logger,
  onEmpty: (contents: Contents.IManager) => Promise<unknown> = () => Promise.resolve(),
): Promise<BootedLab> {
  const registry = new PluginRegistry<JupyterLab>();
  const first = [...firstPlugins, ...own, ...lateServicePlugins].filter(isWanted);
  register(
    registry,
    first.map((plugin) => (heldPlugins.has(plugin.id) ? { ...plugin, autoStart: false } : plugin)),
  );
  const serviceManager =
    await registry.resolveRequiredService<ServiceManager.IManager>(IServiceManager);
  const keys = await savedKeys(serviceManager, logger);
  const hadLayout = keys.includes(layoutKey);
  if (!hadLayout) await onEmpty(serviceManager.contents);
  const { wanted, later } = split(keys);
  for (const group of wanted) register(registry, (await group.load()).plugins.filter(isWanted));
  const app = new JupyterLab({
    pluginRegistry: registry,
    serviceManager,
    paths: {
      urls: { ...JupyterLab.defaultPaths.urls, base: PageConfig.getBaseUrl(), themes: 'themes' },
    },
  });
  await app.start({ hostID: hostId, bubblingKeydown: true });
  return {
    app,
    hadLayout,
    loadLate: async () => {
      for (const group of later) {
        const plugins = (await group.load()).plugins.filter(isWanted).map(withLateServices);
        register(registry, plugins);
        await activate(
          app,
          logger,
          plugins.filter((plugin) => plugin.autoStart).map((plugin) => plugin.id),
        );
      }
      await activate(app, logger, [...heldPlugins]);
    },
  };
}

/** The registry's type knows the application's plugins only; it activates the services' ones as well. */
function register(registry: PluginRegistry<JupyterLab>, plugins: readonly LabPlugin[]): void {
  registry.registerPlugins(plugins as JupyterFrontEndPlugin<unknown>[]);
}

function isWanted(plugin: LabPlugin): boolean {
  return !disabledPlugins.has(plugin.id);
}

async function activate(app: JupyterLab, logger: Logger, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    try {
      await app.activatePlugin(id);
    } catch (error) {
      logger.log('error', 'lab-plugin-failed', { id, error });
    }
  }
}

function split(keys: readonly string[]): {
  readonly wanted: readonly LateGroup[];
  readonly later: readonly LateGroup[];
} {
  const isSaved = (group: LateGroup): boolean =>
    group.namespaces.some((name) => keys.some((key) => key.startsWith(`${name}:`)));
  return {
    wanted: lateGroups.filter(isSaved),
    later: lateGroups.filter((group) => !isSaved(group)),
  };
}

/** Keys of the state that was saved with the layout, such as `editor:a.py`; none where it cannot be read. */
async function savedKeys(
  services: ServiceManager.IManager,
  logger: Logger,
): Promise<readonly string[]> {
  try {
    return Object.keys((await services.workspaces.fetch(workspace)).data);
  } catch (error) {
    logger.log('warn', 'lab-layout-unreadable', { error });
    return [];
  }
}
