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
];

test.each(FOUND)('seed %i: %s', async (seed) => {
  const happened = await runSchedule(seed);
  expect(happened.size).toBeGreaterThan(0);
});
