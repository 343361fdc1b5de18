import type { Contents } from '@jupyterlab/services';
import { PathExt } from '@jupyterlab/coreutils';
import { BrowserStorageDrive, FILE, MIME } from '@jupyterlite/services';
import { LecternError } from '../../src/base/lectern-error.ts';
import { systemClock } from '../../src/base/clock.ts';
import { fromUtf8, type Bytes } from '../../src/base/bytes.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import { withoutTrust } from './cell-trust.ts';
import { bytesOf } from './file-bytes.ts';
import { IndexedForage, type FileRow } from './indexed-forage.ts';
import { joinLines } from './join-lines.ts';
import { damagedNotebook, notebookProblem } from './notebook-problem.ts';
import { isWhole } from './whole-storage.ts';
import { storageError } from './storage-failure.ts';

/** Stems of the names that new files get, as JupyterLite counts them. */
const untitled = { directory: 'Untitled Folder', notebook: 'Untitled', file: 'untitled' } as const;

/** A write that is not over by then waits for another tab, in ms. */
const HELD_MS = 10_000;

/** What the drive tells. */
export interface DriveEvents {
  /** Storage refused a write. */
  onError(error: LecternError): void;
  /** A write waits for longer than `HELD_MS` (true), and is over (false). */
  onHeld(held: boolean): void;
  /** The file at `path` was asked for as a notebook and is none; whoever asked gets an error with the reason. */
  onUnreadable(path: string): void;
  /** Python wrote the file at `path`. */
  onWritten(path: string): void;
}

/**
 * A write that did not succeed. JupyterLab shows a dialog for every failed save unless the error has this name;
 * with a full disk and saving at each pause that would be a dialog every few seconds. `onError` tells of it instead.
 */
class NotSaved extends Error {
  override readonly name = 'ModalCancelError';
}

/** JupyterLite's files in IndexedDB, without its ways of losing one, and with its failures told. */
export class LabDrive extends BrowserStorageDrive {
  readonly #events: DriveEvents;

  constructor(options: BrowserStorageDrive.IOptions, events: DriveEvents) {
    super(options);
    this.#events = events;
  }

  protected override createDefaultStorage(): LocalForage {
    const index = this['_localforage'].createInstance({
      description: 'What a list of the files shows',
      storeName: 'index',
      ...this.defaultStorageOptions,
    });
    // Other drivers than IndexedDB keep what JSON can hold.
    const keepsBytes = this['_storageDrivers'] === null;
    const files = super.createDefaultStorage();
    return new IndexedForage(files, index, keepsBytes) as unknown as LocalForage;
  }

