import { LecternError } from '../base/lectern-error.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { ClassCode } from '../protocol/class-code.ts';
import { codeWeeks } from '../protocol/code-week.ts';
import { decodeInvitation } from '../protocol/invitation.ts';
import type { Invitation } from '../protocol/invitation.ts';
import type { Argon2 } from './argon2.ts';
import { deriveCodeKeys, openTicket } from './class-code-ticket.ts';

/** Asks the signalling server for the ticket under a lookup id; null where it has none. May reject: the error is passed on. */
export type TicketLookup = (lookupId: string) => Promise<string | null>;

/**
 * The invitation behind a class code on the server at `serverUrl`, at `now` (ms since the epoch): tries this week, and at
 * its ends the neighbours. Fails with `code-unknown` where the server has no ticket that opens, `link-newer` where one
 * holds a later version's invitation. The invitation is not verified yet: `verifyInvitation`.
 */
export async function resolveClassCode(
  argon2: Argon2,
  code: ClassCode,
  serverUrl: string,
  now: number,
  lookUp: TicketLookup,
  signal?: AbortSignal,
): Promise<Result<Invitation, LecternError>> {
  for (const week of codeWeeks(now)) {
    const keys = await deriveCodeKeys(argon2, code, serverUrl, week, signal);
    const ticket = await lookUp(keys.lookupId);
    const bytes = ticket === null ? null : await openTicket(keys, ticket);
    if (bytes === null) continue;
    const invitation = decodeInvitation(bytes);
    return invitation.ok ? ok(invitation.value) : err(new LecternError(invitation.error));
  }
  return err(new LecternError('code-unknown'));
}
