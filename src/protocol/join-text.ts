import type { LecternError } from '../base/lectern-error.ts';
import { ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { parseClassCode } from './class-code.ts';
import type { ClassCode } from './class-code.ts';
import { parseInvitationLink } from './invitation-link.ts';
import type { ParsedLink } from './invitation-link.ts';

/** What somebody typed or pasted in order to join. */
export type JoinTarget =
  | { readonly kind: 'code'; readonly code: ClassCode }
  | { readonly kind: 'link'; readonly link: ParsedLink };

/** Reads "Class link or code": a class code where it can be one, else a class link in any form, with the link's errors. */
export function parseJoinText(text: string): Result<JoinTarget, LecternError> {
  const code = parseClassCode(text);
  if (code !== null) return ok({ kind: 'code', code });
  const link = parseInvitationLink(text);
  return link.ok ? ok({ kind: 'link', link: link.value }) : link;
}
