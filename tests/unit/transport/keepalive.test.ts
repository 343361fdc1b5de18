import { expect, test } from 'vitest';
import { Keepalive } from '../../../src/transport/keepalive.ts';
import { SteppedClock } from './stepped-clock.ts';

function keepalive(): {
  clock: SteppedClock;
  pings: () => number;
  lost: () => boolean;
  it: Keepalive;
} {
  const clock = new SteppedClock();
  let pings = 0;
  let lost = false;
  const it = new Keepalive(
    clock,
    () => (pings += 1),
    () => (lost = true),
  );
  return { clock, pings: () => pings, lost: () => lost, it };
}

test('silence is asked about, and a side that stays silent is lost within ten seconds', () => {
  const { clock, pings, lost } = keepalive();
  clock.advance(2_500);
  expect(pings()).toBe(1);
  expect(lost()).toBe(false);
  clock.advance(7_500);
  expect(lost()).toBe(true);
  expect(clock.pending).toBe(0);
});

test('a sign of life every few seconds keeps the link, and nobody asks', () => {
  const { clock, pings, lost, it } = keepalive();
  for (let i = 0; i < 20; i++) {
    it.heard();
    clock.advance(2_500);
  }
  expect(lost()).toBe(false);
  expect(pings()).toBe(0);
});

test('a page that was frozen for minutes gives the other side the whole time again', () => {
  const { clock, lost, it } = keepalive();
  it.heard();
  clock.freeze(600_000);
  expect(lost()).toBe(false);
  clock.advance(5_000);
  expect(lost()).toBe(false);
  it.heard();
  clock.advance(5_000);
  expect(lost()).toBe(false);
});

test('after stop nothing fires', () => {
  const { clock, pings, lost, it } = keepalive();
  it.stop();
  clock.advance(60_000);
  expect([pings(), lost(), clock.pending]).toEqual([0, false, 0]);
});
