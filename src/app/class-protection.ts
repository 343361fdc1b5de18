import type { DataSeal } from '../base/data-seal.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { Environment } from '../classroom/environment.ts';
import { changePassphrase, createProtection, openProtection } from '../crypto/class-protection.ts';
import type { ClassId } from '../protocol/ids.ts';
import { copyClass } from '../store/copy-class.ts';
import type { ClassRecord } from '../store/key-store.ts';
import { SealedBlobStore } from '../store/sealed-blob-store.ts';
import { SealedKeyStore } from '../store/sealed-key-store.ts';
import { SealedEntryStore, sealedPlace } from '../store/sealed-entry-store.ts';

/**
 * The environment in which a class's data can be read. Rejects with `passphrase-wanted` (detail `class`) where
 * the class is protected and no passphrase was given, with `passphrase-wrong` where it is another one.
 */
async function unlocked(
  env: Environment,
  record: ClassRecord,
  passphrase: string | null,
): Promise<Environment> {
  const { classId, protection } = record;
  if (protection === undefined || protection === null) return env;
  if (passphrase === null)
    throw new LecternError('passphrase-wanted', { detail: { class: classId } });
  const opened = await openProtection(env.argon2, env.random, protection, passphrase);
  if (!opened.ok) throw opened.error;
  return sealedEnvironment(env, classId, opened.value);
}

/**
 * Opens a class by `open`, which takes its lock, in the environment and by the record that can be read. Rejects like
 * `unlocked` and `open`.
 */
export async function openUnlocked<T extends { leave(): Promise<void> }>(
  env: Environment,
  record: ClassRecord,
  passphrase: string | null,
  open: (env: Environment, record: ClassRecord) => Promise<T>,
): Promise<T> {
  const own = await unlocked(env, record, passphrase);
  const readable = (isProtected(record) ? await own.keys.get(record.classId) : null) ?? record;
  const session = await open(own, readable);
  // Another tab may have protected it, or taken that away, before the lock was ours: then this is the wrong place.
  const now = await env.keys.get(record.classId);
  if (isProtected(now) !== isProtected(record)) {
    await session.leave();
    throw new LecternError('class-open-elsewhere');
  }
  // Left over where a page was closed while the class was being protected.
  if (isProtected(record)) await removeOpen(env, record.classId);
  // A link that came while the class was locked goes under the passphrase too.
  if (isProtected(record) && record.link !== '')
    await own.keys.patch(record.classId, { link: readable.link });
  return session;
}

function isProtected(record: ClassRecord | null): boolean {
  return (record?.protection ?? null) !== null;
}

/**
 * Encrypts what this device keeps of a class. What was there in the clear goes only after the encrypted copy is
 * whole and the record says so. Rejects with `class-open-elsewhere`, `passphrase-wrong` or a storage failure.
 */
export function protectClass(
  env: Environment,
  classId: ClassId,
  passphrase: string,
): Promise<void> {
  return holding(env, classId, async (record) => {
    if (record.protection !== undefined && record.protection !== null) return;
    const made = await createProtection(env.argon2, env.random, passphrase);
    if (!made.ok) throw made.error;
    const { seal, protection } = made.value;
    const sealed = sealedEnvironment(env, classId, seal);
    await copyClass(classId, storesOf(env, classId), storesOf(sealed, classId));
    await sealed.keys.put({ ...record, protection });
    await removeOpen(env, classId);
  });
}

/** Another passphrase for the same data. Rejects with `class-open-elsewhere`, `passphrase-wrong` or a storage failure. */
export function changeClassPassphrase(
  env: Environment,
  classId: ClassId,
  passphrase: string,
  next: string,
): Promise<void> {
  return holding(env, classId, async (record) => {
    if (record.protection === undefined || record.protection === null) return;
    const changed = await changePassphrase(
      env.argon2,
      env.random,
      record.protection,
      passphrase,
      next,
    );
    if (!changed.ok) throw changed.error;
    await env.keys.patch(classId, { protection: changed.value });
  });
}

/** Takes the protection away again, in the same order. Rejects like `protectClass`. */
export function unprotectClass(
  env: Environment,
  classId: ClassId,
  passphrase: string,
): Promise<void> {
  return holding(env, classId, async (record) => {
    if (record.protection === undefined || record.protection === null) return;
    const open = await unlocked(env, record, passphrase);
    await copyClass(classId, storesOf(open, classId), storesOf(env, classId));
    const { link, code } = (await open.keys.get(classId)) ?? record;
    await env.keys.patch(classId, { protection: null, sealedLink: null, link, code });
    await removeSealed(env, classId);
  });
}

/** Removes what is kept of a class encrypted. */
export async function removeSealed(env: Environment, classId: ClassId): Promise<void> {
  await env.entries.remove(sealedPlace(classId));
  await env.blobs(sealedPlace(classId)).clear();
}

async function removeOpen(env: Environment, classId: ClassId): Promise<void> {
  await env.entries.remove(classId);
  await env.blobs(classId).clear();
}

async function holding(
  env: Environment,
  classId: ClassId,
  task: (record: ClassRecord) => Promise<void>,
): Promise<void> {
  if (!(await env.lock.acquire(classId, false, () => undefined)))
    throw new LecternError('class-open-elsewhere');
  try {
    const record = await env.keys.get(classId);
    if (record !== null) await task(record);
  } finally {
    env.lock.release(classId);
  }
}

function sealedEnvironment(env: Environment, classId: ClassId, seal: DataSeal): Environment {
  return {
    ...env,
    keys: new SealedKeyStore(env.keys, classId, seal),
    entries: new SealedEntryStore(env.entries, seal),
    blobs: (id) => new SealedBlobStore(env.blobs(sealedPlace(id)), seal),
  };
}

function storesOf(env: Environment, classId: ClassId) {
  return { entries: env.entries, blobs: env.blobs(classId) };
}
