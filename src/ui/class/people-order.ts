import type { Person } from '../../classroom/class-state.ts';

const RANK: Record<Person['role'], number> = {
  owner: 0,
  teacher: 1,
  assistant: 2,
  student: 3,
  observer: 4,
};

/** People as a class looks for them: those who are here first, teachers before students, then by name. */
export function inOrder(people: readonly Person[]): Person[] {
  return [...people].sort(
    (a, b) =>
      Number(b.present) - Number(a.present) ||
      RANK[a.role] - RANK[b.role] ||
      a.name.localeCompare(b.name) ||
      (a.id < b.id ? -1 : 1),
  );
}
