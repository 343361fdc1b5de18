import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Observable } from '../base/observable.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import { fileNameOf } from '../protocol/file-name.ts';
import { takeShared } from './worker/shared-files.ts';

/** So many files at a time, each of at most so many bytes: more is a mistake. */
const MAX_FILES = 20;
const MAX_BYTES = 64 * 1024 * 1024;

/** What takes files from outside. */
export interface IncomingTarget {
  /** Resolves once it is known whose files these are. */
  readonly opened: Promise<unknown>;
  /** The notebook application once all its editors are there. */
  readonly whole: Observable<NotebookApp | null>;
  /** Shows the notebook application, in the class that is open or alone. */
  readonly show: () => void;
  readonly tell: (error: LecternError) => void;
}

/**
 * Puts files that came from outside (the system's "Open with", or shared with the application) into the file browser, beside
 * what is there, and opens them. Tells of the first that cannot be taken; the others are.
 */
export async function openIncoming(target: IncomingTarget, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  await target.opened;
  target.show();
  const app = await present(target.whole);
  const failures: LecternError[] = [];
  if (files.length > MAX_FILES) failures.push(tooMany());
  for (const file of files.slice(0, MAX_FILES)) {
    try {
      await openOne(app, file);
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
      failures.push(error);
    }
  }
  if (failures[0] !== undefined) target.tell(failures[0]);
}

/** The same for what was shared with the application; `refused`: how many files were too much for the worker. */
export async function openShared(
  target: IncomingTarget,
  caches: CacheStorage,
  base: string,
  refused: number,
): Promise<void> {
  await target.opened;
  await openIncoming(target, await takeShared(caches, base));
  if (refused > 0) target.tell(tooMany());
}

async function openOne(app: NotebookApp, file: File): Promise<void> {
  const name = fileNameOf(file.name);
  if (name === null) throw new LecternError('file-damaged', { detail: { name: file.name } });
  if (file.size > MAX_BYTES)
    throw new LecternError('too-large', { detail: { name, max: '64 MB' } });
  let bytes: Bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new LecternError('file-missing', { cause, detail: { name } });
  }
  app.openFile(await app.addFile({ name, bytes }));
}

function tooMany(): LecternError {
  return new LecternError('files-too-many', { detail: { max: MAX_FILES } });
}

function present<T>(value: Observable<T | null>): Promise<T> {
  return new Promise((resolve) => {
    if (value.value !== null) return resolve(value.value);
    const end = value.subscribe((next) => {
      if (next === null) return;
      end();
      resolve(next);
    });
  });
}
