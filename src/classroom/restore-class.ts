import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import { importRootKey } from '../crypto/class-root.ts';
import { openBackup, type FileSource, type OpenedBackup } from '../crypto/backup-file.ts';
import { generateIdentity } from '../crypto/generate-identity.ts';
import { classIdOf } from '../crypto/key-ids.ts';
import { publicKeyOf } from '../crypto/p256.ts';
import { sha256 } from '../crypto/sha256.ts';
import { BACKUP_RECORD, type BackupRecord, type CarriedClass } from '../protocol/backup-format.ts';
import { decodeCarriedKey, type CarriedKey } from '../protocol/carried-key.ts';
import { parseBackupManifest, type BackupManifest } from '../protocol/backup-manifest.ts';
import { parseBytes } from '../protocol/byte-reader.ts';
import { parseInvitationLink } from '../protocol/invitation-link.ts';
import { BLOB_CHUNK, MAX_WRAPS } from '../protocol/limits.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { ClassRecord } from '../store/key-store.ts';
import { blobIdOf, makeManifest } from '../sync/blob-manifests.ts';
import { NotebookTaker } from './backup-notebooks.ts';
import type { Environment } from './environment.ts';
import { offlineReplica } from './offline-replica.ts';

/** Entries handed to the replica at a time, and their bytes at most (unless one is longer). */
const BATCH = 256;
const BATCH_BYTES = 4 * 1024 * 1024;

/** What ends a class in a person's file. */
const ENDS: ReadonlySet<number> = new Set([
  BACKUP_RECORD.class,
  BACKUP_RECORD.file,
  BACKUP_RECORD.filePiece,
]);

/** The records of a backup one by one, where one may be put back for who reads on. */
export class RecordReader {
  readonly #records: AsyncGenerator<BackupRecord>;
  #ahead: BackupRecord | null = null;

  constructor(records: AsyncGenerator<BackupRecord>) {
    this.#records = records;
  }

  /** The next record; null at the end. Throws `file-damaged` as soon as something does not fit. */
  async next(): Promise<BackupRecord | null> {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead !== null) return ahead;
    const next = await this.#records.next();
    return next.done === true ? null : next.value;
  }

  back(record: BackupRecord): void {
    this.#ahead = record;
  }
}

/**
 * Brings a class back from a backup file, under a new device key. Its entries are checked as if a peer had brought
 * them. Where the class is on this device already, it gets what it lacks. Rejects with `file-damaged`,
 * `passphrase-wrong`, `class-open-elsewhere` or a storage failure; then nothing of a new class stays.
 */
export async function restoreClass(
  env: Environment,
  file: FileSource,
  passphrase: string,
): Promise<ClassRecord> {
  const opened = await openBackup(env.argon2, file, passphrase);
  if (!opened.ok) throw opened.error;
  const { classId, className } = opened.value.header;
  if (classId === null) throw damaged();
  return restoreOpened(env, { classId, className }, opened.value);
}

/** As `restoreClass`, of a backup that was opened already. */
export async function restoreOpened(
  env: Environment,
  about: CarriedClass,
  backup: OpenedBackup,
): Promise<ClassRecord> {
  const notebooks = new NotebookTaker();
  const record = await restoreRecords(env, about, new RecordReader(backup.records()), notebooks);
  await notebooks.restore(env);
  return record;
}

/**
 * Brings back the class whose records come next, up to those of another one or the first that nobody of it takes; its
 * notebooks, where it has some, go to `notebooks`. Rejects like `restoreClass`.
 */
export async function restoreRecords(
  env: Environment,
  about: CarriedClass,
  records: RecordReader,
  notebooks: NotebookTaker | null,
): Promise<ClassRecord> {
  const { classId } = about;
  if (!(await env.lock.acquire(classId, false, () => undefined)))
    throw new LecternError('class-open-elsewhere', { detail: { class: classId } });
  try {
    return await restore(env, about, records, notebooks);
  } finally {
    env.lock.release(classId);
  }
}

