import { LecternError } from '../base/lectern-error.ts';
import { resolveClassCode } from '../crypto/resolve-class-code.ts';
import { verifyInvitation } from '../crypto/verify-invitation.ts';
import type { ClassCode } from '../protocol/class-code.ts';
import { invitationFragment, type ParsedLink } from '../protocol/invitation-link.ts';
import { parseJoinText } from '../protocol/join-text.ts';
import type { Environment } from './environment.ts';

/**
 * The invitation in what somebody pasted, opened or typed: a class link in any form, or a class code, which is
 * looked up on the page's signalling server. Rejects with a `LecternError` that says what is wrong with it.
 */
export async function findInvitation(env: Environment, linkOrCode: string): Promise<ParsedLink> {
  const target = parseJoinText(linkOrCode);
  if (!target.ok) throw target.error;
  if (target.value.kind === 'code') return lookUp(env, target.value.code);
  const { page, invitation } = target.value.link;
  const elsewhere = page !== null && new URL(page).origin !== new URL(env.pageUrl).origin;
  if (elsewhere && invitation.signalingUrl === '') {
    throw new LecternError('link-foreign', { detail: { page } });
  }
  return target.value.link;
}

/** Checks the invitation's signature and end: for who is not a member yet. Rejects with `link-damaged`, `link-expired`. */
export async function checkInvitation(env: Environment, link: ParsedLink): Promise<void> {
  const verified = await verifyInvitation(link.invitation, env.verifier, env.clock.now());
  if (!verified.ok) throw verified.error;
}

async function lookUp(env: Environment, code: ClassCode): Promise<ParsedLink> {
  const signaling = env.dial(env.signalingUrl);
  try {
    const found = await resolveClassCode(
      env.argon2,
      code,
      env.signalingUrl,
      env.clock.now(),
      (id) => signaling.getCode(id),
    );
    if (!found.ok) throw found.error;
    return { invitation: found.value, fragment: invitationFragment(found.value), page: null };
  } finally {
    signaling.close();
  }
}
