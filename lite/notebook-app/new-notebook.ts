import { NotebookPanel } from '@jupyterlab/notebook';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { Contents } from '@jupyterlab/services';
import { newId } from './new-id.ts';

const stem = 'Notebook';

/** A notebook with one empty code cell, for the Python kernel. */
function emptyNotebook(): unknown {
  return {
    cells: [
      {
        cell_type: 'code',
        id: newId(),
        metadata: {},
        source: '',
        outputs: [],
        execution_count: null,
      },
    ],
    metadata: {
      kernelspec: { name: 'python', display_name: 'Python', language: 'python' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Makes a notebook under the first free name (`Notebook.ipynb`, `Notebook1.ipynb`, …); resolves with its path. */
export async function createNotebook(contents: Contents.IManager): Promise<string> {
  const folder = await contents.get('', { content: true });
  const taken = new Set(
    (folder.content as readonly { readonly name: string }[]).map((file) => file.name),
  );
  let count = 0;
  while (taken.has(`${stem}${count || ''}.ipynb`)) count++;
  const path = `${stem}${count || ''}.ipynb`;
  await contents.save(path, {
    type: 'notebook',
    format: 'json',
    name: path,
    content: emptyNotebook(),
  });
  return path;
}

/** Opens the notebook at `path` in front; resolves when its cells are there. */
export async function openNotebook(
  documents: IDocumentManager,
  path: string,
): Promise<NotebookPanel> {
  const widget = documents.openOrReveal(path, 'Notebook');
  if (!(widget instanceof NotebookPanel)) throw new Error(`${path} did not open as a notebook`);
  await widget.context.ready;
  await widget.revealed;
  return widget;
}
