import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLimit } from '../../../lite/kernel/worker/memory-limit.ts';

const PAGES_PER_MB = 16;
const START_MB = 32;

let memory: WebAssembly.Memory;
let limit: MemoryLimit;
/** Adds `mb` as Pyodide does. */
const grow = (mb: number): number => memory.grow(mb * PAGES_PER_MB);

beforeEach(() => {
  memory = new WebAssembly.Memory({ initial: START_MB * PAGES_PER_MB });
  limit = new MemoryLimit();
  limit.watch(memory);
});

describe('the memory limit', () => {
  it('[KE4] lets Python have what it may take beyond its start', () => {
    limit.enter(128);
    grow(128);
    expect(limit.takeSignal()).toBe(false);
    expect(limit.isPassed).toBe(false);
    expect(memory.buffer.byteLength).toBe((START_MB + 128) * 2 ** 20);
  });

  it('[KE4] signals once for each growth past the limit, and gives the memory', () => {
    limit.enter(128);
    grow(129);
    expect([limit.takeSignal(), limit.takeSignal()]).toEqual([true, false]);
    expect(limit.isPassed).toBe(true);
    grow(1);
    expect(limit.takeSignal()).toBe(true);
  });

  it('[KE4] gives no more from 64 MB above the limit, and a tenth beyond that to the kernel itself', () => {
    limit.enter(128);
    grow(128 + 64);
    expect(() => grow(1)).toThrow(RangeError);
    limit.leave();
    grow(16);
    expect(() => grow(16)).toThrow(RangeError);
  });

  it('[KE4] refuses what is far too large without passing the limit', () => {
    limit.enter(128);
    expect(() => grow(1_000)).toThrow(RangeError);
    expect(limit.isPassed).toBe(false);
    expect(limit.takeSignal()).toBe(false);
  });

  it('[KE4] does not signal what was refused: C code has its error already', () => {
    limit.enter(128);
    grow(130);
    expect(() => grow(100)).toThrow(RangeError);
    expect(limit.takeSignal()).toBe(false);
  });

  it('[KE4] does not count what a package took', () => {
    limit.enter(128);
    grow(130);
    limit.forgive();
    expect([limit.takeSignal(), limit.isPassed]).toEqual([false, false]);
    grow(128);
    expect(limit.takeSignal()).toBe(false);
    grow(1);
    expect(limit.takeSignal()).toBe(true);
  });

  it('[KE4] takes another limit for the next cell', () => {
    limit.enter(1);
    limit.leave();
    limit.enter(256);
    grow(256);
    expect(limit.takeSignal()).toBe(false);
  });
});
