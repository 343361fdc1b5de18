import { systemClock } from '../base/clock.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import type { PackedFile } from '../classroom/computer.ts';
import { checkInvitation, findInvitation } from '../classroom/find-invitation.ts';
import { createJoinedClass, createOwnClass } from '../classroom/new-class-record.ts';
import { openClass } from '../classroom/open-class.ts';
import { recoverClass } from '../classroom/recover-class.ts';
import { packPerson } from '../classroom/pack-person.ts';
import { restoreFile } from '../classroom/restore-file.ts';
import type { FileSource } from '../crypto/backup-file.ts';
import type { Environment } from '../classroom/environment.ts';
import { verifyInvitation } from '../crypto/verify-invitation.ts';
import type { ParsedLink } from '../protocol/invitation-link.ts';
import type { ClassId, PlaceId } from '../protocol/ids.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { ClassDatabase } from '../store/class-database.ts';
import { IndexedDbEntryStore } from '../store/indexed-db-entry-store.ts';
import { IndexedDbBlobStore } from '../store/indexed-db-blob-store.ts';
import { MemoryBlobStore } from '../store/memory-blob-store.ts';
import { MemoryEntryStore } from '../store/memory-entry-store.ts';
import type { ClassRecord } from '../store/key-store.ts';

import { sealedStores, type ClassStoresHere } from './place-stores.ts';
import type { OpenPlace } from './open-place.ts';
import {
  changeClassPassphrase,
  openUnlocked,
  protectClass,
  removeSealed,
  unprotectClass,
} from './class-protection.ts';
import { createEnvironment, type PageServices } from './environment.ts';
import '../ui/classroom-elements.ts';

/** Bytes of a file that are looked at for a recovery file: far above a real one (1.5 kB), far below a film. */
const MAX_RECOVERY_FILE = 64 * 1024;

/** What a class needs beyond the start screen; a chunk of its own, loaded behind it. */
export interface Classroom {
  /** What it works with: backups are made of it too. */
  readonly env: Environment;
  /** Makes a new class of this person's. */
  found(className: string, myName: string): Promise<ClassRecord>;
  /** The record of the class behind a link or code: a new one, or that which this device has already. */
  join(linkOrCode: string, myName: string): Promise<ClassRecord>;
  /** `passphrase` where the class is protected here; without it that rejects with `passphrase-wanted`. */
  open(record: ClassRecord, takeOver: boolean, passphrase: string | null): Promise<ClassSession>;
  /** Encrypts what this device keeps of a class; takes that away again. */
  protect(id: ClassId, passphrase: string): Promise<void>;
  unprotect(id: ClassId, passphrase: string): Promise<void>;
  changePassphrase(id: ClassId, passphrase: string, next: string): Promise<void>;
  /** This device as an owner's of the class behind a recovery file. */
  recover(file: Blob, passphrase: string, myName: string): Promise<ClassRecord>;
  /** The class of a backup file, under a new device key; null where it held all of a person, which is here now. */
  restore(file: Blob, passphrase: string): Promise<ClassRecord | null>;
  /** All classes and files of this place, under a passphrase, as one file that can be checked where it was saved. */
  pack(name: string, passphrase: string): Promise<PackedFile>;
  /** Removes everything of the class from this device. */
  forget(id: ClassId): Promise<void>;
}

/** Puts the classroom together. All promises of it reject with `LecternError`s. */
export async function createClassroom(
  page: Omit<PageServices, 'entries' | 'blobs' | 'place'>,
  { place, seal }: OpenPlace,
): Promise<Classroom> {
  const stores = await openStores(place, page.onStorageLost);
  const env = createEnvironment({
    ...page,
    place,
    ...(seal === null ? stores : sealedStores(stores, seal)),
  });
  return {
    env,
    found: (className, myName) => createOwnClass(env, className, myName),
    async join(linkOrCode, myName) {
      const link = await findInvitation(env, linkOrCode);
      const known = await env.keys.get(link.invitation.classId);
      if (known !== null) return comeBy(env, known, link);
      await checkInvitation(env, link);
      return createJoinedClass(env, link, myName);
    },
    async recover(file, passphrase, myName) {
      const bytes = await sourceOf(file).read(0, MAX_RECOVERY_FILE);
      return recoverClass(env, new TextDecoder().decode(bytes), passphrase, myName);
    },
    restore: (file, passphrase) => restoreFile(env, sourceOf(file), passphrase),
    async pack(name, passphrase) {
      const packed = await packPerson(env, name, passphrase);
      return { ...packed, check: (file) => packed.check(sourceOf(file)) };
    },
    open: (record, takeOver, passphrase) =>
      openUnlocked(env, record, passphrase, (own, readable) =>
        openClass(own, readable, takeOver, page.onTakenOver),
      ),
    protect: (id, passphrase) => protectClass(env, id, passphrase),
    unprotect: (id, passphrase) => unprotectClass(env, id, passphrase),
    changePassphrase: (id, passphrase, next) => changeClassPassphrase(env, id, passphrase, next),
    async forget(id) {
      await env.entries.remove(id);
      await env.blobs(id).clear();
      await removeSealed(env, id);
      await env.keys.remove(id);
    },
  };
}

/**
 * A class of this device, met by a link: who was removed, or was away while the link was renewed, comes by another one
 * than before. Members go on from there to the link in force (`ClassGate`).
 */
async function comeBy(
  env: Environment,
  known: ClassRecord,
  { invitation, fragment }: ParsedLink,
): Promise<ClassRecord> {
  if (known.link === fragment) return known;
  const good = await verifyInvitation(invitation, env.verifier, env.clock.now());
  if (!good.ok) return known; // a member needs no valid one
  await env.keys.patch(known.classId, { link: fragment });
  return { ...known, link: fragment };
}

function sourceOf(file: Blob): FileSource {
  return {
    size: file.size,
    async read(from, to) {
      try {
        return new Uint8Array(await file.slice(from, to).arrayBuffer());
      } catch (cause) {
        throw new LecternError('file-damaged', { cause, detail: { reason: 'unreadable' } });
      }
    },
  };
}

/** Where there is no storage the start screen has said so; entries and blobs then live as long as the tab. */
async function openStores(
  place: PlaceId,
  onLost: (error: LecternError) => void,
): Promise<ClassStoresHere> {
  try {
    const db = await ClassDatabase.open(systemClock, place);
    db.onLost(onLost);
    return {
      entries: new IndexedDbEntryStore(db),
      blobs: (classId) => new IndexedDbBlobStore(db, classId),
    };
  } catch (error) {
    if (!(error instanceof LecternError && error.code === 'storage-missing')) throw error;
    const shelves = new Map<ClassId, BlobStore>();
    return {
      entries: new MemoryEntryStore(),
      blobs(classId) {
        let shelf = shelves.get(classId);
        if (shelf === undefined) shelves.set(classId, (shelf = new MemoryBlobStore()));
        return shelf;
      },
    };
  }
}
