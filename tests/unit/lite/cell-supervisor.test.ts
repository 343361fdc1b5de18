import { beforeEach, describe, expect, it } from 'vitest';
import { CellSupervisor } from '../../../lite/kernel/cell-supervisor.ts';
import { SIGALRM, SIGINT } from '../../../lite/kernel/shared-control.ts';
import { EventClock } from '../../support/event-clock.ts';

let clock: EventClock;
let acts: string[];
let supervisor: CellSupervisor;

beforeEach(() => {
  clock = new EventClock();
  acts = [];
  supervisor = new CellSupervisor(clock, {
    signal: (signal) => acts.push(signal === SIGINT ? 'interrupt' : `signal ${signal}`),
    warn: () => acts.push('warn'),
    end: () => acts.push('end'),
  });
});

describe('a cell that is asked to stop', () => {
  it('[KE3] is warned after 2 s and ended 3 s later, by one press', () => {
    supervisor.began({ id: 1, seconds: null });
    supervisor.ask(true);
    clock.advance(1_999);
    expect(acts).toEqual(['interrupt']);
    clock.advance(1);
    expect(acts).toEqual(['interrupt', 'warn']);
    clock.advance(2_999);
    expect(acts).toEqual(['interrupt', 'warn']);
    clock.advance(1);
    expect(acts).toEqual(['interrupt', 'warn', 'end']);
  });

  it('[KE3] is left alone if it ends by itself, before or after the warning', () => {
    for (const ms of [1_000, 4_000]) {
      acts.length = 0;
      supervisor.began({ id: ms, seconds: null });
      supervisor.ask(true);
      clock.advance(ms);
      supervisor.ended();
      clock.advance(60_000);
      expect(acts).not.toContain('end');
    }
    expect(acts).toEqual(['interrupt', 'warn']);
  });

  it('[KE3] is interrupted again by a press before the warning, and ended at once by one after it', () => {
    supervisor.began({ id: 1, seconds: null });
    supervisor.ask(true);
    clock.advance(1_500);
    supervisor.ask(true);
    clock.advance(500);
    expect(acts).toEqual(['interrupt', 'interrupt', 'warn']);
    supervisor.ask(true);
    expect(acts.at(-1)).toBe('end');
  });

  it('[KE3] is ended after a second where nothing reaches running code', () => {
    supervisor.began({ id: 1, seconds: null });
    supervisor.ask(false);
    clock.advance(1_000);
    expect(acts).toEqual(['interrupt', 'end']);
  });

  it('[KE3] hands nothing on to the next cell', () => {
    supervisor.began({ id: 1, seconds: 1 });
    supervisor.ask(true);
    supervisor.ended();
    supervisor.began({ id: 2, seconds: null });
    clock.advance(60_000);
    expect(acts).toEqual(['interrupt']);
  });
});

describe('a time limit', () => {
  it('[KE4] stops the cell when its time is over, as a press does but with a signal of its own', () => {
    supervisor.began({ id: 1, seconds: 30 });
    clock.advance(29_999);
    expect(acts).toEqual([]);
    clock.advance(1);
    expect(acts).toEqual([`signal ${SIGALRM}`]);
    clock.advance(5_000);
    expect(acts).toEqual([`signal ${SIGALRM}`, 'warn', 'end']);
  });

  it('[KE4] does not count the time for which the cell waits for a person', () => {
    supervisor.began({ id: 1, seconds: 10 });
    clock.advance(6_000);
    supervisor.waits();
    clock.advance(60_000);
    supervisor.answered();
    clock.advance(3_999);
    expect(acts).toEqual([]);
    clock.advance(1);
    expect(acts).toEqual([`signal ${SIGALRM}`]);
  });

  it('[KE4] counts from the start of the cell, however often it is named', () => {
    supervisor.began({ id: 1, seconds: 10 });
    clock.advance(5_000);
    supervisor.began({ id: 1, seconds: 10 });
    clock.advance(5_000);
    expect(acts).toEqual([`signal ${SIGALRM}`]);
  });

  it('[KE4] does not come on top of a press', () => {
    supervisor.began({ id: 1, seconds: 1 });
    supervisor.ask(true);
    clock.advance(1_500);
    expect(acts).toEqual(['interrupt']);
  });
});
