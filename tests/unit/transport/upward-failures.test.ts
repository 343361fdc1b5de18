import { expect, test } from 'vitest';
import type { PeerId } from '../../../src/protocol/ids.ts';
import { MAX_ROOM_MEMBERS } from '../../../src/protocol/limits.ts';
import type { Rank } from '../../../src/transport/rank.ts';
import { UpwardFailures } from '../../../src/transport/upward-failures.ts';
import { SteppedClock } from './stepped-clock.ts';

const rank = (name: string, joinedAt: number): Rank => ({
  owner: false,
  joinedAt,
  peer: name as PeerId,
});
const [first, second, third] = [rank('first', 1), rank('second', 2), rank('third', 3)];
const all = [third, first, second];

test('[TR3] candidates come by rank, those that did not take us last, and again at once', () => {
  const failures = new UpwardFailures(new SteppedClock());
  expect(failures.order(all)).toEqual([first, second, third]);
  failures.failed(first.peer);
  expect(failures.order(all)).toEqual([second, third, first]);
  failures.failed(second.peer);
  failures.failed(second.peer);
  expect(failures.order(all)).toEqual([third, first, second]);
  failures.forget(second.peer);
  expect(failures.order(all)).toEqual([second, third, first]);
});

test('[TR3] who took us and was admitted by nobody is left alone for 5 s, then longer, up to 2 minutes', () => {
  const clock = new SteppedClock();
  const failures = new UpwardFailures(clock);
  for (const ms of [5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]) {
    failures.unadmitted(first.peer);
    clock.advance(ms - 1);
    expect(failures.order([first])).toEqual([]);
    clock.advance(1);
    expect(failures.order([first])).toEqual([first]);
  }
});

test('[SE1] what is kept is bounded: the longest untouched are forgotten', () => {
  const failures = new UpwardFailures(new SteppedClock());
  failures.unadmitted(first.peer);
  for (let i = 0; i < MAX_ROOM_MEMBERS; i++) failures.failed(`other ${i}` as PeerId);
  expect(failures.order([first])).toEqual([first]);
});
