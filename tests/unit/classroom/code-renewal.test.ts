import { afterEach, beforeEach, expect, test } from 'vitest';
import { LeapingClock } from '../../support/leaping-clock.ts';
import { SmallClass, idOf, stateOf, until, type Attendee } from '../../support/small-class.ts';

const HOUR = 3_600_000;

let clock: LeapingClock;
let school: SmallClass;
let ada: Attendee;

beforeEach(async () => {
  clock = new LeapingClock();
  school = new SmallClass({ clock });
  ada = await school.teach('Ada');
  await until(() => codeOf(ada) !== null);
});

afterEach(() => school.close());

const codeOf = (someone: Attendee) => stateOf(someone).lesson.code;
const renewals = (someone: Attendee) =>
  stateOf(someone).notices.filter(({ key }) => key === 'code-renewed').length;

test('[CL2] a lesson that goes on for longer than a code lives has a new one, and the old one opens nothing', async () => {
  const first = codeOf(ada);
  const lookups = [...school.rooms.codes.keys()];
  clock.leap(11 * HOUR);
  await until(() => codeOf(ada) === first);
  clock.leap(HOUR);
  await until(() => codeOf(ada) !== null && codeOf(ada) !== first);
  expect(stateOf(ada).lesson.codeEnds).toBeGreaterThan(clock.now() + 11 * HOUR);
  expect(renewals(ada)).toBe(1);
  await until(() => school.rooms.codes.size === 1);
  expect(lookups.some((id) => school.rooms.codes.has(id))).toBe(false);
}, 30_000);

test('[CL2] of two teachers one makes the new code; a student makes none', async () => {
  const [dan, ben] = await school.join(ada, 'Dan', 'Ben');
  if (dan === undefined || ben === undefined) throw new Error('both came');
  await ada.session.setRole(idOf(ada, 'Dan'), 'teacher');
  await until(() => codeOf(dan) === codeOf(ada));
  const first = codeOf(ada);
  clock.leap(12 * HOUR);
  await until(() => codeOf(dan) !== null && codeOf(dan) !== first && codeOf(dan) === codeOf(ada));
  expect([ada, dan, ben].map(renewals)).toEqual([1, 0, 0]);
  // With the owner away the teacher's device does it.
  await ada.session.leave();
  await until(() => stateOf(dan).connection.people <= 1);
  const second = codeOf(dan);
  clock.leap(12 * HOUR);
  await until(() => codeOf(dan) !== null && codeOf(dan) !== second);
}, 30_000);

test('[CL2] a lesson that is paused or over gets no new code; one that goes on does, the next day too', async () => {
  const first = codeOf(ada);
  await ada.session.pauseLesson();
  clock.leap(13 * HOUR);
  expect(stateOf(ada).lesson.codeEnds).toBeLessThan(clock.now());
  expect(renewals(ada)).toBe(0);
  await ada.session.startLesson();
  await until(() => codeOf(ada) !== null && codeOf(ada) !== first);
  const second = codeOf(ada);
  await ada.session.leave();
  clock.leap(20 * HOUR);
  const next = await school.comeAgain(ada);
  await until(() => codeOf(next) !== null && codeOf(next) !== second);
  await next.session.endLesson();
  clock.leap(13 * HOUR);
  expect(stateOf(next).lesson).toMatchObject({ open: false, code: null, codeEnds: null });
}, 30_000);

test('[CL2] [SY12] a code that the server does not take with the new link is told', async () => {
  await school.join(ada, 'Ben');
  school.rooms.full = true;
  await ada.session.removePerson(idOf(ada, 'Ben'));
  await until(() => stateOf(ada).problem?.code === 'signaling-refused');
  school.rooms.full = false;
  await ada.session.renewCode();
  await until(() => codeOf(ada) !== null);
}, 30_000);