  /** All files and folders without their contents, by path. */
  async rows(): Promise<ReadonlyMap<string, FileRow>> {
    return (await this.#files()).rows();
  }

  /** Refuses what is named .ipynb but is no notebook: opened as an empty one, it would be written over. */
  override async get(path: string, options?: Contents.IFetchOptions): Promise<Contents.IModel> {
    if (options?.content !== true) {
      const row = await (await this.#files()).row(decodeURIComponent(path.replace(/^\//, '')));
      if (row !== null)
        return { ...row, size: row.size ?? 0, format: options?.format ?? row.format };
    }
    const asNotebook = options?.type === 'notebook' && options.content === true;
    // A damaged file is stored as text; parsing it is ours, so that its reader gets a plain sentence.
    const { format, ...rest } = options ?? {};
    const model = await super.get(
      path,
      asNotebook || format === undefined ? rest : { ...rest, format },
    );
    if (!asNotebook || model.type === 'directory') return model;
    const read = readNotebook(model);
    if (!read.ok) {
      this.#events.onUnreadable(path);
      throw new Error(read.error);
    }
    return { ...model, content: read.value, format: 'json', type: 'notebook' };
  }

  /**
   * Where a page can load the file from. An image that is named but missing gets an empty address: JupyterLite
   * would ask the server that sent the page, and an error would take the place of the whole output.
   */
  override async getDownloadUrl(path: string): Promise<string> {
    const stored = await (await this.#files()).stored(decodeURIComponent(path.replace(/^\//, '')));
    if (stored === null) return 'data:,';
    const { content, mimetype }: { content: unknown; mimetype: string } = stored;
    return content instanceof Uint8Array
      ? URL.createObjectURL(new Blob([content as Bytes], { type: mimetype }))
      : super.getDownloadUrl(path);
  }

  override async save(path: string, options?: Partial<Contents.IModel>): Promise<Contents.IModel> {
    const content: unknown =
      options?.type === 'notebook' ? withoutTrust(options.content) : options?.content;
    try {
      return await this.#watched(super.save(path, { ...options, content }));
    } catch (cause) {
      throw this.#notSaved(cause, path);
    }
  }

  /** The bytes of the file at `path`. Rejects where there is none. */
  async readBytes(path: string): Promise<Bytes> {
    const stored = await (await this.#files()).stored(path);
    if (stored === null || stored.type === 'directory')
      throw new LecternError('file-missing', { detail: { name: path } });
    const { content, format }: { content: unknown; format: Contents.FileFormat } = stored;
    return content instanceof Uint8Array ? (content as Bytes) : bytesOf(content, format);
  }

  /** Stores bytes as the file at `path`, whose folder is there, in the place of what was there. */
  async saveBytes(path: string, content: Bytes): Promise<Contents.IModel> {
    const files = await this.#files();
    const now = new Date(systemClock.now()).toISOString();
    const extension = PathExt.extname(path);
    const saved: Contents.IModel = {
      created: now,
      ...(await files.row(path)),
      name: PathExt.basename(path),
      path,
      last_modified: now,
      format: 'base64',
      mimetype: FILE.getType(extension) || MIME.OCTET_STREAM,
      content: null,
      size: content.length,
      writable: true,
      type: extension.toLowerCase() === '.ipynb' ? 'notebook' : 'file',
    };
    try {
      await this.#watched(files.setItem(path, { ...saved, content }));
    } catch (cause) {
      throw this.#notSaved(cause, path);
    }
    this['_fileChanged'].emit({ type: 'save', oldValue: null, newValue: saved });
    return saved;
  }

  async #watched<T>(write: Promise<T>): Promise<T> {
    let held = false;
    const cancel = systemClock.after(HELD_MS, () => {
      held = true;
      this.#events.onHeld(true);
    });
    try {
      return await write;
    } finally {
      cancel();
      if (held) this.#events.onHeld(false);
    }
  }

  #notSaved(cause: unknown, path: string): Error {
    const error = storageError(cause, path);
    this.#events.onError(error);
    return new NotSaved(`${path} could not be saved`, { cause: error });
  }

  async #files(): Promise<IndexedForage> {
    return (await this.storage) as unknown as IndexedForage;
  }

  /** All files and folders without their contents, and how many more there are that cannot even be named. */
  async fileList(): Promise<{ readonly rows: readonly FileRow[]; readonly unreadable: number }> {
    const forage = await this.#files();
    const rows = await forage.rows();
    return { rows: [...rows.values()], unreadable: (await forage.length()) - rows.size };
  }

  /** Whether every stored file can be read. */
  async isWhole(): Promise<boolean> {
    return isWhole((await this.#files()).files);
  }

  /** Python wrote the file at `path`: tells those who show it. */
  noteWritten(path: string): void {
    this.#events.onWritten(path);
  }

  /** Makes a folder unless there is one. */
  async makeFolder(path: string): Promise<void> {
    const storage = await this.storage;
    if ((await (await this.#files()).row(path))?.type === 'directory') return;
    const now = new Date(systemClock.now()).toISOString();
    const folder: Contents.IModel = {
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      last_modified: now,
      created: now,
      format: 'json',
      mimetype: '',
      content: null,
      size: 0,
      writable: true,
      type: 'directory',
    };
    try {
      await storage.setItem(path, folder);
    } catch (cause) {
      throw this.#notSaved(cause, path);
    }
    this['_fileChanged'].emit({ type: 'new', oldValue: null, newValue: folder });
  }

  /** Moves a file or folder, in the place of a file that is there. */
  async replace(from: string, to: string): Promise<void> {
    try {
      await super.rename(from.replaceAll('%', '%25'), to);
    } catch (cause) {
      throw this.#notSaved(cause, to);
    }
  }

  /** Takes the first name that is free; the stored counter alone would write over a file that came by upload. */
  override async newUntitled(options?: Contents.ICreateOptions): Promise<Contents.IModel> {
    const kind =
      options?.type === 'directory' || options?.type === 'file' ? options.type : 'notebook';
    const extension =
      kind === 'notebook' ? '.ipynb' : kind === 'file' ? withDot(options?.ext ?? '') : '';
    const folder = options?.path ? `${options.path.replace(/\/$/, '')}/` : '';
    const keys = new Set(await (await this.storage).keys());
    let next = 0;
    while (keys.has(`${folder}${untitled[kind]}${next || ''}${extension}`)) next++;
    await (await this.counters).setItem(kind, next - 1);
    return super.newUntitled(options);
  }

  /** Refuses a name that another file has, as a Jupyter server does, so that JupyterLab asks before it replaces. */
  override async rename(from: string, to: string): Promise<Contents.IModel> {
    if (from !== to && (await (await this.storage).keys()).includes(to)) {
      throw Object.assign(new Error(`${to} exists already`), { response: { status: 409 } });
    }
    return super.rename(from, to);
  }
}

/** The notebook that a file holds, whatever way it is stored. */
function readNotebook({ content, format }: Contents.IModel): Result<unknown> {
  try {
    const text =
      format === 'base64'
        ? fromUtf8(Uint8Array.from(atob(String(content)), (char) => char.charCodeAt(0)))
        : content;
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : text;
    const problem = notebookProblem(value);
    return problem === null ? ok(joinLines(withoutTrust(value))) : err(problem);
  } catch {
    return err(damagedNotebook); // not base64, not UTF-8 or not JSON: the same for whoever reads it
  }
}

function withDot(extension: string): string {
  return extension === '' || extension.startsWith('.') ? extension : `.${extension}`;
}
