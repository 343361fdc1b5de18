import { expect, test } from 'vitest';
import { runSchedule } from './schedule.ts';

/** Schedules beyond the first thousands that once failed, each with what it showed. */
const FOUND: readonly (readonly [seed: number, what: string])[] = [
  [
    2426,
    '[ST4] the owner comes back on another device, with keys of sealed work that nobody else had',
  ],
  [3640, '[SY4] somebody came in by a member who is removed while the class comes together'],
  [4964, '[SY11] a key is given late, by a device restored from a backup in place of its maker'],
  [40210, '[ST1] [TR3] a damaged document is whole again between two comparisons'],
  [209907, '[ST1] damage took the invitation, and with it every member whom the owner would hear'],
  [223634, '[SY2] the branch that somebody had from others became theirs by a decision'],
  [214175, '[SY4] who learns of a removal from whom it is welcome again to learns of that as well'],
  [
    306978,
    '[SY4] who was let in again was not told by who had been removed as well when it heard of it',
  ],
  [
    354023,
    '[TR3] who was removed and let in again at once missed what their neighbour said meanwhile',
  ],
  [308863, '[SY2] [SY4] who spoke with two tongues was removed, and who was to hear it knows that'],
  [309347, '[SY2] [SY4] the same, and it was to be heard by the owner, who was told by a teacher'],
  [360944, '[SY2] [SY4] the same, and it was to be heard twice by somebody'],
  [352776, '[SY8] a checkpoint is due of a document whose entries have all been taken out'],
  [
    358655,
    '[SY11] a key is given in place of its maker in the moment before the stores are compared',
  ],
  [714121, '[SY4] an author became known over one link while another looked for them'],
  [716069, '[ST1] [SY6] the end of an own chain was lost, in a document that nobody has open'],
  [827272, '[SY1] [TR3] what waited on the way to somebody who went another way was waited for on'],
  [620905, '[SY5] a removal came while an edit on top of the removed work was in no entry yet'],
  [706745, '[SY5] [SY7] what was being sealed when its session ended was written by the next one'],
  [822527, '[SY8] [SY5] what a checkpoint covers was taken out while it was being stored'],
  [883460, '[TR3] who asks to be introduced asks again while the introduction is on its way'],
  [847191, '[TR3] the same, of somebody who is a member meanwhile'],
  [1082252, '[SY4] who was joining left, and it was told as an error'],
];

test.each(FOUND)('seed %i: %s', async (seed) => {
  const happened = await runSchedule(seed);
  expect(happened.size).toBeGreaterThan(0);
});
