import { utf8 } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Invitation } from '../protocol/invitation.ts';
import { verifyAdmissionCertificate } from './admission.ts';
import { classIdOf } from './key-ids.ts';
import { importScalar } from './p256.ts';
import type { Verifier } from './signer.ts';
import { createWebCryptoSigner } from './web-crypto-signer.ts';

/** Signed by nobody else: shows that scalar and point are one key, and admits nobody. */
const TRIAL = utf8('lectern/key-trial/1');

/**
 * Whether an invitation is what the class's owner made: class id and root key fit, the root certified the
 * admission key with its role and end, and the private scalar is that key's. Fails with `link-damaged`, or with
 * `link-expired` (detail `expired`: ms since the epoch) at `now` or later. Members need no valid one to come back.
 */
export async function verifyInvitation(
  invitation: Invitation,
  verifier: Verifier,
  now: number,
): Promise<Result<void, LecternError>> {
  const { classId, rootPublicKey, admission } = invitation;
  const genuine =
    (await classIdOf(rootPublicKey)) === classId &&
    (await verifyAdmissionCertificate(verifier, classId, rootPublicKey, admission)) &&
    (await fitsTogether(invitation, verifier));
  if (!genuine) return err(new LecternError('link-damaged'));
  if (admission.expires <= now) {
    return err(new LecternError('link-expired', { detail: { expired: admission.expires } }));
  }
  return ok(undefined);
}

async function fitsTogether(invitation: Invitation, verifier: Verifier): Promise<boolean> {
  const { publicKey, privateScalar } = invitation.admission;
  try {
    const privateKey = await importScalar(privateScalar, publicKey);
    const signer = await createWebCryptoSigner({ publicKey, privateKey });
    return await verifier.verify(publicKey, TRIAL, await signer.sign(TRIAL));
  } catch {
    return false; // importing refuses a scalar out of range, and on some platforms one of another point
  }
}
