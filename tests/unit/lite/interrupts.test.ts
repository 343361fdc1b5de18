import { beforeEach, describe, expect, it } from 'vitest';
import {
  CONTROL,
  CONTROL_BYTES,
  SHARED_BYTES,
  SIGINT,
  SIGNAL_BITS,
} from '../../../lite/kernel/shared-control.ts';
import { Interrupts } from '../../../lite/kernel/worker/interrupts.ts';
import { MemoryLimit } from '../../../lite/kernel/worker/memory-limit.ts';
import { MessageWaiting, SharedWaiting } from '../../../lite/kernel/worker/waiting.ts';

const quiet = { poll: (): void => undefined };

describe('interrupts by shared memory', () => {
  let interrupts: Interrupts;
  let control: Int32Array;
  const stop = (cell: number): void => {
    Atomics.store(control, CONTROL.signal, (cell << SIGNAL_BITS) | SIGINT);
    interrupts.receive({ signal: SIGINT, cell }, () => cancelled.push(cell));
  };
  const cancelled: number[] = [];

  beforeEach(() => {
    const shared = new SharedArrayBuffer(SHARED_BYTES);
    control = new Int32Array(shared, 0, CONTROL_BYTES / 4);
    const waiting = new SharedWaiting(shared);
    interrupts = new Interrupts(shared, quiet, waiting, new MemoryLimit(), false);
    cancelled.length = 0;
  });

  it('[KE3] one that comes before its cell has begun is for that cell', () => {
    stop(7);
    expect(interrupts.buffer()[0]).toBe(0);
    expect(interrupts.enter(7)).toBe(SIGINT);
    expect(interrupts.buffer()[0]).toBe(0);
  });

  it('[KE3] one that comes for a cell that has ended stops no other, whenever it comes', () => {
    interrupts.enter(7);
    interrupts.leave();
    stop(7);
    expect(interrupts.enter(8)).toBe(0);
    stop(7);
    expect(interrupts.buffer()[0]).toBe(0);
    Atomics.store(control, CONTROL.signal, (7 << SIGNAL_BITS) | SIGINT);
    expect(interrupts.buffer()[0]).toBe(0);
    Atomics.store(control, CONTROL.signal, (8 << SIGNAL_BITS) | SIGINT);
    expect(interrupts.buffer()[0]).toBe(SIGINT);
    expect(cancelled).toEqual([]);
  });
});

describe('interrupts by messages', () => {
  let interrupts: Interrupts;
  const cancelled: number[] = [];

  beforeEach(() => {
    interrupts = new Interrupts(null, quiet, new MessageWaiting(), new MemoryLimit(), true);
    cancelled.length = 0;
  });

  it('[KE3] one that comes before its cell has begun is for that cell, once', () => {
    interrupts.receive({ signal: SIGINT, cell: 7 }, () => cancelled.push(7));
    expect(interrupts.enter(7)).toBe(SIGINT);
    interrupts.leave();
    expect(interrupts.enter(8)).toBe(0);
    expect(cancelled).toEqual([]);
  });

  it('[KE3] one that comes for a cell that has ended stops no other', () => {
    interrupts.enter(7);
    interrupts.leave();
    interrupts.receive({ signal: SIGINT, cell: 7 }, () => cancelled.push(7));
    expect(interrupts.enter(8)).toBe(0);
    interrupts.receive({ signal: SIGINT, cell: 7 }, () => cancelled.push(7));
    interrupts.receive({ signal: SIGINT, cell: 8 }, () => cancelled.push(8));
    expect(cancelled).toEqual([8]);
  });
});
