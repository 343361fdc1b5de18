import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readSettings, writeLesson } from '../../../src/classroom/class-settings.ts';
import { parseClassCode } from '../../../src/protocol/class-code.ts';
import { idOf, linkOf, SmallClass, stateOf, until } from '../../support/small-class.ts';

let school = new SmallClass();

afterEach(async () => {
  await school.close();
  school = new SmallClass();
});

const codeOf = (someone: Parameters<typeof stateOf>[0]) => stateOf(someone).lesson.code;

test('[CL2] a paused lesson: no code works, who comes waits, everything stays; it goes on with the same code', async () => {
  const teacher = await school.teach('Ada');
  const [ben] = await school.join(teacher, 'Ben');
  if (ben === undefined) throw new Error('Ben came');
  await until(() => codeOf(teacher) !== null);
  const code = codeOf(teacher);
  await teacher.session.toggleShare(teacher.app.type('print(1)'));
  await until(() => stateOf(ben).cells.length === 1);

  await teacher.session.pauseLesson();
  await until(() => stateOf(ben).lesson.paused);
  expect(stateOf(ben)).toMatchObject({ standing: 'member', lesson: { open: false } });
  expect(stateOf(ben).cells).toHaveLength(1);
  await until(() => codeOf(teacher) === null && school.rooms.codes.size === 0);
  const cleo = await school.come('Cleo', linkOf(teacher));
  await until(() => stateOf(teacher).waiting.length === 1);
  expect(stateOf(cleo)).toMatchObject({ standing: 'waiting', cells: [] });

  await teacher.session.startLesson();
  await until(() => stateOf(cleo).standing === 'member');
  await until(() => codeOf(teacher) === code && school.rooms.codes.size === 1);
  expect(stateOf(teacher).lesson).toMatchObject({ open: true, paused: false, door: 'open' });
  expect(stateOf(teacher).problem).toBeNull();
});

test('[CL2] a lobby stays a lobby over a pause, and who was removed meanwhile is not let in by its end', async () => {
  const teacher = await school.teach('Ada');
  const [dan] = await school.join(teacher, 'Dan', 'Ben');
  if (dan === undefined) throw new Error('Dan came');
  await teacher.session.setRole(idOf(teacher, 'Dan'), 'teacher');
  await until(() => stateOf(dan).role === 'teacher');
  await teacher.session.setDoor('lobby');
  await teacher.session.pauseLesson();
  await teacher.session.startLesson();
  expect(stateOf(teacher).lesson.door).toBe('lobby');
  await teacher.session.setDoor('open');
  await teacher.session.pauseLesson();
  await until(() => stateOf(dan).lesson.paused);
  await dan.session.removePerson(idOf(dan, 'Ben'));
  await until(() => stateOf(teacher).removed.length === 1);
  await teacher.session.startLesson();
  expect(stateOf(teacher).lesson).toMatchObject({ open: true, door: 'lobby' });
});

test('[CL2] each lesson has a code of its own, "New code" makes another, and the old ones open nothing', async () => {
  const teacher = await school.teach('Ada');
  await until(() => codeOf(teacher) !== null);
  const codes = [codeOf(teacher)];
  const lookups = new Set(school.rooms.codes.keys());
  await teacher.session.renewCode();
  await until(() => codeOf(teacher) !== null && codeOf(teacher) !== codes[0]);
  codes.push(codeOf(teacher));
  await teacher.session.endLesson();
  await until(() => codeOf(teacher) === null && school.rooms.codes.size === 0);
  expect(stateOf(teacher).lesson).toMatchObject({ open: false, paused: false, codeEnds: null });
  await teacher.session.startLesson();
  await until(() => codeOf(teacher) !== null);
  codes.push(codeOf(teacher));
  expect(new Set(codes).size).toBe(3);
  expect(school.rooms.codes.size).toBe(1);
  expect([...school.rooms.codes.keys()].some((id) => lookups.has(id))).toBe(false);
});

