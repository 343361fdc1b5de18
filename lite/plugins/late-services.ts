import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
import {
  createDefaultFactory,
  IToolbarWidgetRegistry,
  ToolbarWidgetRegistry,
} from '@jupyterlab/apputils';
import { IStateDB } from '@jupyterlab/statedb';
import { Token } from '@lumino/coreutils';
import type { LabPlugin } from './plugin.ts';

const ILateRestorer = new Token<ILayoutRestorer>(
  'lectern:ILateRestorer',
  'A layout restorer for plugins that come late.',
);

/**
 * JupyterLab's restorer refuses trackers once the application has started. This one takes them then: it has
 * their widgets named in the saved layout and their state saved, so that the next start finds both.
 */
const lateRestorerPlugin: JupyterFrontEndPlugin<ILayoutRestorer> = {
  id: 'lectern:late-restorer',
  description: 'Saves the layout of widgets whose plugins came late.',
  requires: [ILayoutRestorer, IStateDB],
  provides: ILateRestorer,
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer,
    state: IStateDB,
  ): ILayoutRestorer => ({
    restored: restorer.restored,
    add: (widget, name) => restorer.add(widget, name),
    async restore(tracker, { command, args, name }) {
      tracker.widgetAdded.connect((_tracker, widget) => {
        const key = name(widget);
        if (key) restorer.add(widget, `${tracker.namespace}:${key}`);
      });
      await tracker.restore({
        command,
        name,
        args: args ?? (() => ({})),
        connector: state,
        registry: app.commands,
      });
    },
  }),
};

const ILateToolbars = new Token<IToolbarWidgetRegistry>(
  'lectern:ILateToolbars',
  'The toolbar items of plugins that come late.',
);

/**
 * JupyterLab tells the toolbars that are open of a new kind of item by the item's name alone. The kernel name of late
 * consoles would replace that of each notebook, and one that stands in the "More commands" of a narrow toolbar then
 * stays there beside the new one, and hides items for which there is room.
 */
const lateToolbarsPlugin: JupyterFrontEndPlugin<IToolbarWidgetRegistry> = {
  id: 'lectern:late-toolbars',
  description:
    'Keeps toolbar items of plugins that came late from the toolbars of those that did not.',
  provides: ILateToolbars,
  activate: (app: JupyterFrontEnd) =>
    new ToolbarWidgetRegistry({ defaultFactory: createDefaultFactory(app.commands) }),
};

/** What stands in for services that work only until JupyterLab has started. */
export const lateServicePlugins: readonly LabPlugin[] = [lateRestorerPlugin, lateToolbarsPlugin];

const standIns: ReadonlyMap<Token<unknown>, Token<unknown>> = new Map<
  Token<unknown>,
  Token<unknown>
>([
  [ILayoutRestorer, ILateRestorer],
  [IToolbarWidgetRegistry, ILateToolbars],
]);

/** `plugin` with the late services in the place of JupyterLab's. */
export function withLateServices(plugin: LabPlugin): LabPlugin {
  const swap = (tokens: readonly Token<unknown>[] = []): Token<unknown>[] =>
    tokens.map((token) => standIns.get(token) ?? token);
  return { ...plugin, requires: swap(plugin.requires), optional: swap(plugin.optional) };
}
