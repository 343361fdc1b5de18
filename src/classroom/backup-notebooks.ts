import { concat, fromUtf8, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { NotebookApp, NotebookFile } from '../notebook/notebook-app.ts';
import { BACKUP_RECORD, type BackupRecord } from '../protocol/backup-format.ts';
import { decodeCarriedFile, encodeCarriedFile, isNotebookPath } from '../protocol/carried-file.ts';
import type { ClassId } from '../protocol/ids.ts';
import { BLOB_CHUNK, MAX_CARRIED_NOTEBOOK, MAX_CARRIED_NOTEBOOKS } from '../protocol/limits.ts';
import { metadataInFile } from './metadata-in-file.ts';
import { originalClasses } from './original-mark.ts';
import { parseMark } from './cell-mark.ts';
import type { Environment } from './environment.ts';

/** The notebook application is waited for so long, in ms: it loads behind the start screen. */
const APP_MS = 60_000;

/**
 * The class's notebooks on this device as records of a backup: those with a cell of the class, and those with no cell
 * of another one. What is too large is left out and logged.
 */
export async function* notebookRecords(
  env: Environment,
  classId: ClassId,
): AsyncGenerator<BackupRecord> {
  const app = env.notebook.value;
  if (app === null) return env.logger.log('warn', 'backup-without-notebooks');
  let count = 0;
  for await (const { path, text } of app.notebooks()) {
    if (!isOfClass(text, classId)) continue;
    const bytes = utf8(text);
    if (
      bytes.length > MAX_CARRIED_NOTEBOOK ||
      !isNotebookPath(path) ||
      ++count > MAX_CARRIED_NOTEBOOKS
    ) {
      env.logger.log('warn', 'backup-without-notebook', { bytes: bytes.length });
      continue;
    }
    yield* carriedFile(path, bytes);
  }
}

/** A file as records. */
export function* carriedFile(path: string, bytes: Bytes): Generator<BackupRecord> {
  yield { type: BACKUP_RECORD.file, body: encodeCarriedFile({ path, size: bytes.length }) };
  for (let at = 0; at < bytes.length; at += BLOB_CHUNK)
    yield { type: BACKUP_RECORD.filePiece, body: bytes.slice(at, at + BLOB_CHUNK) };
}

function isOfClass(text: string, classId: ClassId): boolean {
  const cells = metadataInFile(text);
  if (cells === null) return false; // the application gives notebooks; what is none stays where it is
  const classes = new Set<ClassId>();
  for (const metadata of cells) {
    const mark = parseMark(metadata);
    if (mark !== null) classes.add(mark.class);
    for (const id of originalClasses(metadata)) classes.add(id);
  }
  return classes.size === 0 || classes.has(classId);
}

/** Puts the notebooks of a backup together, and into the file browser at the end. */
export class NotebookTaker {
  readonly #files: NotebookFile[] = [];
  #open: {
    readonly path: string;
    readonly size: number;
    readonly pieces: Bytes[];
    held: number;
  } | null = null;

  /** False where it is damaged. */
  begin(body: Bytes): boolean {
    const file = decodeCarriedFile(body);
    if (!file.ok || !this.end() || this.#files.length >= MAX_CARRIED_NOTEBOOKS) return false;
    this.#open = { ...file.value, pieces: [], held: 0 };
    return true;
  }

  take(piece: Bytes): boolean {
    const open = this.#open;
    if (open === null || open.held + piece.length > open.size) return false;
    open.pieces.push(piece);
    open.held += piece.length;
    return true;
  }

  /** The last notebook is whole. */
  end(): boolean {
    const open = this.#open;
    this.#open = null;
    if (open === null) return true;
    if (open.held !== open.size) return false;
    try {
      this.#files.push({ path: open.path, text: fromUtf8(concat(...open.pieces)) });
      return true;
    } catch {
      return false; // not UTF-8
    }
  }

  /**
   * Adds them to the file browser, beside what is there. Rejects with `notebooks-not-restored` where that is not to be
   * had, or with a storage failure.
   */
  async restore(env: Environment): Promise<void> {
    if (this.#files.length === 0) return;
    const app = await appOf(env);
    if (app === null) throw new LecternError('notebooks-not-restored');
    for (const file of this.#files) {
      try {
        await app.addNotebook(file);
      } catch (cause) {
        if (cause instanceof LecternError) throw cause;
        throw new LecternError('notebooks-not-restored', { cause });
      }
    }
  }
}

/** The notebook application once it is there; null where it does not come. */
export function appOf({ notebook, clock }: Environment): Promise<NotebookApp | null> {
  if (notebook.value !== null) return Promise.resolve(notebook.value);
  return new Promise((resolve) => {
    const settle = (app: NotebookApp | null): void => {
      end();
      cancel();
      resolve(app);
    };
    const end = notebook.subscribe((app) => app !== null && settle(app));
    const cancel = clock.after(APP_MS, () => settle(null));
  });
}
