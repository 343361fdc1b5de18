import { expect, it } from 'vitest';
import { FramePulse } from '../../../lite/kernel/frame-pulse.ts';
import { EventClock } from '../../support/event-clock.ts';

function begin() {
  const clock = new EventClock();
  const acts: string[] = [];
  const pulse = new FramePulse(
    clock,
    () => acts.push('ask'),
    () => acts.push('gone'),
  );
  pulse.begin();
  return { clock, acts, pulse };
}

it('[KE3] a frame that answers at times is alive', () => {
  const { clock, acts, pulse } = begin();
  for (let answer = 0; answer < 100; answer++) {
    clock.advance(10_000);
    pulse.beat();
  }
  expect(acts).not.toContain('gone');
});

it('[KE3] a frame that leaves ten questions in a row without an answer is gone, once', () => {
  const { clock, acts, pulse } = begin();
  pulse.beat();
  clock.advance(10_999);
  expect(acts).not.toContain('gone');
  clock.advance(1);
  expect(acts.at(-1)).toBe('gone');
  clock.advance(60_000);
  expect(acts.filter((act) => act === 'gone')).toHaveLength(1);
});

it('[KE3] a page that stood still for an hour has missed one answer', () => {
  const clock = new EventClock();
  const waiting: (() => void)[] = [];
  const late = {
    now: () => clock.now(),
    after: (_: number, task: () => void) => (waiting.push(task), () => undefined),
  };
  let gone = 0;
  const pulse = new FramePulse(
    late,
    () => undefined,
    () => (gone += 1),
  );
  pulse.begin();
  clock.advance(3_600_000);
  waiting.shift()?.();
  pulse.beat();
  for (let each = 0; each < 10; each++) waiting.shift()?.();
  expect(gone).toBe(0);
});

it('[KE3] nothing is asked of a frame that was ended', () => {
  const { clock, acts, pulse } = begin();
  pulse.end();
  clock.advance(60_000);
  expect(acts).toEqual(['ask']);
});
