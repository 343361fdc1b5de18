import type { KeyId } from '../protocol/ids.ts';
import type { Role } from '../protocol/statement-parts.ts';
import type { AuthorityView, Newcomer } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { Outsider, Person } from './class-state.ts';
import { assignableRoles, mayAdmit, mayRemove } from './people-rights.ts';

const ROLE_ORDER: readonly Role[] = ['owner', 'teacher', 'assistant', 'student', 'observer'];

/** Members for the list "People": teachers first, then by name; this person is marked. */
export function projectPeople(
  authority: AuthorityView,
  present: ReadonlySet<KeyId>,
  upToDateWith: readonly KeyId[],
  self: KeyId,
): Person[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const me = memberOf(authority, self);
  const mine = me?.role ?? null;
  return [...authority.members.values()]
    .map((member) => {
      const isSelf = member === me;
      const removable = !isSelf && mine !== null && mayRemove(mine, member.role);
      const asksMe = me !== null && !isSelf && member.deviceOf === me.id;
      return {
        id: member.id,
        name: member.name,
        role: member.role,
        self: isSelf,
        present: isSelf || present.has(member.id),
        upToDate: member.devices.some((device) => upToDateWith.includes(device)),
        roles: isSelf || mine === null ? [] : assignableRoles(mine, member.role),
        removable,
        devices: member.devices.map((id, i) => ({
          id,
          since: member.cameAt[i] ?? member.since,
          here: id === self,
          lost: member.lost.includes(id),
        })),
        deviceOf: authority.members.has(member.deviceOf ?? member.id) ? member.deviceOf : null,
        linkable: removable ? ('any' as const) : asksMe ? ('own' as const) : ('no' as const),
      };
    })
    .toSorted(
      (a, b) =>
        ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) ||
        collator.compare(a.name, b.name) ||
        (a.id < b.id ? -1 : 1),
    );
}

/** Who waits and who was removed, for those who let people in; nobody for all others. */
export function projectOutsiders(
  authority: AuthorityView,
  self: KeyId,
): { readonly waiting: readonly Outsider[]; readonly removed: readonly Outsider[] } {
  const mine = myRole(authority, self);
  if (mine === null || !mayAdmit(mine) || authority.closed) return { waiting: [], removed: [] };
  const outsider = ({ id, name, since, deviceOf, oldLink }: Newcomer): Outsider => {
    const person = deviceOf === null ? undefined : authority.members.get(deviceOf);
    return { id, name, since, deviceOf: person?.name ?? null, oldLink };
  };
  // Another device is let in by who could remove its person: not by assistants.
  const waiting = authority.waiting.filter(
    ({ deviceOf }) => deviceOf === null || mine !== 'assistant',
  );
  return { waiting: waiting.map(outsider), removed: authority.removed.map(outsider) };
}

function myRole(authority: AuthorityView, self: KeyId): Role | null {
  return memberOf(authority, self)?.role ?? null;
}
