import * as encoding from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import { sealBackup } from '../crypto/backup-file.ts';
import { BACKUP_RECORD, type BackupRecord } from '../protocol/backup-format.ts';
import { encodeBackupManifest } from '../protocol/backup-manifest.ts';
import { encodeCarriedKey } from '../protocol/carried-key.ts';
import type { ClassRecord } from '../store/key-store.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import { notebookRecords } from './backup-notebooks.ts';
import type { Environment } from './environment.ts';

/** Makes a class's backup file under a passphrase: its parts, one after the other. Rejects with a `LecternError`. */
export type MakeBackup = (passphrase: string) => Promise<readonly Bytes[]>;

/**
 * A backup of the class as it is in memory: what the store could not take is in it too. The device's own keys are not:
 * whoever restores it gets new ones, so no chain can fork.
 */
export function createBackup(
  env: Environment,
  record: ClassRecord,
  replica: ClassReplica,
): MakeBackup {
  return async (passphrase) => {
    const { classId, className } = record;
    const records = backupRecords(env, record, replica);
    const parts: Bytes[] = [];
    for await (const part of sealBackup(
      env.argon2,
      env.random,
      { classId, className },
      passphrase,
      records,
    )) {
      parts.push(part);
    }
    return parts;
  };
}

/** What a backup of all takes of one class. */
export interface ClassContent {
  /** All of it without its notebooks, for a person's file or a class's. */
  records(): AsyncGenerator<BackupRecord>;
  /** A short text that is another one after every change of its documents. */
  mark(): string;
}

/** The content of a class whose replica is open. */
export function classContent(
  env: Environment,
  record: ClassRecord,
  replica: ClassReplica,
): ClassContent {
  return {
    records: () => classRecords(env, record, replica, null),
    mark() {
      const sizes: number[] = [];
      for (const { length } of replica.entries()) sizes.push(length);
      return contentMark(sizes);
    },
  };
}

/** Entries are added and pruned, never changed. */
export function contentMark(sizes: readonly number[]): string {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return `${sizes.length}/${bytes}`;
}

async function* backupRecords(
  env: Environment,
  record: ClassRecord,
  replica: ClassReplica,
): AsyncGenerator<BackupRecord> {
  yield* classRecords(env, record, replica, notebookRecords(env, record.classId));
}

/** All of a class as records: manifest, entries, keys, then `files`, then blobs. */
export async function* classRecords(
  env: Environment,
  record: ClassRecord,
  replica: ClassReplica,
  files: AsyncIterable<BackupRecord> | null,
): AsyncGenerator<BackupRecord> {
  // The record as it is now: a recovery file or a renewal since the class was opened changed it.
  const kept = (await env.keys.get(record.classId).catch(() => null)) ?? record;
  const { myName, rootPublicKey, link, signalingUrl } = kept;
  const rootPrivateKey = await exportedRoot(kept);
  const participant = memberOf(replica.authority.value, replica.self)?.id ?? replica.self;
  const madeAt = env.clock.now();
  yield {
    type: BACKUP_RECORD.manifest,
    body: encodeBackupManifest({
      myName,
      participant,
      rootPublicKey,
      rootPrivateKey,
      link,
      signalingUrl,
      madeAt,
    }),
  };
  rootPrivateKey?.fill(0);
  for (const body of replica.entries()) yield { type: BACKUP_RECORD.entry, body };
  for await (const key of replica.documentKeys())
    yield { type: BACKUP_RECORD.key, body: encodeCarriedKey(key) };
  if (files !== null) yield* files;
  const blobs = env.blobs(record.classId);
  for (const { id, size } of await readable(blobs.list(), [])) {
    yield { type: BACKUP_RECORD.blob, body: encodeBlob(id, size) };
    for (const index of await blobs.chunks(id)) {
      const body = await blobs.getChunk(id, index);
      if (body !== null) yield { type: BACKUP_RECORD.chunk, body };
    }
  }

  /** The backup is the way out where the store fails: then it holds what is in memory. */
  async function readable<T>(reading: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      env.logger.log('error', 'backup-without-blobs', { message: String(error) });
      return otherwise;
    }
  }
}

/** The root key while it may still leave this device. */
async function exportedRoot({ rootPrivateKey: key }: ClassRecord): Promise<Bytes | null> {
  if (key === null || !key.extractable) return null;
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', key));
}

function encodeBlob(id: string, size: number): Bytes {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, id);
  encoding.writeVarUint(encoder, size);
  return encoding.toUint8Array(encoder);
}
