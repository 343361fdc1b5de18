import { LecternError } from '../base/lectern-error.ts';
import { generateIdentity } from '../crypto/generate-identity.ts';
import { openRecoveryFile } from '../crypto/recovery-file.ts';
import type { CarriedKey } from '../protocol/carried-key.ts';
import { parseInvitationLink } from '../protocol/invitation-link.ts';
import { parseParticipantName } from '../protocol/participant-name.ts';
import type { ClassRecord } from '../store/key-store.ts';
import type { Environment } from './environment.ts';
import { offlineReplica } from './offline-replica.ts';

/**
 * Makes this device an owner's of the class behind a recovery file. Its content comes from whoever has it. Rejects
 * with `name-invalid`, `file-damaged`, `passphrase-wrong`, `class-open-elsewhere` or a storage failure.
 */
export async function recoverClass(
  env: Environment,
  text: string,
  passphrase: string,
  myName: string,
): Promise<ClassRecord> {
  const name = parseParticipantName(myName);
  if (!name.ok) throw name.error;
  const recovered = await openRecoveryFile(env.argon2, text, passphrase);
  if (!recovered.ok) throw recovered.error;
  const { classId, className, root, link } = recovered.value;
  const parsed = parseInvitationLink(link);
  if (!parsed.ok || parsed.value.invitation.classId !== classId)
    throw new LecternError('file-damaged', { detail: { reason: 'damaged' } });
  if (!(await env.lock.acquire(classId, false, () => undefined)))
    throw new LecternError('class-open-elsewhere', { detail: { class: classId } });
  try {
    const known = await env.keys.get(classId);
    if (known !== null && known.rootPrivateKey !== null) return known;
    const record: ClassRecord = {
      classId,
      className,
      myName: name.value,
      role: 'owner',
      identity: await generateIdentity(),
      rootPublicKey: root.publicKey,
      rootPrivateKey: root.privateKey,
      recoverySaved: true,
      link: parsed.value.fragment,
      signalingUrl: parsed.value.invitation.signalingUrl,
      lastOpened: env.clock.now(),
      lessonOpen: false,
      code: null,
      protection: known?.protection ?? null,
    };
    // Sealed data at rest cannot be opened here: then whoever reads it gives the keys again.
    if (known !== null && (known.protection ?? null) === null) await carryKeys(env, known, record);
    await env.keys.put(record);
    return record;
  } finally {
    env.lock.release(classId);
  }
}

/** What this device could open under its earlier key, as after a backup was restored, it opens under the new one. */
async function carryKeys(env: Environment, from: ClassRecord, to: ClassRecord): Promise<void> {
  const before = await offlineReplica(env, from);
  const keys: CarriedKey[] = [];
  try {
    for await (const key of before.documentKeys()) keys.push(key);
  } finally {
    await before.close();
  }
  const after = await offlineReplica(env, to);
  try {
    await after.takeKeys(keys);
  } finally {
    await after.close();
  }
}