test('[CL2] a co-teacher begins and ends lessons, and both show one code', async () => {
  const teacher = await school.teach('Ada');
  const [dan, eve] = await school.join(teacher, 'Dan', 'Eve');
  if (dan === undefined || eve === undefined) throw new Error('both came');
  await teacher.session.setRole(idOf(teacher, 'Dan'), 'teacher');
  await until(() => codeOf(dan) !== null && codeOf(dan) === codeOf(teacher));
  expect(codeOf(eve)).toBeNull();
  await dan.session.endLesson();
  await until(() => codeOf(teacher) === null && !stateOf(teacher).lesson.open);
  await dan.session.startLesson();
  await until(() => codeOf(dan) !== null && codeOf(dan) === codeOf(teacher));
  // A student's device neither sees the code nor changes the lesson.
  await eve.session.pauseLesson();
  expect(stateOf(eve).lesson).toMatchObject({ open: true, code: null, codeEnds: null });
});

test('[CL2] the class opened again goes on with its lesson and code, and a lesson that is over stays over', async () => {
  const teacher = await school.teach('Ada');
  await until(() => codeOf(teacher) !== null);
  const code = codeOf(teacher);
  const again = await school.comeAgain(teacher);
  await until(() => codeOf(again) === code);
  await again.session.endLesson();
  const later = await school.comeAgain(again);
  expect(stateOf(later).lesson.open).toBe(false);
});

test('[SE1] a lesson that cannot be read counts as over, a code that cannot as none', () => {
  const doc = new Y.Doc();
  const settings = doc.getMap<unknown>('settings');
  const lesson = () => readSettings(doc).lesson;
  expect(lesson()).toBeNull();
  settings.set('lesson', 'open');
  expect(lesson()).toBeNull();
  settings.set('lesson', { open: 'yes', paused: 1, code: 7, reopens: {} });
  expect(lesson()).toEqual({ phase: 'over', code: null, reopens: null });
  settings.set('lesson', { open: true, at: 1 }); // as an earlier version wrote it
  expect(lesson()).toEqual({ phase: 'on', code: null, reopens: null });
  for (const code of [
    { code: 'U', expires: 1 },
    { code: 'K7Q3MP', expires: 'never' },
  ]) {
    settings.set('lesson', { open: true, code });
    expect(lesson()?.code).toBeNull();
  }
  const code = parseClassCode('K7Q3MP');
  if (code === null) throw new Error('it is a code');
  const paused = { phase: 'paused', code: { code, expires: 5 }, reopens: { removed: 2 } } as const;
  writeLesson(doc, paused, 3);
  expect(lesson()).toEqual(paused);
});

test('[SY12] who comes by an old link under a fresh key is marked, and "Admit all" leaves them out', async () => {
  const teacher = await school.teach('Ada');
  const before = linkOf(teacher);
  await school.join(teacher, 'Ben');
  await teacher.session.removePerson(idOf(teacher, 'Ben'));
  await until(() => linkOf(teacher) !== before);
  await teacher.session.setDoor('lobby');
  await school.come('Not Ben', before);
  await school.come('Cleo', linkOf(teacher));
  await until(() => stateOf(teacher).waiting.length === 2);
  const marked = stateOf(teacher).waiting.map(({ name, oldLink }) => [name, oldLink]);
  expect(Object.fromEntries(marked)).toEqual({ 'Not Ben': true, Cleo: false });
  await teacher.session.admitAll();
  await until(() => stateOf(teacher).people.some(({ name }) => name === 'Cleo'));
  expect(stateOf(teacher).waiting.map(({ name }) => name)).toEqual(['Not Ben']);
});

test('[KE1] what Python may do is said by who leads the class, reaches everybody, and nobody else can say it', async () => {
  const teacher = await school.teach('Ada');
  const [ben] = await school.join(teacher, 'Ben');
  if (ben === undefined) throw new Error('Ben came');
  expect(stateOf(ben).python).toEqual({ network: 'packages', seconds: null, megabytes: 128 });
  const rules = { network: 'off', seconds: 30, megabytes: 256 } as const;
  await ben.session.setPythonRules({ ...rules, network: 'on' });
  await teacher.session.setPythonRules(rules);
  await until(() => stateOf(ben).python.seconds === 30);
  expect(stateOf(ben).python).toEqual(rules);
  expect(stateOf(teacher).python).toEqual(rules);
});
