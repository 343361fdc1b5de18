import type { Role, StatedRole } from '../protocol/statement-parts.ts';

/** Roles that somebody with `role` may give to who has `target`: nothing above one's own reach (SY4). */
export function assignableRoles(role: Role, target: Role): readonly StatedRole[] {
  if (target === 'owner') return [];
  if (role === 'owner') return ['teacher', 'assistant', 'student', 'observer'];
  if (role === 'teacher' && target !== 'teacher') return ['assistant', 'student', 'observer'];
  return [];
}

/** Whether somebody with `role` may remove who has `target`. */
export function mayRemove(role: Role, target: Role): boolean {
  return assignableRoles(role, target).length > 0;
}

/** Whether somebody with `role` may let people in. */
export function mayAdmit(role: Role): boolean {
  return role === 'owner' || role === 'teacher' || role === 'assistant';
}
