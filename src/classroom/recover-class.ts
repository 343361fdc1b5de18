import { LecternError } from '../base/lectern-error.ts';
import { generateIdentity } from '../crypto/generate-identity.ts';
import { openRecoveryFile } from '../crypto/recovery-file.ts';
import { parseInvitationLink } from '../protocol/invitation-link.ts';
import { parseParticipantName } from '../protocol/participant-name.ts';
import type { ClassRecord } from '../store/key-store.ts';
import type { Environment } from './environment.ts';

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
    await env.keys.put(record);
    return record;
  } finally {
    env.lock.release(classId);
  }
}
