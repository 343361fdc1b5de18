import type { KeyId } from '../protocol/ids.ts';
import type { Role } from '../protocol/statement-parts.ts';
import type { AuthorityView } from '../sync/class-replica.ts';
import type { Person } from './class-session.ts';

const ROLE_ORDER: readonly Role[] = ['owner', 'teacher', 'assistant', 'student', 'observer'];

/** Members for the list "People": teachers first, then by name; this person is marked. */
export function projectPeople(
  authority: AuthorityView,
  present: ReadonlySet<KeyId>,
  upToDateWith: readonly KeyId[],
  self: KeyId,
): Person[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return [...authority.members.values()]
    .map((member) => ({
      id: member.id,
      name: member.name,
      role: member.role,
      self: member.id === self,
      present: member.id === self || present.has(member.id),
      upToDate: upToDateWith.includes(member.id),
    }))
    .toSorted(
      (a, b) =>
        ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) ||
        collator.compare(a.name, b.name) ||
        (a.id < b.id ? -1 : 1),
    );
}
