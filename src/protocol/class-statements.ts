import { concat, fromBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { ClassId } from './ids.ts';

/** What an invitation admits as. */
export type InvitedRole = 'student' | 'observer';

/** Numbers of roles in links and signed statements, never reassigned; 1 to 3 are owner, teacher and assistant. */
const ROLE_BYTES: Readonly<Record<InvitedRole, number>> = { student: 4, observer: 5 };

/** The byte that stands for an invited role. */
export function roleByte(role: InvitedRole): number {
  return ROLE_BYTES[role];
}

/** The invited role of a byte, or null where no invitation of this version may give it. */
export function invitedRole(byte: number): InvitedRole | null {
  if (byte === ROLE_BYTES.student) return 'student';
  return byte === ROLE_BYTES.observer ? 'observer' : null;
}

const CLASS_LABEL = utf8('lectern/class/1');
const OWNER_LABEL = utf8('lectern/owner/1');
const ADMISSION_LABEL = utf8('lectern/admission/1');
const ADMIT_LABEL = utf8('lectern/admit/1');

/**
 * The layouts below begin with a label that no other one begins with and go on with parts of fixed
 * lengths: no signature made for one purpose fits another, and no two inputs give the same bytes.
 */

/** What is hashed to a class's id: its raw root public key (65 bytes) behind a label. */
export function classIdBytes(rootPublicKey: Uint8Array): Bytes {
  return concat(CLASS_LABEL, rootPublicKey);
}

/** What the root key signs to appoint a device (its raw public key, 65 bytes) as the owner's. */
export function ownerCertificateBytes(classId: ClassId, devicePublicKey: Uint8Array): Bytes {
  return concat(OWNER_LABEL, classBytes(classId), devicePublicKey);
}

/** What the root key signs to let an admission key (65 bytes) admit as `role` until `expires`, ms since the epoch. */
export function admissionCertificateBytes(
  classId: ClassId,
  admissionPublicKey: Uint8Array,
  role: InvitedRole,
  expires: number,
): Bytes {
  const tail = new Uint8Array(9);
  tail[0] = roleByte(role);
  new DataView(tail.buffer).setBigUint64(1, BigInt(expires));
  return concat(ADMISSION_LABEL, classBytes(classId), admissionPublicKey, tail);
}

/** What the admission key signs to let in a joiner's device (its raw public key, 65 bytes). */
export function admissionProofBytes(classId: ClassId, joinerPublicKey: Uint8Array): Bytes {
  return concat(ADMIT_LABEL, classBytes(classId), joinerPublicKey);
}

function classBytes(classId: ClassId): Bytes {
  const bytes = fromBase64Url(classId);
  if (bytes?.length !== 32) throw new Error('class id is not 32 bytes in base64url');
  return bytes;
}