async function restore(
  env: Environment,
  about: CarriedClass,
  records: RecordReader,
  notebooks: NotebookTaker | null,
): Promise<ClassRecord> {
  const { classId } = about;
  const known = await env.keys.get(classId);
  // Its content here is sealed: what comes in beside it in the clear would be lost.
  if (known?.protection !== undefined && known.protection !== null)
    throw new LecternError('passphrase-wanted', { detail: { class: classId } });
  const blobs = env.blobs(classId);
  try {
    const first = await records.next();
    const manifest =
      first?.type === BACKUP_RECORD.manifest ? parseBackupManifest(first.body) : null;
    if (manifest === null) throw damaged();
    const record = await recordOf(env, about, manifest, known);
    const replica = await offlineReplica(env, record);
    let entries: Bytes[] = [];
    let held = 0;
    const hand = async (): Promise<void> => {
      await replica.take(entries);
      entries = [];
      held = 0;
    };
    let keys: CarriedKey[] = [];
    const handKeys = async (): Promise<void> => {
      await replica.takeKeys(keys);
      keys = [];
    };
    const files = new BlobTaker(blobs);
    let failure: LecternError | null = null;
    const end = replica.onStorageError((error) => {
      if (error.code !== 'storage-held') failure = error; // what only waits may still be stored
    });
    try {
      for (let next = await records.next(); next !== null; next = await records.next()) {
        const { type, body } = next;
        if (ENDS.has(type) && notebooks === null) {
          records.back(next);
          break;
        }
        if (type === BACKUP_RECORD.entry) {
          entries.push(body);
          held += body.length;
          if (entries.length >= BATCH || held >= BATCH_BYTES) await hand();
        } else if (type === BACKUP_RECORD.key) {
          if (entries.length > 0) await hand();
          const key = decodeCarriedKey(body);
          if (!key.ok) throw damaged();
          if (keys.push(key.value) >= MAX_WRAPS) await handKeys();
        } else if (type === BACKUP_RECORD.file) {
          if (notebooks?.begin(body) !== true) throw damaged();
        } else if (type === BACKUP_RECORD.filePiece) {
          if (notebooks?.take(body) !== true) throw damaged();
        } else if (type === BACKUP_RECORD.blob) await files.begin(body);
        else if (type === BACKUP_RECORD.chunk) await files.take(body);
      }
      await hand();
      await handKeys();
      await files.end();
      if (notebooks?.end() === false) throw damaged();
    } finally {
      end();
      await replica.close();
    }
    if (failure !== null) throw failure as LecternError;
    await env.keys.put(record);
    return record;
  } catch (error) {
    if (known === null) {
      await env.entries.remove(classId);
      await blobs.clear();
    }
    throw error;
  }
}

/** What the device keeps of the restored class; checks that keys and link are this class's. */
async function recordOf(
  env: Environment,
  { classId, className }: CarriedClass,
  manifest: BackupManifest,
  known: ClassRecord | null,
): Promise<ClassRecord> {
  const { rootPublicKey } = manifest;
  const link = parseInvitationLink(manifest.link);
  if ((await classIdOf(rootPublicKey)) !== classId || !link.ok) throw damaged();
  if (link.value.invitation.classId !== classId) throw damaged();
  const root = await rootOf(manifest);
  if (known !== null && (known.rootPrivateKey !== null || root === null)) return known;
  return {
    classId,
    className,
    myName: manifest.myName,
    role: root === null ? 'student' : 'owner',
    identity: await generateIdentity(),
    deviceOf: root === null ? manifest.participant : null,
    rootPublicKey,
    rootPrivateKey: root,
    recoverySaved: false,
    link: link.value.fragment,
    signalingUrl: manifest.signalingUrl,
    lastOpened: env.clock.now(),
    lessonOpen: false,
    code: null,
  };
}

async function rootOf({
  rootPublicKey,
  rootPrivateKey,
}: BackupManifest): Promise<CryptoKey | null> {
  if (rootPrivateKey === null) return null;
  try {
    const key = await importRootKey(rootPrivateKey, true);
    const publicKey = await publicKeyOf(key);
    if (toBase64Url(publicKey) === toBase64Url(rootPublicKey)) return key;
  } catch (cause) {
    throw damaged(cause); // no PKCS#8 of a P-256 key
  }
  throw damaged();
}

/** Puts blobs together from a backup; one whose bytes are not those of its name is left out. */
class BlobTaker {
  readonly #blobs: BlobStore;
  #open: { readonly id: string; readonly size: number; next: number } | null = null;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  async begin(body: Bytes): Promise<void> {
    await this.end();
    const parsed = parseBytes(body, (reader) => ({ id: reader.text(128), size: reader.varUint() }));
    if (!parsed.ok) throw damaged();
    this.#open = (await this.#blobs.has(parsed.value.id)) ? null : { ...parsed.value, next: 0 };
  }

  async take(body: Bytes): Promise<void> {
    if (this.#open === null) return;
    if (body.length > BLOB_CHUNK || this.#open.next * BLOB_CHUNK >= this.#open.size)
      throw damaged();
    await this.#blobs.putChunk(this.#open.id, this.#open.next++, body);
  }

  async end(): Promise<void> {
    const blob = this.#open;
    this.#open = null;
    if (blob === null) return;
    if (blob.next === Math.ceil(blob.size / BLOB_CHUNK)) {
      const read = (index: number) => this.#blobs.getChunk(blob.id, index);
      const manifest = await makeManifest(sha256, blob.size, read);
      if (manifest !== null && (await blobIdOf(sha256, manifest)) === blob.id)
        return this.#blobs.finish(blob.id, blob.size);
    }
    await this.#blobs.remove(blob.id);
    throw damaged();
  }
}

function damaged(cause?: unknown): LecternError {
  return new LecternError('file-damaged', { cause, detail: { reason: 'damaged' } });
}
