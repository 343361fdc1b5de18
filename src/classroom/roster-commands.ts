import { toBase64Url } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import type { KeyId } from '../protocol/ids.ts';
import { writeRosterOutside } from './class-settings.ts';
import { readGroups, writeGroup } from './groups.ts';
import { writeName } from './names.ts';
import type { RosterRow } from './roster-csv.ts';
import { readDetails, readPlaces, writePlace, writeRoster, type RosterEntry } from './roster.ts';
import type { SessionContext } from './session-context.ts';

/** What is done about the school's list of who belongs to the class. */
export interface RosterCommands {
  /** Owner, teachers: takes a roster in place of the one before; who had a place there by number, or name, keeps it. */
  takeRoster(rows: readonly RosterRow[]): Promise<void>;
  /** Owner, teachers: says who that is; they get its name, and come into its group. Null: nobody. */
  placePerson(place: string, person: KeyId | null): Promise<void>;
  /** Owner, teachers: whether who is not in the list may say so. */
  setRosterOutside(on: boolean): Promise<void>;
  /** Students: says "I am this one"; a teacher's device decides. Null: "I am not in the list". */
  pickPlace(place: string | null): Promise<void>;
}

/** Profile key under which a person says which place of the roster is theirs. */
export const PICKED = 'place';

export function rosterCommands(context: SessionContext): RosterCommands {
  const { classDoc, problems, profiles, random, staff } = context;
  const attempt = (change: () => Promise<void>) =>
    problems.attempt(async () => {
      if (!classDoc.writable.value) throw new LecternError('not-permitted');
      await change();
      await problems.flush(classDoc);
    });
  return {
    takeRoster: (rows) =>
      attempt(async () => {
        const handle = await staff.make();
        const before = readPlaces(classDoc.doc, () => undefined);
        const details = readDetails(handle.doc, () => undefined);
        const keyOf = (name: string, number: string) => `${number === '' ? name : ''} ${number}`;
        const known = new Map(
          before.map((place) => [keyOf(place.name, details.get(place.id)?.number ?? ''), place]),
        );
        const entries = rows.map((row): RosterEntry => {
          const same = known.get(keyOf(row.name, row.number));
          return {
            ...row,
            id: same?.id ?? toBase64Url(random(16)),
            person: same?.person ?? null,
            not: same?.not ?? [],
          };
        });
        writeRoster(classDoc.doc, handle.doc, entries);
        await problems.flush(handle);
      }),
    placePerson: (place, person) => attempt(() => placePerson(context, place, person)),
    setRosterOutside: (on) => attempt(async () => writeRosterOutside(classDoc.doc, on)),
    async pickPlace(place) {
      const handle = profiles.current;
      handle.doc.getMap('roster').set(PICKED, place);
      await problems.flush(handle);
    },
  };
}

/** Writes who has a place, gives them its name, and takes them into its group. */
export async function placePerson(
  { classDoc, groups, random, staff }: SessionContext,
  id: string,
  person: KeyId | null,
): Promise<void> {
  const { doc } = classDoc;
  const places = readPlaces(doc, () => undefined);
  const place = places.find((each) => each.id === id);
  if (place === undefined) return;
  if (place.person === person) return;
  doc.transact(() => {
    for (const other of places)
      if (person !== null && other.person === person && other.id !== id)
        writePlace(doc, { ...other, person: null, not: [...other.not, person] });
    const put = place.person === null ? place.not : [...place.not, place.person];
    writePlace(doc, { ...place, person, not: put.filter((id) => id !== person) });
    if (person !== null) writeName(doc, person, place.name);
  });
  const handle = staff.handle;
  const name = handle && readDetails(handle.doc, () => undefined).get(id)?.group;
  if (person === null || !name) return;
  const group = readGroups(doc, () => undefined).find((each) => each.name === name);
  const members = [...(group?.members ?? []), person];
  const groupId = group?.id ?? toBase64Url(random(16));
  if (group?.members.includes(person) === true) return;
  await groups.state(groupId, members);
  writeGroup(classDoc.doc, { id: groupId, name, members });
}
