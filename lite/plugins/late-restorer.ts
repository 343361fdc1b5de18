import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
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
export const lateRestorerPlugin: JupyterFrontEndPlugin<ILayoutRestorer> = {
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

/** `plugin` with the late restorer in the place of JupyterLab's. */
export function withLateRestorer(plugin: LabPlugin): LabPlugin {
  const swap = (tokens: readonly Token<unknown>[] = []): Token<unknown>[] =>
    tokens.map((token) => (token === ILayoutRestorer ? ILateRestorer : token));
  return { ...plugin, requires: swap(plugin.requires), optional: swap(plugin.optional) };
}
