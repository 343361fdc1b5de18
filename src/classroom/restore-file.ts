import { concat, type Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import { openBackup, type FileSource, type OpenedBackup } from '../crypto/backup-file.ts';
import { BACKUP_RECORD, decodeCarriedClass } from '../protocol/backup-format.ts';
import { decodeCarriedFile } from '../protocol/carried-file.ts';
import { MAX_CARRIED_CLASSES } from '../protocol/limits.ts';
import type { ClassRecord } from '../store/key-store.ts';
import { appOf } from './backup-notebooks.ts';
import type { Environment } from './environment.ts';
import { readThrough } from './pack-person.ts';
import { RecordReader, restoreOpened, restoreRecords } from './restore-class.ts';

/**
 * Restores a backup file of either kind: a class's, with its record, or a person's, with null. Rejects with
 * `file-damaged`, `passphrase-wrong`, `class-open-elsewhere`, `notebooks-not-restored` or a storage failure; then no new
 * class of the file stays.
 */
export async function restoreFile(
  env: Environment,
  file: FileSource,
  passphrase: string,
): Promise<ClassRecord | null> {
  const opened = await openBackup(env.argon2, file, passphrase);
  if (!opened.ok) throw opened.error;
  const { classId, className } = opened.value.header;
  if (classId !== null) return restoreOpened(env, { classId, className }, opened.value);
  await restorePerson(env, opened.value);
  return null;
}

/** Classes first, then files one by one, each as soon as it is whole: a term's pictures are not in memory at once. */
async function restorePerson(env: Environment, backup: OpenedBackup): Promise<void> {
  // A file that was cut or changed shows before anything is written.
  await readThrough(backup.records());
  const added: ClassRecord[] = [];
  try {
    const records = new RecordReader(backup.records());
    for (let count = 0; ; count++) {
      const next = await records.next();
      if (next === null) return;
      if (next.type !== BACKUP_RECORD.class) {
        records.back(next);
        break;
      }
      const about = decodeCarriedClass(next.body);
      if (!about.ok || count >= MAX_CARRIED_CLASSES) throw damaged();
      const known = await env.keys.get(about.value.classId);
      const record = await restoreRecords(env, about.value, records, null);
      if (known === null) added.push(record);
    }
    await restoreFiles(env, records);
  } catch (error) {
    // The classes are whole then: only the files can be asked for once more.
    if (error instanceof LecternError && error.code === 'notebooks-not-restored') throw error;
    for (const { classId } of added) {
      await env.keys.remove(classId);
      await env.entries.remove(classId);
      await env.blobs(classId).clear();
    }
    throw error;
  }
}

async function restoreFiles(env: Environment, records: RecordReader): Promise<void> {
  const app = await appOf(env);
  if (app === null) throw new LecternError('notebooks-not-restored');
  let open: { path: string; size: number; held: number; pieces: Bytes[] } | null = null;
  const end = async (): Promise<void> => {
    if (open === null) return;
    if (open.held !== open.size) throw damaged();
    await app.addFile({ name: open.path, bytes: concat(...open.pieces) });
    open = null;
  };
  for (let next = await records.next(); next !== null; next = await records.next()) {
    if (next.type === BACKUP_RECORD.file) {
      await end();
      const file = decodeCarriedFile(next.body, true);
      if (!file.ok) throw damaged();
      open = { ...file.value, held: 0, pieces: [] };
    } else if (next.type === BACKUP_RECORD.filePiece) {
      if (open === null || open.held + next.body.length > open.size) throw damaged();
      open.pieces.push(next.body);
      open.held += next.body.length;
    } else if (KNOWN.has(next.type)) throw damaged();
  }
  await end();
}

/** What has no place behind the first file; what a later version may add there is passed over. */
const KNOWN: ReadonlySet<number> = new Set(Object.values(BACKUP_RECORD));

function damaged(): LecternError {
  return new LecternError('file-damaged', { detail: { reason: 'damaged' } });
}
