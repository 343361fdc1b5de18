import { afterEach, expect, test } from 'vitest';
import { idOf, SmallClass, stateOf, until } from '../../support/small-class.ts';

let school = new SmallClass();

afterEach(async () => {
  await school.close();
  school = new SmallClass();
});

test('[CL1] a teacher makes, renames, changes and removes a group; everybody sees it', async () => {
  const teacher = await school.teach('Ada');
  const [ben, cleo] = await school.join(teacher, 'Ben', 'Cleo');
  if (ben === undefined || cleo === undefined) throw new Error('both came');
  const id = await teacher.session.makeGroup(' Blue ', [idOf(teacher, 'Ben')]);
  if (id === null) throw new Error('the group was made');
  await until(() => stateOf(ben).groups[0]?.name === 'Blue');
  await teacher.session.renameGroup(id, 'Red');
  await until(() => stateOf(cleo).groups[0]?.name === 'Red');
  await teacher.session.setGroupMembers(id, [idOf(teacher, 'Cleo')]);
  await until(() => stateOf(ben).groups[0]?.members[0] === idOf(teacher, 'Cleo'));
  await teacher.session.removeGroup(id);
  await until(() => stateOf(ben).groups.length === 0);
  expect(stateOf(teacher).problem).toBeNull();
});

test('a group wants a name, and a student makes none', async () => {
  const teacher = await school.teach('Ada');
  const [ben] = await school.join(teacher, 'Ben');
  if (ben === undefined) throw new Error('Ben came');
  expect(await teacher.session.makeGroup('  ', [])).toBeNull();
  expect(stateOf(teacher).problem?.code).toBe('name-invalid');
  expect(await ben.session.makeGroup('Mine', [])).toBeNull();
  await until(() => stateOf(ben).problem?.code === 'not-permitted');
  expect(stateOf(teacher).groups).toEqual([]);
});
