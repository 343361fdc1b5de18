import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Autosave } from './autosave.ts';

/** Has `autosave` watch every file that is opened, whatever shows it. */
export function autosavePlugin(autosave: Autosave): JupyterFrontEndPlugin<void> {
  return {
    id: 'lectern:autosave',
    description: 'Saves every open file at each pause.',
    autoStart: true,
    activate: ({ docRegistry }) => {
      const extend = (factory: string): void => {
        docRegistry.addWidgetExtension(factory, {
          createNew: (_widget, context) => autosave.watch(context),
        });
      };
      for (const factory of docRegistry.widgetFactories()) extend(factory.name);
      docRegistry.changed.connect((_registry, { type, change, name }) => {
        if (type === 'widgetFactory' && change === 'added' && name !== undefined) extend(name);
      });
    },
  };
}
