import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readDetails, readPlaces, writePlace } from '../../../src/classroom/roster.ts';
import type { DocId, KeyId } from '../../../src/protocol/ids.ts';
import { MAX_ROSTER_ROWS } from '../../../src/protocol/limits.ts';
import { idOf, SmallClass, stateOf, until, type Attendee } from '../../support/small-class.ts';

let school = new SmallClass();

afterEach(async () => {
  await school.close();
  school = new SmallClass();
});

const ROWS = [
  { name: 'Ana Kovač', number: '0017', group: 'Table 1' },
  { name: 'Ben Okafor', number: '0018', group: 'Table 1' },
  { name: 'Cleo', number: '', group: '' },
];

const pickOf = (someone: Attendee) => stateOf(someone).pick?.map(({ name }) => name) ?? null;
const placeOf = (someone: Attendee, name: string): string => {
  const place = stateOf(someone).pick?.find((each) => each.name === name);
  if (place === undefined) throw new Error(`${name} is not to be had`);
  return place.id;
};
const entryOf = (someone: Attendee, name: string) =>
  stateOf(someone).roster?.find((each) => each.name === name);

test('[CL6] students find themselves in the roster; they get its name and group, and numbers stay with the teachers', async () => {
  const teacher = await school.teach('Ada');
  const [ana, ben] = await school.join(teacher, 'anni', 'B.');
  if (ana === undefined || ben === undefined) throw new Error('both came');
  const anni = idOf(teacher, 'anni');
  await teacher.session.takeRoster(ROWS);
  await until(() => pickOf(ana)?.length === 3 && pickOf(ben)?.length === 3);
  expect(stateOf(ana).roster).toBeNull();
  expect(pickOf(teacher)).toBeNull();
  await ana.session.pickPlace(placeOf(ana, 'Ana Kovač'));
  expect(pickOf(ana)).toBeNull();
  await until(() => stateOf(ana).myName === 'Ana Kovač');
  await until(() => stateOf(ana).groups[0]?.members[0] === anni);
  expect(stateOf(ana).groups[0]?.name).toBe('Table 1');
  expect(entryOf(teacher, 'Ana Kovač')).toMatchObject({ person: anni, number: '0017' });
  // Nobody else finds her name to be had, and numbers are sealed wherever they are kept or carried.
  await until(() => pickOf(ben)?.length === 2);
  for (const doc of ['class', 'staff']) {
    const stored = await teacher.env.entries.read(teacher.record.classId, doc as DocId);
    expect(stored.length).toBeGreaterThan(0);
    for (const { bytes } of stored) expect(Buffer.from(bytes).includes('0017')).toBe(false);
  }
  await ben.session.pickPlace(null);
  await until(() => pickOf(ben) === null);
  const again = await school.comeAgain(ben);
  await until(() => stateOf(again).standing === 'member');
  expect(pickOf(again)).toBeNull();
  // Where the teacher does not allow that, they are asked again.
  await teacher.session.setRosterOutside(false);
  await until(() => pickOf(again)?.length === 2 && !stateOf(again).rosterOutside);
});

test('[CL6] two want one name: the first has it, a teacher decides otherwise, and who was put out is asked again', async () => {
  const teacher = await school.teach('Ada');
  const [one, two] = await school.join(teacher, 'one', 'two');
  if (one === undefined || two === undefined) throw new Error('both came');
  const [idOne, idTwo] = [idOf(teacher, 'one'), idOf(teacher, 'two')];
  await teacher.session.takeRoster(ROWS);
  await until(() => pickOf(one) !== null && pickOf(two) !== null);
  const place = placeOf(one, 'Cleo');
  await one.session.pickPlace(place);
  await until(() => stateOf(one).myName === 'Cleo');
  await two.session.pickPlace(place);
  await until(() => pickOf(two)?.length === 2);
  expect(entryOf(teacher, 'Cleo')?.person).toBe(idOne);
  await teacher.session.placePerson(place, idTwo);
  await until(() => stateOf(two).myName === 'Cleo' && pickOf(one)?.length === 2);
  // What they said before does not bring them back, also when the name is free again.
  await teacher.session.placePerson(place, null);
  await until(() => pickOf(two)?.length === 2);
  expect(pickOf(one)).toHaveLength(2);
  expect(entryOf(teacher, 'Cleo')?.person).toBeNull();
  await teacher.session.placePerson(place, idOne);
  await until(() => pickOf(one) === null);
});

test('[CL6] a newer roster keeps who has a place; assistants read it, students change nothing', async () => {
  const teacher = await school.teach('Ada');
  const [ana, dan] = await school.join(teacher, 'anni', 'Dan');
  if (ana === undefined || dan === undefined) throw new Error('both came');
  await teacher.session.setRole(idOf(teacher, 'Dan'), 'assistant');
  await teacher.session.takeRoster(ROWS);
  await until(() => pickOf(ana) !== null);
  await teacher.session.placePerson(placeOf(ana, 'Ana Kovač'), idOf(teacher, 'anni'));
  await teacher.session.takeRoster([{ name: 'Anna Kovač', number: '0017', group: '' }]);
  await until(() => stateOf(dan).roster?.length === 1);
  await until(() => stateOf(dan).roster?.[0]?.person === idOf(dan, 'Ana Kovač'));
  // Names and numbers come in two documents.
  await until(() => stateOf(dan).roster?.[0]?.number === '0017');
  expect(stateOf(dan).roster?.[0]?.name).toBe('Anna Kovač');
  await ana.session.takeRoster([]);
  await until(() => stateOf(ana).problem?.code === 'not-permitted');
  expect(stateOf(teacher).roster).toHaveLength(1);
});

test('[CL6] [SE1] what cannot be read of a roster is left out, counted, and bounded', () => {
  const id = (i: number) => `${String(i).padStart(21, 'x')}A`;
  const doc = new Y.Doc();
  const map = doc.getMap<unknown>('roster');
  map.set('nobody', { name: 'Ben', person: null, not: [] });
  map.set(id(1), { name: 'Ben\u202e', person: null, not: [] });
  map.set(id(2), { name: 'Ben', person: 'Ben' as KeyId, not: [] });
  map.set(id(3), { name: 'Ben', person: null });
  let refused = 0;
  expect(readPlaces(doc, () => refused++)).toEqual([]);
  expect(readDetails(doc, () => refused++).size).toBe(0);
  expect(refused).toBe(8);
  map.clear();
  for (let i = 0; i < MAX_ROSTER_ROWS + 2; i++)
    writePlace(doc, { id: id(i), name: `P${i}`, person: null, not: [] });
  expect(readPlaces(doc, () => refused++)).toHaveLength(MAX_ROSTER_ROWS);
});
