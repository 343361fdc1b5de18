import type { KeyId } from '../protocol/ids.ts';
import type { Role } from '../protocol/statement-parts.ts';
import type { AuthorityView, Newcomer } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import { sameNameKey } from '../protocol/same-name-key.ts';
import type { Blocked } from './blocked.ts';
import type { Outsider, Person } from './class-state.ts';
import type { GivenNames } from './names.ts';
import { assignableRoles, mayAdmit, mayRemove } from './people-rights.ts';

const ROLE_ORDER: readonly Role[] = ['owner', 'teacher', 'assistant', 'student', 'observer'];

/** Members for the list "People": teachers first, then by name; this person is marked. */
export function projectPeople(
  authority: AuthorityView,
  present: ReadonlySet<KeyId>,
  upToDateWith: readonly KeyId[],
  self: KeyId,
  names: GivenNames = new Map(),
): Person[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const me = memberOf(authority, self);
  const mine = me?.role ?? null;
  const bearers = new Map<string, number>();
  if (mine !== null && mayAdmit(mine))
    for (const { name } of authority.members.values())
      bearers.set(sameNameKey(name), (bearers.get(sameNameKey(name)) ?? 0) + 1);
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
        named: names.has(member.id),
        namable: removable,
        nameTwice: (bearers.get(sameNameKey(member.name)) ?? 0) > 1,
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
  blocked: readonly Blocked[] = [],
): { readonly waiting: readonly Outsider[]; readonly removed: readonly Outsider[] } {
  const blockedIds = new Set(blocked.map(({ id }) => id));
  const blockedNames = new Set(blocked.map(({ name }) => sameNameKey(name)));
  const isBlocked = ({ id }: Newcomer) => blockedIds.has(id);
  const mine = myRole(authority, self);
  if (mine === null || !mayAdmit(mine) || authority.closed) return { waiting: [], removed: [] };
  const outsider = ({ id, name, since, deviceOf, oldLink }: Newcomer): Outsider => {
    const person = deviceOf === null ? undefined : authority.members.get(deviceOf);
    return {
      id,
      name,
      since,
      deviceOf: person?.name ?? null,
      oldLink,
      blockedName: blockedNames.has(sameNameKey(name)),
    };
  };
  // Another device is let in by who could remove its person: not by assistants.
  const waiting = authority.waiting.filter(
    (one) => (one.deviceOf === null || mine !== 'assistant') && !isBlocked(one),
  );
  const removed = authority.removed.filter((one) => !isBlocked(one));
  return { waiting: waiting.map(outsider), removed: removed.map(outsider) };
}

function myRole(authority: AuthorityView, self: KeyId): Role | null {
  return memberOf(authority, self)?.role ?? null;
}
