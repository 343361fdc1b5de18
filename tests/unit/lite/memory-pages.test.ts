import { expect, test } from 'vitest';
import { equalBytes } from '../../../src/base/bytes.ts';
import { packMemory, unpackMemory } from '../../../lite/kernel/worker/memory-pages.ts';

const PAGE = 65_536;

test('memory comes back as it was packed, and what holds nothing takes no room', () => {
  const memory = new Uint8Array(3 * PAGE + 100);
  memory[0] = 1;
  memory.fill(7, PAGE - 1, PAGE);
  memory[3 * PAGE + 99] = 255; // the second and third pages are empty, the last is short
  const packed = packMemory(memory);
  expect(packed.length).toBeLessThan(PAGE + 200);
  expect(equalBytes(unpackMemory(packed.buffer), memory)).toBe(true);
});

test('packed memory whose parts do not add up is refused', () => {
  const { buffer } = packMemory(new Uint8Array(2 * PAGE).fill(1));
  expect(() => unpackMemory(buffer.slice(0, -1))).toThrow(RangeError);
  expect(() => unpackMemory(new ArrayBuffer(buffer.byteLength))).toThrow(RangeError);
  expect(() => unpackMemory(new ArrayBuffer(3))).toThrow(RangeError);
  const longer = new Uint8Array(buffer.byteLength + 1);
  longer.set(new Uint8Array(buffer));
  expect(() => unpackMemory(longer.buffer)).toThrow(RangeError);
});
