import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { findInvitation } from '../../../src/classroom/find-invitation.ts';
import { SkewedClock } from '../../support/skewed-clock.ts';
import {
  idOf,
  linkOf,
  SmallClass,
  stateOf,
  until,
  type Attendee,
} from '../../support/small-class.ts';

const DAY = 24 * 3_600_000;

/** Ada's clock is right; Dan, who teaches too, Ben and Cleo have wrong dates. */
let school: SmallClass;
let ada: Attendee;
let dan: Attendee;
let ben: Attendee;
let cleo: Attendee;

const wrongBy = (ms: number) => ({ clock: new SkewedClock(systemClock, ms, 0) });

beforeEach(async () => {
  school = new SmallClass();
  ada = await school.teach('Ada');
  dan = await school.come('Dan', linkOf(ada), school.device(wrongBy(-DAY)));
  ben = await school.come('Ben', linkOf(ada), school.device(wrongBy(DAY)));
  cleo = await school.come('Cleo', linkOf(ada), school.device(wrongBy(-DAY)));
  await until(() => [ada, dan, ben, cleo].every((each) => stateOf(each).people.length === 4));
  await ada.session.setRole(idOf(ada, 'Dan'), 'teacher');
  await until(() => stateOf(dan).role === 'teacher');
}, 30_000);

afterEach(() => school.close());

const sources = (someone: Attendee) => stateOf(someone).cells.map(({ source }) => source);

test('[LM2] [SH2] [RC5] order, “new” and copies follow versions, not clocks', async () => {
  const [a] = ['a', 'b', 'c'].map((source) => ada.app.type(source));
  if (a === undefined) throw new Error('three cells');
  ada.app.actions?.share(ada.app.cells('Lesson.ipynb'));
  await until(() => [ben, cleo].every((each) => stateOf(each).freshCount === 3));
  for (const student of [ben, cleo]) {
    expect(sources(student)).toEqual(['a', 'b', 'c']);
    const first = stateOf(student).cells[0];
    await student.session.sync(first?.id ?? '');
    await until(() => stateOf(student).cells[0]?.state === 'current');
    expect(stateOf(student).freshCount).toBe(2);
  }
  ada.app.edit(a, 'a again');
  ada.app.actions?.share([a]);
  // Dan, for whom it is yesterday, has the last word on the cell that he shares.
  dan.app.type('d');
  dan.app.actions?.share(dan.app.cells('Lesson.ipynb'));
  await until(() => [ben, cleo].every((each) => stateOf(each).cells.length === 4));
  const again = (each: Attendee) => stateOf(each).cells.find(({ source }) => source === 'a again');
  await until(() => [ben, cleo].every((each) => again(each)?.state === 'newer'));
  expect([ben, cleo].map((each) => stateOf(each).freshCount)).toEqual([4, 4]);
  ada.app.actions?.withdraw([a]);
  await until(() => [ben, cleo].every((each) => stateOf(each).cells.some((one) => one.withdrawn)));
  expect(sources(ben)).toEqual(sources(cleo));
}, 30_000);

test('[LM2] [CL2] the code of a teacher whose date is wrong works, for students whose dates are wrong', async () => {
  await dan.session.endLesson();
  await until(() => !stateOf(ada).lesson.open);
  await dan.session.startLesson();
  const codeOf = (someone: Attendee) => stateOf(someone).lesson.code;
  // Ada’s device takes Dan’s code for ended, as his date is, and makes another one.
  await until(() => codeOf(ada) !== null && codeOf(ada) === codeOf(dan));
  await until(() => school.rooms.codes.size >= 1);
  for (const ms of [0, DAY, -DAY]) {
    const { env } = school.device(wrongBy(ms));
    const found = await findInvitation(env, codeOf(ada) ?? '');
    expect(found.invitation.className).toBe('Python 101');
  }
}, 30_000);

test('[LM2] [CL5] the log of the class has everybody in it, whatever their clocks say, and each device shows the same', async () => {
  await dan.session.pauseLesson();
  await until(() => stateOf(ada).lesson.paused);
  const said = (someone: Attendee) =>
    someone.session.classLog().map(({ at, by, what, whom }) => [at, by, what, whom].join(' '));
  await until(() => said(ada).length === said(dan).length);
  expect(said(ada)).toEqual(said(dan));
  const lines = said(ada).map((line) => line.replace(/^\d+ /, '').trim());
  for (const line of ['Ben joined', 'Cleo joined', 'Ada role Dan', 'Dan lesson-paused'])
    expect(lines).toContain(line);
}, 30_000);
