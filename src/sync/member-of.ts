import type { KeyId } from '../protocol/ids.ts';
import type { AuthorityView, Member } from './class-replica.ts';

/** The member whose device this is; null where it is nobody's. */
export function memberOf({ members }: AuthorityView, device: KeyId): Member | null {
  const own = members.get(device);
  if (own !== undefined) return own;
  for (const member of members.values()) if (member.devices.includes(device)) return member;
  return null;
}
