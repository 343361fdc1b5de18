import { beforeEach, expect, test } from 'vitest';
import { SessionUpdates } from '../../../src/classroom/session-updates.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let updates: SessionUpdates;
let runs: number;

beforeEach(() => {
  clock = new VirtualClock();
  updates = new SessionUpdates(clock);
  runs = 0;
  updates.begin(() => runs++);
});

const turn = () => new Promise(setImmediate);

/** As many changes, each in a turn of its own. */
async function change(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    updates.ask();
    await turn();
  }
}

test('changes of one turn are one update, and what a room does is shown at once', async () => {
  updates.ask();
  updates.ask();
  await turn();
  expect(runs).toBe(1);
  await change(30);
  expect(runs).toBe(31);
});

test('[LM1] changes without end cost twenty updates a second, and the last of them is shown', async () => {
  await change(100);
  const first = runs;
  expect(first).toBeLessThan(100);
  for (let step = 0; step < 200; step++) {
    await change(50);
    await clock.advance(50, () => turn().then(() => undefined));
  }
  expect(runs - first).toBeLessThanOrEqual(10 * 20 + 1);
  const before = runs;
  updates.ask();
  await clock.advance(1_000, () => turn().then(() => undefined));
  expect(runs).toBe(before + 1);
  expect(clock.pending).toBe(0);
});

test('after the end nothing runs any more', async () => {
  await change(100);
  const before = runs;
  updates.ask();
  updates.close();
  await clock.advance(1_000, () => turn().then(() => undefined));
  expect(runs).toBe(before);
});
