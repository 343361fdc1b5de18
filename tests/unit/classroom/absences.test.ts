import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  noteAbsences,
  readAbsences,
  type AbsenceEvent,
} from '../../../src/classroom/absence-records.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import { MAX_ABSENCE_EVENTS } from '../../../src/protocol/limits.ts';
import { LeapingClock } from '../../support/leaping-clock.ts';
import { SmallClass, idOf, stateOf, until, type Attendee } from '../../support/small-class.ts';

const MINUTE = 60_000;

let clock: LeapingClock;
let school: SmallClass;
let ada: Attendee;
let ben: Attendee;
let cleo: Attendee;

beforeEach(async () => {
  clock = new LeapingClock();
  school = new SmallClass({ clock });
  ada = await school.teach('Ada');
  [ben, cleo] = (await school.join(ada, 'Ben', 'Cleo')) as [Attendee, Attendee];
}, 30_000);

afterEach(() => school.close());

/** Who went and came back, the first first. */
const absences = (someone: Attendee): string[] =>
  someone.session
    .classLog()
    .filter(({ what }) => what === 'left' || what === 'back')
    .map(({ by, what }) => `${by} ${what}`)
    .toReversed();

const isHere = (seen: Attendee, name: string): boolean =>
  stateOf(seen).people.some((person) => person.name === name && person.present);

/** Whoever is lost counts as here for some seconds. */
async function isGone(seen: Attendee, ...names: readonly string[]): Promise<void> {
  await new Promise(setImmediate);
  clock.leap(6_000);
  await until(() => names.every((name) => !isHere(seen, name)));
}

/** Ben goes away for so long. */
async function away(ms: number): Promise<void> {
  await ben.session.leave();
  await isGone(ada, 'Ben');
  clock.leap(ms);
  if (ms > 5 * MINUTE) await until(() => absences(ada).at(-1) === 'Ben left');
  ben = await school.comeAgain(ben);
  await until(() => isHere(ada, 'Ben'));
}

test('[CL5] who is away for minutes during a lesson has left and comes back; a reload is no news', async () => {
  await away(2 * MINUTE);
  clock.leap(10 * MINUTE);
  expect(absences(ada)).toEqual([]);
  const at = clock.now();
  await away(10 * MINUTE);
  await until(() => absences(ada).length === 2);
  expect(absences(ada)).toEqual(['Ben left', 'Ben back']);
  const [back, left] = ada.session
    .classLog()
    .filter(({ what }) => what === 'left' || what === 'back');
  expect((left?.at ?? 0) - at).toBeLessThan(MINUTE); // when they went, not when that was sure
  expect((back?.at ?? 0) - at).toBeGreaterThan(9 * MINUTE);
  // It is the teachers' to read.
  expect(absences(cleo)).toEqual([]);
}, 60_000);

test('[CL5] nobody leaves a lesson that is over, and the log knows next time who had left', async () => {
  await ben.session.leave();
  await isGone(ada, 'Ben');
  clock.leap(6 * MINUTE);
  await until(() => absences(ada).length === 1);
  await ada.session.endLesson();
  await cleo.session.leave();
  await isGone(ada, 'Cleo');
  clock.leap(10 * MINUTE);
  const next = await school.comeAgain(ada);
  await next.session.startLesson();
  ben = await school.comeAgain(ben);
  cleo = await school.comeAgain(cleo);
  await until(() => isHere(next, 'Ben') && isHere(next, 'Cleo'));
  await until(() => absences(next).length === 2);
  expect(absences(next)).toEqual(['Ben left', 'Ben back']);
}, 60_000);

test('[CL5] of two teachers one writes; a teacher who was away himself writes of nobody', async () => {
  await ada.session.setRole(idOf(ada, 'Cleo'), 'teacher');
  await until(() => stateOf(cleo).role === 'teacher');
  await away(10 * MINUTE);
  await until(() => absences(ada).length === 2 && absences(cleo).length === 2);
  expect(absences(cleo)).toEqual(['Ben left', 'Ben back']);
  // The network of the school is gone for Ada: she sees nobody, and cannot know who left.
  const end = school.rooms.cut(idOf(ada, 'Ada'));
  await isGone(ada, 'Ben', 'Cleo');
  clock.leap(20 * MINUTE);
  end();
  await until(() => isHere(ada, 'Ben') && isHere(ada, 'Cleo'));
  clock.leap(10 * MINUTE);
  // Of her it is known, as a teacher was there.
  await until(() => absences(ada).length === 4);
  expect(absences(ada)).toEqual(['Ben left', 'Ben back', 'Ada left', 'Ada back']);
}, 60_000);

test('[SE1] absences that cannot be read are left out, counted, and bounded', () => {
  const doc = new Y.Doc();
  const list = doc.getArray<unknown>('absences');
  const who = 'b'.repeat(42).concat('A') as KeyId;
  list.push(['left', { what: 'gone', who, at: 1 }, { what: 'left', who: 'Ben', at: 1 }]);
  list.push([{ what: 'left', who, at: Infinity }]);
  let refused = 0;
  expect(readAbsences(doc, () => refused++)).toEqual([]);
  expect(refused).toBe(4);
  const event = (at: number): AbsenceEvent => ({ what: 'left', who, at });
  for (let at = 0; at < MAX_ABSENCE_EVENTS + 5; at += 5)
    noteAbsences(
      doc,
      [0, 1, 2, 3, 4].map((i) => event(at + i)),
    );
  expect(list.length).toBe(MAX_ABSENCE_EVENTS);
  expect(readAbsences(doc, () => refused++).at(-1)?.at).toBe(MAX_ABSENCE_EVENTS + 4);
});
