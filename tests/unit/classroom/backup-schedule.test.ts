import { expect, test } from 'vitest';
import { BackupSchedule } from '../../../src/classroom/backup-schedule.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const MINUTE = 60_000;
/** Lets promises run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('[ST9] a backup follows a minute after the last change, and changes without a pause after five', async () => {
  const clock = new VirtualClock();
  const made: number[] = [];
  const schedule = new BackupSchedule(clock, async () => void made.push(clock.now() - start));
  const start = clock.now();
  schedule.changed();
  await clock.advance(30_000, settled);
  schedule.changed();
  await clock.advance(MINUTE - 1, settled);
  expect(made).toEqual([]);
  await clock.advance(1, settled);
  expect(made).toEqual([90_000]);
  for (let second = 0; second < 400; second++) {
    schedule.changed();
    await clock.advance(1000, settled);
  }
  expect(made).toEqual([90_000, 90_000 + 5 * MINUTE]);
  schedule.stop();
});

test('[ST9] a backup that takes long is made less often, and one that is asked for is made at once', async () => {
  const clock = new VirtualClock();
  const made: number[] = [];
  const schedule = new BackupSchedule(clock, async () => {
    made.push(clock.now());
    await new Promise<void>((resolve) => void clock.after(MINUTE, resolve));
  });
  schedule.changed();
  await clock.advance(2 * MINUTE, settled);
  const ended = clock.now();
  schedule.changed();
  await clock.advance(20 * MINUTE - 1, settled);
  expect(made).toHaveLength(1);
  await clock.advance(1, settled);
  expect(made).toEqual([ended - MINUTE, ended + 20 * MINUTE]);
  const flushed = schedule.flush(true);
  await clock.advance(MINUTE - 1, settled);
  expect(made).toHaveLength(2); // the one that runs is waited for
  await clock.advance(1, settled);
  await clock.advance(MINUTE, settled);
  await flushed;
  expect(made).toHaveLength(3);
  await schedule.flush();
  expect(made).toHaveLength(3); // nothing was changed
});
