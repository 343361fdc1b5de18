import { LecternError } from '../base/lectern-error.ts';
import type { Bytes } from '../base/bytes.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import { BACKUP_RECORD, encodeCarriedClass, type BackupRecord } from '../protocol/backup-format.ts';
import { isFilePath } from '../protocol/carried-file.ts';
import type { ClassId } from '../protocol/ids.ts';
import { MAX_CARRIED_FILE } from '../protocol/limits.ts';
import type { ClassRecord } from '../store/key-store.ts';
import { classRecords, contentMark, type ClassContent } from './backup-class.ts';
import { carriedFile } from './backup-notebooks.ts';
import type { Environment } from './environment.ts';
import { offlineReplica } from './offline-replica.ts';
import type { LeftOut } from './safekeeping.ts';

/** The class that is open in this tab, which alone can be read then. */
export interface OpenContent {
  readonly classId: ClassId;
  readonly content: ClassContent;
}

/** Told of each thing that a backup goes on without. */
export type LeaveOut = (left: LeftOut) => void;

/**
 * What a class has now, as a text that is another one after every change; null where it cannot be read: it has a
 * passphrase of its own and is not open here.
 */
export async function markOf(
  env: Environment,
  open: OpenContent | null,
  { classId, protection }: ClassRecord,
): Promise<string | null> {
  if (open?.classId === classId) return open.content.mark();
  if ((protection ?? null) !== null) return null;
  const sizes: number[] = [];
  for (const doc of await env.entries.documents(classId))
    for (const { bytes } of await env.entries.read(classId, doc)) sizes.push(bytes.length);
  return contentMark(sizes);
}

/** A class's records, open here or at rest; none where it cannot be read, and then it is said why. */
export async function* recordsOf(
  env: Environment,
  open: OpenContent | null,
  record: ClassRecord,
  leaveOut: LeaveOut,
): AsyncGenerator<BackupRecord> {
  const { classId, className } = record;
  if (open?.classId === classId) return yield* open.content.records();
  if ((record.protection ?? null) !== null) return leaveOut({ name: className, why: 'protected' });
  if (!(await env.lock.acquire(classId, false, () => undefined)))
    return leaveOut({ name: className, why: 'open-elsewhere' });
  const replica = await offlineReplica(env, record);
  try {
    yield* classRecords(env, record, replica, null);
  } finally {
    await replica.close();
    env.lock.release(classId);
  }
}

/** All classes of a person's file. */
export async function* allClasses(
  env: Environment,
  open: OpenContent | null,
  leaveOut: LeaveOut,
): AsyncGenerator<BackupRecord> {
  for (const record of await env.keys.list()) {
    const { classId, className } = record;
    let begun = false;
    for await (const next of recordsOf(env, open, record, leaveOut)) {
      if (!begun)
        yield { type: BACKUP_RECORD.class, body: encodeCarriedClass({ classId, className }) };
      begun = true;
      yield next;
    }
  }
}

/** A file with its bytes. */
export interface ReadFile {
  readonly path: string;
  readonly bytes: Bytes;
}

/**
 * All files of the file browser that can be read, one after the other; the others are told. `tell` hears how many are
 * done, of how many.
 */
export async function* readableFiles(
  app: NotebookApp,
  leaveOut: LeaveOut,
  tell: (done: number, all: number) => void,
): AsyncGenerator<ReadFile> {
  const { files, unreadable } = await app.fileList();
  for (let count = 0; count < unreadable; count++) leaveOut({ name: '', why: 'unreadable' });
  let done = 0;
  for (const { path } of files) {
    tell(done++, files.length);
    try {
      yield { path, bytes: (await app.readFile(path)).bytes };
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
      leaveOut({ name: path, why: 'unreadable' });
    }
  }
  tell(files.length, files.length);
}

/** The same as records. */
export async function* allFileRecords(
  app: NotebookApp,
  leaveOut: LeaveOut,
  tell: (done: number, all: number) => void,
): AsyncGenerator<BackupRecord> {
  for await (const { path, bytes } of readableFiles(app, leaveOut, tell)) {
    if (!isFilePath(path)) leaveOut({ name: path, why: 'not-a-path' });
    else if (bytes.length > MAX_CARRIED_FILE) leaveOut({ name: path, why: 'too-large' });
    else yield* carriedFile(path, bytes);
  }
}
