import { equalBytes } from '../base/bytes.ts';
import type { AdmissionKey, AuthorityStatement } from '../protocol/authority-statement.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { Role } from '../protocol/statement-parts.ts';
import { isRemoved, participantOf, roleUnder } from './authority-state.ts';
import type { AuthorityState } from './authority-state.ts';
import { hasDefaultRule } from './permissions.ts';

/** Whether a device may make a control statement under `state`. Foundations and admissions show their right themselves. */
export function mayState(
  state: AuthorityState,
  device: KeyId,
  statement: AuthorityStatement,
): boolean {
  if (isRemoved(state, device)) return false;
  const role = roleUnder(state, device);
  switch (statement.kind) {
    case 'found':
    case 'admit':
      return true;
    case 'welcome':
      return isTeaching(role) || role === 'assistant';
    case 'remove':
      return isTeaching(role) && !isAbove(roleUnder(state, statement.member), role);
    case 'role': {
      if (!isTeaching(role) || isAbove(roleUnder(state, statement.member), role)) return false;
      return role === 'owner' || statement.role !== 'teacher';
    }
    case 'document':
      return isTeaching(role) && !hasDefaultRule(statement.doc);
    case 'link':
      if (state.owners.has(statement.device)) return false;
      if (participantOf(state, device) === statement.member) return true;
      return (
        isTeaching(role) &&
        !isAbove(roleUnder(state, statement.member), role) &&
        !isAbove(roleUnder(state, statement.device), role)
      );
    case 'admission-key':
      return role === 'owner' || (role === 'teacher' && isDoorOnly(state, statement));
    case 'close':
    case 'resolve':
    case 'unknown':
      return role === 'owner';
  }
}

/** Whether it leaves the key in force as it is. What a removal shut, only another key opens. */
function isDoorOnly(
  state: AuthorityState,
  { publicKey, role, expires, door }: AdmissionKey,
): boolean {
  const now = state.admission;
  if (now === null || !equalBytes(now.publicKey, publicKey)) return false;
  if (now.role !== role || now.expires !== expires) return false;
  return door === 'lobby' || ![...state.membership.values()].includes('removed');
}

function isTeaching(role: Role): boolean {
  return role === 'owner' || role === 'teacher';
}

/** Whether who has `target` is out of reach of who has `role`: nobody removes an owner, only an owner a teacher. */
function isAbove(target: Role, role: Role): boolean {
  return target === 'owner' || (target === 'teacher' && role !== 'owner');
}
