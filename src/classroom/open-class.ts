import { LecternError } from '../base/lectern-error.ts';
import { RefusalCounter } from '../base/logger.ts';
import { hpkeSealing } from '../crypto/hpke-sealing.ts';
import { createRoomKeys } from '../crypto/invitation-room-keys.ts';
import { safetyWords } from '../crypto/safety-words.ts';
import { sha256 } from '../crypto/sha256.ts';
import { createWebCryptoSigner } from '../crypto/web-crypto-signer.ts';
import { CLASS_DOC } from '../protocol/ids.ts';
import { parseInvitationLink } from '../protocol/invitation-link.ts';
import type { ClassRecord } from '../store/key-store.ts';
import { createClassReplica } from '../sync/create-class-replica.ts';
import { classContent, createBackup } from './backup-class.ts';
import { ClassGate } from './class-gate.ts';
import { ClassRooms } from './class-rooms.ts';
import type { ClassSession } from './class-session.ts';
import { readSettings } from './class-settings.ts';
import type { Environment } from './environment.ts';
import { LessonDoor } from './lesson-door.ts';
import { createLiveSession } from './live-class-session.ts';
import { OwnProfiles } from './own-profiles.ts';
import { createRecoveryExport } from './recovery-export.ts';

/**
 * Opens a class of this device: its documents from the store, its peers by the signalling server. Rejects with
 * `class-open-elsewhere` where another tab has it and `takeOver` is false, and with storage failures.
 * `onTakenOver` runs once when another tab took the class over; the session has been left then.
 */
export async function openClass(
  env: Environment,
  record: ClassRecord,
  takeOver: boolean,
  onTakenOver: () => void,
): Promise<ClassSession> {
  const { classId } = record;
  let session: ClassSession | null = null;
  const onLost = () => {
    void session?.leave().then(onTakenOver);
  };
  if (!(await env.lock.acquire(classId, takeOver, onLost)))
    throw new LecternError('class-open-elsewhere');
  try {
    session = await open(env, record);
    await env.keys.patch(classId, { lastOpened: env.clock.now() });
    return session;
  } catch (error) {
    env.lock.release(classId);
    throw error;
  }
}

async function open(env: Environment, record: ClassRecord): Promise<ClassSession> {
  const { classId, identity, rootPublicKey } = record;
  const { clock, random, logger } = env;
  const link = parseInvitationLink(record.link);
  if (!link.ok) throw new LecternError('storage-broken', { cause: link.error });
  const { invitation } = link.value;
  const signer = await createWebCryptoSigner(identity);
  const roomKeys = await createRoomKeys(invitation);
  const rootKey =
    record.rootPrivateKey === null
      ? null
      : { publicKey: rootPublicKey, privateKey: record.rootPrivateKey };
  const root = rootKey === null ? null : await createWebCryptoSigner(rootKey);
  const refusals = new RefusalCounter(logger);
  const admission = { ...invitation.admission, door: 'open' } as const;
  // After a recovery the invitation in force is the class's to say, as soon as somebody of it is met.
  const ahead = !record.recoverySaved || (await env.entries.documents(classId)).length > 0;
  const replica = await createClassReplica({
    classId,
    identity: signer,
    sealing: hpkeSealing(identity),
    name: record.myName,
    store: env.entries,
    blobs: env.blobs(classId),
    clock,
    random,
    verifier: env.verifier,
    digest: sha256,
    logger,
    ...(root === null
      ? { admission: roomKeys.signer, deviceOf: record.deviceOf ?? null }
      : { foundation: ahead ? { root, admission } : { root } }),
  });
  const classDoc = await replica.open(CLASS_DOC);
  const profiles = await OwnProfiles.open(replica);
  const signalingUrl = record.signalingUrl === '' ? env.signalingUrl : record.signalingUrl;
  const rooms = await ClassRooms.enter(
    { current: invitation, former: [], relayOnly: readSettings(classDoc.doc).relayOnly },
    {
      connect: async (where, relayOnly) =>
        env.connect({
          classId,
          identity: signer,
          owner: root !== null,
          roomKeys: await createRoomKeys(where),
          signalingUrl,
          relayOnly,
        }),
      isMember: () => replica.standing.value === 'member',
      clock,
    },
  );
  rooms.network.onLink((joined) => replica.addLink(joined));
  const door = new LessonDoor({
    invitation,
    pageUrl: env.pageUrl,
    signaling: () => rooms.signaling,
    signalingUrl,
    argon2: env.argon2,
    clock,
  });
  const gate = new ClassGate({
    record,
    root: rootKey,
    replica,
    classDoc,
    rooms,
    door,
    invitation,
    keys: env.keys,
    verifier: env.verifier,
    now: () => clock.now(),
    random,
  });
  const session = createLiveSession({
    replica,
    classDoc,
    profiles,
    network: rooms.network,
    signalingUrl,
    notebook: env.notebook,
    door,
    gate,
    renews: root !== null,
    backup: createBackup(env, record, replica),
    content: classContent(env, record, replica),
    openDoor: async () => {
      if (root !== null && replica.authority.value.admission === null)
        await replica.setAdmission(admission.publicKey, admission.expires, admission.door);
    },
    recovery: createRecoveryExport(record, env.keys, env.argon2),
    className: record.className,
    myName: record.myName,
    safetyWords: await safetyWords(rootPublicKey),
    clock,
    random,
    refusals,
    release: async () => {
      door.close();
      profiles.close();
      await replica.close();
      rooms.close();
      env.lock.release(classId);
    },
  });
  // A class begins with a lesson.
  if (root !== null && record.lessonOpen && readSettings(classDoc.doc).lesson === null)
    void session.startLesson();
  return session;
}
