import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { EditorView } from '@codemirror/view';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';

/**
 * Names and roles that elements of JupyterLab lack (4.6), for those who hear the page: its editors have no name, what holds
 * the cells is a `feed` without articles, and its way past the menus stands in no landmark.
 */
export const labAccessPlugin: JupyterFrontEndPlugin<void> = {
  id: 'lectern:access',
  description: 'Gives elements of JupyterLab the names and roles that they lack.',
  autoStart: true,
  requires: [IEditorExtensionRegistry, INotebookTracker],
  activate: (app, extensions: IEditorExtensionRegistry, notebooks: INotebookTracker) => {
    const name = EditorView.contentAttributes.of({ 'aria-label': 'Editor' });
    extensions.addExtension({
      name: 'lectern:name',
      factory: () => EditorExtensionRegistry.createImmutableExtension(name),
    });
    notebooks.widgetAdded.connect((_tracker, { content }) => {
      content.node.querySelector('[role=feed]')?.setAttribute('role', 'group');
    });
    void app.restored.then(() => {
      app.shell.node.querySelector('.jp-skiplink-wrapper')?.setAttribute('role', 'navigation');
    });
  },
};
