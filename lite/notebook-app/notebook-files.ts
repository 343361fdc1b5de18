import type { Contents } from '@jupyterlab/services';
import { equalBytes, fromUtf8, type Bytes } from '../../src/base/bytes.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import { bytesOf, toBase64 } from '../files/file-bytes.ts';
import { escaped } from '../files/lab-folder.ts';
import { notebookProblem } from '../files/notebook-problem.ts';
import type { NotebookFile } from '../../src/notebook/notebook-app.ts';

/** Folders within folders are looked into so far: a person makes no more, and it ends. */
const MAX_DEPTH = 16;
/** Files that a list shows at most: more nobody chooses from. */
const MAX_LISTED = 2_000;

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
    await save(contents, free, { type: 'notebook', format: 'json', content: notebook });
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
    await contents.get(escaped(path), { content: false });
  } catch {
    return null; // it says so by an error
  }
  try {
    const there = await contents.get(escaped(path), { content: true, type: 'notebook' });
    return JSON.stringify(there.content);
  } catch {
    return '';
  }
}

/** Paths of all files, in the order of the folders, at most `MAX_LISTED`. */
export async function filePaths(contents: Contents.IManager): Promise<string[]> {
  const paths: string[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    const { content } = await contents.get(folder, { content: true });
    for (const { path, type } of content as readonly Contents.IModel[]) {
      if (paths.length >= MAX_LISTED) return;
      if (type !== 'directory') paths.push(path);
      else if (depth < MAX_DEPTH) await walk(path, depth + 1);
    }
  };
  await walk('', 0);
  return paths;
}

/** Every file of the file browser, in all folders. Rejects with `file-missing` where one cannot be read. */
export async function* allFiles(
  contents: Contents.IManager,
  folder = '',
): AsyncGenerator<{ readonly path: string; readonly bytes: Bytes }> {
  const { content } = await contents.get(folder, { content: true });
  for (const { path, type } of content as readonly Contents.IModel[]) {
    if (type === 'directory') yield* allFiles(contents, path);
    else yield { path, bytes: (await readFile(contents, path)).bytes };
  }
}

/** A file's bytes. Rejects with `file-missing`. */
export async function readFile(
  contents: Contents.IManager,
  path: string,
): Promise<{ readonly bytes: Bytes; readonly mediaType: string }> {
  try {
    const { content, format, mimetype } = await contents.get(escaped(path), { content: true });
    return { bytes: bytesOf(content, format, 1), mediaType: mimetype };
  } catch (cause) {
    throw new LecternError('file-missing', { cause, detail: { name: path } });
  }
}

/** Adds a file, in folders where its name has them, beside what is there. Resolves with its path. Rejects with a `LecternError`. */
export async function addFile(
  contents: Contents.IManager,
  { name, bytes }: { readonly name: string; readonly bytes: Bytes },
): Promise<string> {
  const text = textOf(bytes);
  if (name.endsWith('.ipynb') && text !== null && isNotebook(text)) {
    const landed = await addNotebook(contents, {
      path: name,
      text: JSON.stringify(JSON.parse(text)),
    });
    return landed ?? name;
  }
  await makeFolders(contents, name.split('/').slice(0, -1));
  const dot = name.lastIndexOf('.');
  const [stem, ending] =
    dot > name.lastIndexOf('/') + 1 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let count = 1; ; count++) {
    const path = `${stem}${count === 1 ? '' : ` (${count})`}${ending}`;
    const there = await readFile(contents, path).catch(() => null);
    if (there !== null && equalBytes(there.bytes, bytes)) return path;
    if (await isThere(contents, path)) continue;
    await save(contents, path, {
      type: 'file',
      ...(text === null
        ? { format: 'base64', content: await toBase64(bytes) }
        : { format: 'text', content: text }),
    });
    return path;
  }
}

async function isThere(contents: Contents.IManager, path: string): Promise<boolean> {
  try {
    await contents.get(escaped(path), { content: false });
    return true;
  } catch {
    return false; // it says so by an error
  }
}

/** Rejects with a `LecternError`. */
async function save(
  contents: Contents.IManager,
  path: string,
  model: Partial<Contents.IModel>,
): Promise<void> {
  try {
    await contents.save(escaped(path), model);
  } catch (cause) {
    const error = cause instanceof Error ? cause.cause : null;
    throw error instanceof LecternError ? error : new LecternError('storage-broken', { cause });
  }
}

/** Null where they are no text. */
function textOf(bytes: Bytes): string | null {
  try {
    return fromUtf8(bytes);
  } catch {
    return null; // not UTF-8
  }
}

function isNotebook(text: string): boolean {
  try {
    return notebookProblem(JSON.parse(text)) === null;
  } catch {
    return false; // not JSON
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
