import type { ClassState, Outsider, Person } from '../../classroom/class-state.ts';

/**
 * Whose new device somebody may be, for who may say so: first whom they name themselves, then those of the same name,
 * then all others by name. Who has gone is likelier than who is here.
 */
export function mayBe({ people, role }: ClassState, who: Person | Outsider): readonly Person[] {
  const me = people.find(({ self }) => self);
  const teaches = role === 'owner' || role === 'teacher';
  const linkable = 'linkable' in who ? who.linkable : teaches ? 'any' : 'no';
  if (linkable === 'no') return [];
  if (linkable === 'own') return me === undefined ? [] : [me];
  const claimed = (person: Person): boolean =>
    'linkable' in who ? person.id === who.deviceOf : person.name === who.deviceOf;
  const rank = (person: Person): number =>
    (claimed(person) ? 0 : 4) + (person.name === who.name ? 0 : 2) + (person.present ? 1 : 0);
  return people
    .filter((person) => person.id !== who.id && (person.linkable === 'any' || mine(person)))
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));

  /** A teacher's own; an owner's devices are made by the recovery file. */
  function mine(person: Person): boolean {
    return person.self && person.role !== 'owner';
  }
}
