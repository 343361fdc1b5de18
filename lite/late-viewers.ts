import type { IDocumentManager } from '@jupyterlab/docmanager';

/**
 * Has files that are opened before `complete` wait for it: what shows them is loaded after the first cell, and JupyterLab would
 * open a table as text and a program not at all. Notebooks open at once. Calls `wanted` when somebody waits.
 */
export function awaitViewers(
  documents: IDocumentManager,
  complete: Promise<void>,
  wanted: () => void,
): void {
  const open = documents.open.bind(documents);
  let waits = true;
  documents.open = (path, factory = 'default', ...more) => {
    const first = documents.registry.defaultWidgetFactory(path)?.name;
    if (!waits || factory !== 'default' || first === 'Notebook')
      return open(path, factory, ...more);
    wanted();
    // Asked for twice meanwhile, it is shown once.
    void settled.then(() => documents.openOrReveal(path, factory, ...more));
    return undefined;
  };
  const end = (): void => {
    waits = false;
  };
  // Where they cannot be loaded whoever waits for them all is told; what is here opens what it can.
  const settled = complete.then(end, end);
}
