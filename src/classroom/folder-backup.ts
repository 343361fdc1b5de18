import { fromBase64Url, toHex, utf8 } from '../base/bytes.ts';
import type { BackupKey } from '../crypto/backup-key.ts';
import { sealBackupWith } from '../crypto/backup-file.ts';
import { sha256 } from '../crypto/sha256.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { BackupFolder, ByteSink } from '../store/backup-folder.ts';
import type { ClassRecord } from '../store/key-store.ts';
import { backupName, daysOf, daysToDrop } from './backup-generations.ts';
import type { Environment } from './environment.ts';
import {
  allFileRecords,
  markOf,
  recordsOf,
  type LeaveOut,
  type OpenContent,
} from './readable-parts.ts';
import type { LeftOut } from './safekeeping.ts';

/** Name of the files' part. */
const FILES = 'Notebooks and files';
const BACKUP = '.lectern-backup';
const ZIP = '.zip';

export interface FolderBackup {
  readonly env: Environment;
  readonly app: NotebookApp;
  readonly folder: BackupFolder;
  readonly key: BackupKey;
  readonly open: OpenContent | null;
  /** Notebooks and files are encrypted here, so they are in the folder too; else they are a zip that everybody can read. */
  readonly sealed: boolean;
  /** Whose they are. */
  readonly person: string;
  /** What stood in the last backup of each part. */
  readonly marks: Readonly<Record<string, string>>;
  /** `2026-03-31`. */
  readonly day: string;
  /** Writes a zip of all files. */
  readonly writeZip: (app: NotebookApp, sink: ByteSink, leaveOut: LeaveOut) => Promise<unknown>;
}

export interface FolderBackupDone {
  readonly marks: Readonly<Record<string, string>>;
  readonly leftOut: readonly LeftOut[];
}

/**
 * Brings a folder up to date: a file per class, and one of all notebooks and files, each written anew only where
 * something changed since the last one, under today's name; then older ones go (`daysToDrop`). A class that cannot be read
 * now keeps the backup that it has. Rejects with a `FolderError`, or with what reading rejects with.
 */
export async function backUpToFolder(backup: FolderBackup): Promise<FolderBackupDone> {
  const { env, folder, open } = backup;
  const names = await folder.names();
  const marks: Record<string, string> = {};
  const leftOut: LeftOut[] = [];
  for (const record of await env.keys.list()) {
    const { classId, className } = record;
    const stem = stemOf(record);
    const mark = await markOf(env, open, record);
    const before = backup.marks[classId];
    if (before !== undefined) marks[classId] = before;
    if (mark === null) leftOut.push({ name: className, why: 'protected' });
    else if (mark !== before || daysOf(names, stem, BACKUP).length === 0) {
      const left: LeftOut[] = [];
      const records = recordsOf(env, open, record, (one) => left.push(one));
      try {
        const first = await records.next();
        if (first.done !== true) {
          await write(backup, names, stem, BACKUP, async (sink) => {
            const all = from(first.value, records);
            const about = { classId, className };
            for await (const part of sealBackupWith(backup.key, env.random, about, all))
              await sink(part);
          });
          marks[classId] = mark;
        }
      } finally {
        await records.return(undefined); // where the folder failed first: it lets go of the class
      }
      leftOut.push(...left);
    }
  }
  return { marks: { ...marks, ...(await backUpFiles(backup, names, leftOut)) }, leftOut };
}

async function backUpFiles(
  backup: FolderBackup,
  names: readonly string[],
  leftOut: LeftOut[],
): Promise<Record<string, string>> {
  const { app, env, key, person, sealed } = backup;
  const { files } = await app.fileList();
  if (files.length === 0) return {};
  const ending = sealed ? BACKUP : ZIP;
  const list = files.map(({ path, bytes, modified }) => `${path}\n${bytes}\n${modified}`);
  const mark = `${ending} ${toHex(await sha256(utf8(list.sort().join('\n'))))}`;
  const isThere = daysOf(names, FILES, ending).length > 0;
  if (isThere && backup.marks['files'] === mark) return { files: mark };
  const leaveOut = (one: LeftOut): unknown => leftOut.push(one);
  await write(backup, names, FILES, ending, async (sink) => {
    if (!sealed) return void (await backup.writeZip(app, sink, leaveOut));
    const records = allFileRecords(app, leaveOut, () => undefined);
    const about = { classId: null, className: person };
    for await (const part of sealBackupWith(key, env.random, about, records)) await sink(part);
  });
  return { files: mark };
}

async function write(
  { folder, day }: FolderBackup,
  names: readonly string[],
  stem: string,
  ending: string,
  content: (sink: ByteSink) => Promise<void>,
): Promise<void> {
  await folder.write(backupName(stem, day, ending), content);
  const days = [...daysOf(names, stem, ending), day];
  for (const old of daysToDrop(days)) await folder.remove(backupName(stem, old, ending));
}

async function* from<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** The class's name, and enough of its id that two of the same name have files of their own. */
function stemOf({ className, classId }: ClassRecord): string {
  const name = className
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, 60);
  // Hexadecimal, as folders may not tell capitals from small letters.
  const id = toHex((fromBase64Url(classId) ?? utf8(classId)).subarray(0, 4));
  return `${name || 'Class'} ${id}`;
}
