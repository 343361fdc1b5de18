import { expect, test } from 'vitest';
import { RightedClock } from '../../../src/app/righted-clock.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const DAY = 24 * 3600 * 1000;

test('[LM2] a clock that is wrong by more than a day goes by the host’s, ahead and behind; by less it stays', () => {
  const device = new VirtualClock();
  const clock = new RightedClock(device);
  const right = device.now();
  for (const wrong of [365 * DAY, -365 * DAY, 2 * DAY]) {
    expect(clock.hear(right - wrong)).toBe(true);
    expect(clock.now()).toBe(right - wrong);
  }
  expect(clock.hear(right + DAY / 2)).toBe(false);
  expect(clock.now()).toBe(right);
});
