import { expect, test } from 'vitest';
import { Keepalive, SILENT_TICKS, TICK_MS } from '../../../src/transport/keepalive.ts';
import { SteppedClock } from './stepped-clock.ts';

function keepalive() {
  const clock = new SteppedClock();
  const pings: number[] = [];
  const rtts: number[] = [];
  let troubled = 0;
  let lost = false;
  const it = new Keepalive(clock, {
    ping: (number) => pings.push(number),
    measured: (ms) => rtts.push(ms),
    troubled: () => (troubled += 1),
    lost: () => (lost = true),
  });
  return { clock, pings, rtts, troubled: () => troubled, lost: () => lost, it };
}

test('silence is asked about at each look, and a side that stays silent is lost within six seconds', () => {
  const { clock, pings, lost, troubled, it } = keepalive();
  it.heard();
  clock.advance(2 * TICK_MS);
  expect(pings).toHaveLength(2);
  expect(lost()).toBe(false);
  expect(it.troubled).toBe(false);
  clock.advance(2 * TICK_MS);
  expect(it.troubled).toBe(true);
  clock.advance(6_000 - 4 * TICK_MS);
  expect(lost()).toBe(true);
  expect(troubled()).toBe(2);
  expect(clock.pending).toBe(0);
});

test('a sign of life at each look keeps the link, and it is asked about the round trip only', () => {
  const { clock, pings, lost, troubled, it } = keepalive();
  for (let i = 0; i < 20; i++) {
    it.heard();
    clock.advance(TICK_MS);
  }
  expect(lost()).toBe(false);
  expect(troubled()).toBe(0);
  expect(pings).toEqual([0, 1, 2]);
});

test('a page that was frozen for minutes gives the other side the whole time again', () => {
  const { clock, lost, it } = keepalive();
  it.heard();
  clock.freeze(600_000);
  expect(lost()).toBe(false);
  clock.advance((SILENT_TICKS - 2) * TICK_MS);
  expect(lost()).toBe(false);
  it.heard();
  clock.advance(SILENT_TICKS * TICK_MS);
  expect(lost()).toBe(false);
});

test('a tab whose timers run once a minute keeps a link that answers, and loses one that does not', () => {
  const { clock, pings, lost, it } = keepalive();
  it.heard();
  for (let i = 0; i < 20; i++) {
    const before = pings.length;
    clock.freeze(60_000);
    if (pings.length > before) it.heard(); // the other side answers at once
  }
  expect(lost()).toBe(false);
  for (let i = 0; i <= SILENT_TICKS; i++) clock.freeze(60_000);
  expect(lost()).toBe(true);
});

test('who asks after a sleep finds a dead link sooner, and keeps a living one', () => {
  const { clock, pings, lost, troubled, it } = keepalive();
  it.probe();
  expect(pings).toHaveLength(2);
  it.heard();
  clock.advance(3 * TICK_MS);
  expect([troubled(), lost()]).toEqual([0, false]);
  it.probe();
  clock.advance(TICK_MS);
  expect([troubled(), lost()]).toEqual([1, false]);
  clock.advance(2 * TICK_MS);
  expect(lost()).toBe(true);
});

test('the round trip is that of the ping whose number comes back, once', () => {
  const { clock, rtts, it } = keepalive();
  clock.advance(40);
  it.answered(0);
  clock.advance(2 * TICK_MS);
  it.answered(2);
  it.answered(2);
  it.answered(77);
  expect(rtts).toEqual([40, 40]);
});

test('after stop nothing fires', () => {
  const { clock, pings, lost, it } = keepalive();
  it.stop();
  clock.advance(60_000);
  expect([pings.length, lost(), clock.pending]).toEqual([1, false, 0]);
});
