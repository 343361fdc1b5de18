import type { Contents } from '@jupyterlab/services';
import { fromUtf8, type Bytes } from '../../src/base/bytes.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import { isBelow, isFolderPath } from '../kernel/folder-path.ts';
import type { FolderEntry, KernelFolder } from '../kernel/kernel-folder.ts';
import type { LabDrive } from './lab-drive.ts';
import { notebookProblem } from './notebook-problem.ts';

/** A folder of the file browser, as a kernel sees it. It is followed when it is renamed. */
export class LabFolder implements KernelFolder {
  readonly #drive: LabDrive;
  #base: string;

  /** `base`: the folder's path in the file browser. */
  constructor(drive: LabDrive, base: string) {
    this.#drive = drive;
    this.#base = base.replaceAll(/^\/+|\/+$/g, '');
  }

  async list(): Promise<readonly FolderEntry[]> {
    const entries: FolderEntry[] = [];
    for (const [path, model] of await this.#drive.rows()) {
      const below = this.#below(path);
      if (below !== null && isFolderPath(below)) entries.push(entryOf(below, model));
    }
    return entries;
  }

  read(path: string): Promise<Bytes> {
    return this.#drive.readBytes(this.#full(path));
  }

  async write(path: string, bytes: Bytes): Promise<FolderEntry> {
    const at = path.lastIndexOf('/');
    if (at !== -1) await this.makeFolder(path.slice(0, at));
    const full = this.#full(path);
    const notebook = path.endsWith('.ipynb') ? notebookOf(bytes) : null;
    const model = { type: 'notebook', format: 'json', content: notebook } as const;
    const saved = await told(
      notebook === null
        ? this.#drive.saveBytes(full, bytes)
        : this.#drive.save(escaped(full), model),
    );
    this.#drive.noteWritten(full);
    return entryOf(path, saved);
  }

  async makeFolder(path: string): Promise<void> {
    const names = this.#full(path).split('/');
    for (let depth = 1; depth <= names.length; depth++)
      await told(this.#drive.makeFolder(names.slice(0, depth).join('/')));
  }

  async remove(path: string): Promise<void> {
    await told(this.#drive.delete(escaped(this.#full(path))));
  }

  async rename(from: string, to: string): Promise<void> {
    await told(this.#drive.replace(this.#full(from), this.#full(to)));
    this.#drive.noteWritten(this.#full(to));
  }

  onChanged(listener: (paths: readonly string[]) => void): Unsubscribe {
    const heard = (_drive: unknown, { type, oldValue, newValue }: Contents.IChangedArgs): void => {
      const [from, to] = [oldValue?.path, newValue?.path];
      const isUs = from !== undefined && this.#base !== '' && isBelow(this.#base, from);
      if (type === 'rename' && isUs && to !== undefined)
        this.#base = `${to}${this.#base.slice(from.length)}`;
      const paths = [from, to].flatMap((path) => {
        const below = path === undefined ? null : this.#below(path);
        return below === null ? [] : [below];
      });
      if (isUs || paths.length > 0) listener(isUs ? [] : paths);
    };
    this.#drive.fileChanged.connect(heard);
    return () => this.#drive.fileChanged.disconnect(heard);
  }

  #full(path: string): string {
    return this.#base === '' ? path : `${this.#base}/${path}`;
  }

  /** The part of a path below the folder; null for what is not in it. */
  #below(path: string): string | null {
    if (this.#base === '') return path;
    return path.startsWith(`${this.#base}/`) ? path.slice(this.#base.length + 1) : null;
  }
}

function entryOf(path: string, { type, size, last_modified }: Contents.IModel): FolderEntry {
  const modified = Date.parse(last_modified);
  return type === 'directory'
    ? { path, kind: 'folder', size: 0, modified }
    : { path, kind: 'file', size: size ?? 0, modified };
}

/** JupyterLite decodes the paths that it is given: a `%` in a name has to pass that. */
export function escaped(path: string): string {
  return path.replaceAll('%', '%25');
}

/** Null where the bytes are no notebook: they are then kept as they are. */
function notebookOf(bytes: Bytes): unknown {
  try {
    const notebook: unknown = JSON.parse(fromUtf8(bytes));
    return notebookProblem(notebook) === null ? notebook : null;
  } catch {
    return null; // neither UTF-8 nor JSON
  }
}

/** Rejects with the `LecternError` behind what the drive rejects with. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const error = cause instanceof Error ? cause.cause : null;
    throw error instanceof LecternError ? error : new LecternError('storage-broken', { cause });
  }
}
