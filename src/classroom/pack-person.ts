import { LecternError } from '../base/lectern-error.ts';
import { openBackup, sealBackup, type FileSource } from '../crypto/backup-file.ts';
import {
  BACKUP_RECORD,
  encodeCarriedClass,
  MAX_BACKUP_HEADER,
  type BackupRecord,
} from '../protocol/backup-format.ts';
import { isFilePath } from '../protocol/carried-file.ts';
import { equalBytes, type Bytes } from '../base/bytes.ts';
import { MAX_BACKUP_BYTES, MAX_CARRIED_CLASSES, MAX_CARRIED_FILE } from '../protocol/limits.ts';
import { allRecords } from '../store/key-store.ts';
import { classRecords } from './backup-class.ts';
import { appOf, carriedFile } from './backup-notebooks.ts';
import type { Environment } from './environment.ts';
import { offlineReplica } from './offline-replica.ts';

/** Parts are handed to the browser's own blobs at this length, in bytes: it keeps large ones on the disk. */
const PART = 8 * 1024 * 1024;

/** All of a person as one file. */
export interface PackedPerson {
  readonly fileName: string;
  readonly parts: readonly Blob[];
  /**
   * Reads a file back from where it was saved. Resolves where it is this one and whole; rejects with `file-damaged`
   * (detail `reason`: `other-file` where it is another one).
   */
  check(file: FileSource): Promise<void>;
}

/**
 * Packs all classes and all files of this device's place under a passphrase. Nothing is left out in silence: rejects with
 * `class-open-elsewhere`, `too-large`, `file-missing`, `passphrase-wanted` (a class that is protected by itself),
 * `app-load-failed` (no file browser), `passphrase-wrong` (detail `least`) or a storage failure.
 */
export async function packPerson(
  env: Environment,
  name: string,
  passphrase: string,
): Promise<PackedPerson> {
  const parts: Blob[] = [];
  let open: Bytes[] = [];
  let held = 0;
  let size = 0;
  let head: Bytes | null = null;
  const about = { classId: null, className: name };
  for await (const part of sealBackup(
    env.argon2,
    env.random,
    about,
    passphrase,
    personRecords(env),
  )) {
    head ??= part.slice();
    open.push(part);
    held += part.length;
    size += part.length;
    if (size > MAX_BACKUP_BYTES) throw new LecternError('too-large', { detail: { max: '8 GB' } });
    if (held < PART) continue;
    parts.push(new Blob(open));
    open = [];
    held = 0;
  }
  parts.push(new Blob(open));
  const start = head?.slice(0, MAX_BACKUP_HEADER) ?? new Uint8Array();
  const day = new Date(env.clock.now()).toISOString().slice(0, 10);
  return {
    fileName: `${fileNameOf(name)}-${day}.lectern-backup`,
    parts,
    async check(file) {
      const same = file.size === size && equalBytes(await file.read(0, start.length), start);
      if (!same) throw new LecternError('file-damaged', { detail: { reason: 'other-file' } });
      const opened = await openBackup(env.argon2, file, passphrase);
      if (!opened.ok) throw opened.error;
      await readThrough(opened.value.records());
    },
  };
}

/** Reads a file's records to the end, keeping none: what was cut or changed is thrown. */
export async function readThrough(records: AsyncGenerator<BackupRecord>): Promise<void> {
  for (;;) if ((await records.next()).done === true) return;
}

async function* personRecords(env: Environment): AsyncGenerator<BackupRecord> {
  const classes = await allRecords(env.keys);
  if (classes.length > MAX_CARRIED_CLASSES)
    throw new LecternError('too-large', { detail: { max: `${MAX_CARRIED_CLASSES} classes` } });
  for (const record of classes) {
    const { classId, className } = record;
    if ((record.protection ?? null) !== null)
      throw new LecternError('passphrase-wanted', { detail: { own: className } });
    if (!(await env.lock.acquire(classId, false, () => undefined)))
      throw new LecternError('class-open-elsewhere', { detail: { class: classId } });
    const replica = await offlineReplica(env, record);
    try {
      yield { type: BACKUP_RECORD.class, body: encodeCarriedClass({ classId, className }) };
      yield* classRecords(env, record, replica, null);
    } finally {
      await replica.close();
      env.lock.release(classId);
    }
  }
  const app = await appOf(env);
  if (app === null) throw new LecternError('app-load-failed', { detail: { part: 'files' } });
  for await (const { path, bytes } of app.allFiles()) {
    if (bytes.length > MAX_CARRIED_FILE || !isFilePath(path))
      throw new LecternError('too-large', { detail: { name: path, max: '128 MB' } });
    yield* carriedFile(path, bytes);
  }
}

/** A name as part of a file's. */
function fileNameOf(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'lectern';
}
