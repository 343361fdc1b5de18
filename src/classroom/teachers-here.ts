import type { KeyId } from '../protocol/ids.ts';
import type { AuthorityView } from '../sync/class-replica.ts';

/**
 * Owner and teachers who are here, the owner first: where one device is to do something for the class, it is that of the
 * first, so that it is done once.
 */
export function teachersHere(
  { members }: AuthorityView,
  present: ReadonlySet<KeyId>,
): readonly KeyId[] {
  return [...members.values()]
    .filter(({ id, role }) => (role === 'owner' || role === 'teacher') && present.has(id))
    .toSorted(
      (a, b) => Number(b.role === 'owner') - Number(a.role === 'owner') || (a.id < b.id ? -1 : 1),
    )
    .map(({ id }) => id);
}
