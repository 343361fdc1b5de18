import { LecternError } from '../base/lectern-error.ts';
import { deriveCodeKeys, openTicket } from '../crypto/class-code-ticket.ts';
import { verifyInvitation } from '../crypto/verify-invitation.ts';
import { webCryptoVerifier } from '../crypto/web-crypto-verifier.ts';
import { parseClassCode, type ClassCode } from '../protocol/class-code.ts';
import { codeWeeks } from '../protocol/code-week.ts';
import { decodeInvitation } from '../protocol/invitation.ts';
import { invitationFragment, parseInvitationLink, type ParsedLink } from '../protocol/invitation-link.ts';
import type { Environment } from './environment.ts';

/**
 * The invitation in what somebody pasted, opened or typed: a class link in any form, or a class code, which is
 * looked up on the page's signalling server. Rejects with a `LecternError` that says what is wrong with it.
 */
export async function findInvitation(env: Environment, linkOrCode: string): Promise<ParsedLink> {
  const code = parseClassCode(linkOrCode);
  return code === null ? readLink(env, linkOrCode) : lookUp(env, code);
}

/** Checks the invitation's signature and end: for who is not a member yet. Rejects with `link-damaged`, `link-expired`. */
export async function checkInvitation(env: Environment, link: ParsedLink): Promise<void> {
  const verified = await verifyInvitation(link.invitation, webCryptoVerifier, env.clock.now());
  if (!verified.ok) throw verified.error;
}

function readLink(env: Environment, text: string): ParsedLink {
  const parsed = parseInvitationLink(text);
  if (!parsed.ok) throw parsed.error;
  const { page, invitation } = parsed.value;
  const elsewhere = page !== null && new URL(page).origin !== new URL(env.pageUrl).origin;
  if (elsewhere && invitation.signalingUrl === '') {
    throw new LecternError('link-foreign', { detail: { page } });
  }
  return parsed.value;
}

async function lookUp(env: Environment, code: ClassCode): Promise<ParsedLink> {
  const signaling = env.dial(env.signalingUrl);
  try {
    for (const week of codeWeeks(env.clock.now())) {
      const keys = await deriveCodeKeys(env.argon2, code, env.signalingUrl, week);
      const ticket = await signaling.getCode(keys.lookupId);
      const bytes = ticket === null ? null : await openTicket(keys, ticket);
      const invitation = bytes === null ? null : decodeInvitation(bytes);
      if (invitation?.ok) {
        return { invitation: invitation.value, fragment: invitationFragment(invitation.value), page: null };
      }
    }
  } finally {
    signaling.close();
  }
  throw new LecternError('code-unknown');
}
