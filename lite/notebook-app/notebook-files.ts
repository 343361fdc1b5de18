import type { Contents } from '@jupyterlab/services';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { NotebookFile } from '../../src/notebook/notebook-app.ts';

/** Folders within folders are looked into so far: a person makes no more, and it ends. */
const MAX_DEPTH = 16;

/** Every notebook of the file browser that can be read, as text. */
export async function* notebookFiles(
  contents: Contents.IManager,
  folder = '',
  depth = 0,
): AsyncGenerator<NotebookFile> {
  const { content } = await contents.get(folder, { content: true });
  for (const { path, type } of content as readonly Contents.IModel[]) {
    if (type === 'directory' && depth < MAX_DEPTH) yield* notebookFiles(contents, path, depth + 1);
    if (type !== 'notebook') continue;
    try {
      const notebook = await contents.get(path, { content: true, type: 'notebook' });
      yield { path, text: JSON.stringify(notebook.content) };
    } catch {
      continue; // the drive told that it cannot be read
    }
  }
}

/**
 * Adds a notebook beside what is there: nothing is overwritten. Resolves with its path; null where the very same one
 * is there. Rejects with a `LecternError`: no notebook, or a storage failure.
 */
export async function addNotebook(
  contents: Contents.IManager,
  { path, text }: NotebookFile,
): Promise<string | null> {
  const notebook = parsed(text);
  const stem = path.replace(/\.ipynb$/, '');
  await makeFolders(contents, path.split('/').slice(0, -1));
  for (let count = 0; ; count++) {
    const free = `${stem}${count === 0 ? '' : ` (${count + 1})`}.ipynb`;
    const there = await existing(contents, free);
    if (there === text) return null;
    if (there !== null) continue;
    try {
      await contents.save(free, { type: 'notebook', format: 'json', content: notebook });
    } catch (cause) {
      const error = cause instanceof Error ? cause.cause : null;
      throw error instanceof LecternError ? error : new LecternError('storage-broken', { cause });
    }
    return free;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LecternError('file-damaged', { cause, detail: { reason: 'damaged' } });
  }
}

/** What is at `path`, as text; null for nothing, and '' for what is no notebook. */
async function existing(contents: Contents.IManager, path: string): Promise<string | null> {
  try {
    await contents.get(path, { content: false });
  } catch {
    return null; // it says so by an error
  }
  try {
    const there = await contents.get(path, { content: true, type: 'notebook' });
    return JSON.stringify(there.content);
  } catch {
    return '';
  }
}

async function makeFolders(contents: Contents.IManager, names: readonly string[]): Promise<void> {
  let parent = '';
  for (const name of names) {
    const path = parent === '' ? name : `${parent}/${name}`;
    try {
      await contents.get(path, { content: false });
    } catch {
      const made = await contents.newUntitled({ type: 'directory', path: parent });
      await contents.rename(made.path, path);
    }
    parent = path;
  }
}
