import type { Bytes } from '../base/bytes.ts';
import { admissionCertificateBytes, admissionProofBytes } from '../protocol/class-statements.ts';
import type { InvitedRole } from '../protocol/class-statements.ts';
import type { ClassRoot } from '../protocol/identity.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { Admission } from '../protocol/invitation.ts';
import { classIdOf } from './key-ids.ts';
import { ECDSA_KEY, exportScalar, rawPublicKey } from './p256.ts';
import type { Signer, Verifier } from './signer.ts';
import { createWebCryptoSigner } from './web-crypto-signer.ts';

/** A new admission key, certified by the root key for `role` until `expires` (ms since the epoch). */
export async function generateAdmission(
  root: ClassRoot,
  role: InvitedRole,
  expires: number,
): Promise<Admission> {
  const pair = await crypto.subtle.generateKey(ECDSA_KEY, true, ['sign', 'verify']);
  const publicKey = await rawPublicKey(pair.publicKey);
  const signer = await createWebCryptoSigner(root);
  const statement = admissionCertificateBytes(
    await classIdOf(root.publicKey),
    publicKey,
    role,
    expires,
  );
  const certificate = await signer.sign(statement);
  return {
    publicKey,
    privateScalar: await exportScalar(pair.privateKey),
    role,
    expires,
    certificate,
  };
}

/** Whether the class's root key stands behind an admission key with just this role and end. */
export function verifyAdmissionCertificate(
  verifier: Verifier,
  classId: ClassId,
  rootPublicKey: Uint8Array,
  admission: Omit<Admission, 'privateScalar'>,
): Promise<boolean> {
  const { publicKey, role, expires, certificate } = admission;
  const statement = admissionCertificateBytes(classId, publicKey, role, expires);
  return verifier.verify(rootPublicKey, statement, certificate);
}

/** A joiner's proof (64 bytes) of having been invited: by the admission key over their own public key (65 bytes). */
export function proveAdmission(
  admissionKey: Signer,
  classId: ClassId,
  joiner: Uint8Array,
): Promise<Bytes> {
  return admissionKey.sign(admissionProofBytes(classId, joiner));
}

/** Whether the holder of the admission key let this joiner in. */
export function verifyAdmissionProof(
  verifier: Verifier,
  classId: ClassId,
  admissionPublicKey: Uint8Array,
  joiner: Uint8Array,
  proof: Uint8Array,
): Promise<boolean> {
  return verifier.verify(admissionPublicKey, admissionProofBytes(classId, joiner), proof);
}
