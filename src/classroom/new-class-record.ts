import { defaultDeployment } from '../base/deployment.ts';
import type { LecternError } from '../base/lectern-error.ts';
import { createInvitation } from '../crypto/create-invitation.ts';
import { generateRoot } from '../crypto/class-root.ts';
import { generateIdentity } from '../crypto/generate-identity.ts';
import { parseClassName } from '../protocol/class-name.ts';
import { invitationFragment, type ParsedLink } from '../protocol/invitation-link.ts';
import { parseParticipantName } from '../protocol/participant-name.ts';
import type { ClassRecord } from '../store/key-store.ts';
import type { Environment } from './environment.ts';

/** How long an invitation lasts, in ms: a class lasts a term, this a good half year. */
export const INVITATION_MS = 200 * 24 * 3600 * 1000;

/** A new class with this person as its owner, stored. Rejects with `name-invalid` or a storage failure. */
export async function createOwnClass(
  env: Environment,
  className: string,
  myName: string,
): Promise<ClassRecord> {
  const name = valueOf(parseClassName(className));
  const owner = valueOf(parseParticipantName(myName));
  const [root, identity] = await Promise.all([generateRoot(), generateIdentity()]);
  const now = env.clock.now();
  // The page's own server needs no words in the link; one that the host named elsewhere does.
  const own = defaultDeployment(env.pageUrl).signaling;
  const signalingUrl = env.signalingUrl === own ? '' : env.signalingUrl;
  const invitation = await createInvitation(root, {
    className: name,
    signalingUrl,
    role: 'student',
    expires: now + INVITATION_MS,
  });
  const record: ClassRecord = {
    classId: invitation.classId,
    className: name,
    myName: owner,
    role: 'owner',
    identity,
    rootPublicKey: root.publicKey,
    rootPrivateKey: root.privateKey,
    recoverySaved: false,
    link: invitationFragment(invitation),
    signalingUrl,
    lastOpened: now,
    lessonOpen: true,
    code: null,
  };
  await env.keys.put(record);
  return record;
}

/** A record for a class that this person was invited to, stored. Rejects with `name-invalid` or a storage failure. */
export async function createJoinedClass(
  env: Environment,
  link: ParsedLink,
  myName: string,
): Promise<ClassRecord> {
  const name = valueOf(parseParticipantName(myName));
  const { invitation, fragment } = link;
  const record: ClassRecord = {
    classId: invitation.classId,
    className: invitation.className,
    myName: name,
    role: 'student',
    identity: await generateIdentity(),
    rootPublicKey: invitation.rootPublicKey,
    rootPrivateKey: null,
    recoverySaved: false,
    link: fragment,
    signalingUrl: invitation.signalingUrl,
    lastOpened: env.clock.now(),
    lessonOpen: false,
    code: null,
  };
  await env.keys.put(record);
  return record;
}

function valueOf<T>(result: { ok: true; value: T } | { ok: false; error: LecternError }): T {
  if (!result.ok) throw result.error;
  return result.value;
}
