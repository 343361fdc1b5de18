import { expect, test } from 'vitest';
import { equalBytes } from '../../../src/base/bytes.ts';
import { packSnapshot, PackedSnapshot } from '../../../lite/kernel/worker/memory-pages.ts';

const PAGE = 65_536;
const HEAD = 48;

/** A snapshot as Pyodide makes it: the second uint32 says how long its head is. */
function snapshotOf(memory: Uint8Array): Uint8Array {
  const snapshot = new Uint8Array(HEAD + memory.length);
  snapshot.fill(9, 0, HEAD);
  new DataView(snapshot.buffer).setUint32(4, HEAD, true);
  snapshot.set(memory, HEAD);
  return snapshot;
}

test('memory comes back as it was packed, and what holds nothing takes no room', () => {
  const memory = new Uint8Array(4 * PAGE + 100);
  memory[0] = 1;
  memory.fill(7, PAGE - 1, PAGE);
  memory[4 * PAGE + 99] = 255; // the pages between are empty, the last is short
  const packed = packSnapshot(snapshotOf(memory));
  expect(packed.length).toBeLessThan(PAGE + 300);
  const opened = new PackedSnapshot(packed.buffer);
  expect(equalBytes(opened.head, snapshotOf(memory).subarray(0, HEAD))).toBe(true);
  const restored = new Uint8Array(memory.length);
  restored.fill(3, 0, PAGE + 10); // what a new memory holds at its beginning
  opened.restore(restored, PAGE + 10);
  expect(equalBytes(restored, memory)).toBe(true);
});

test('a memory that is larger than the packed one holds nothing more, a smaller one is refused', () => {
  const memory = new Uint8Array(PAGE).fill(1);
  const opened = new PackedSnapshot(packSnapshot(snapshotOf(memory)).buffer);
  const larger = new Uint8Array(3 * PAGE).fill(5, 0, PAGE + 7);
  opened.restore(larger, PAGE + 7);
  expect(equalBytes(larger.subarray(0, PAGE), memory)).toBe(true);
  expect(larger.subarray(PAGE).every((byte) => byte === 0)).toBe(true);
  expect(() => opened.restore(new Uint8Array(PAGE - 1), 0)).toThrow(RangeError);
});

test('packed memory whose parts do not add up is refused', () => {
  const { buffer } = packSnapshot(snapshotOf(new Uint8Array(2 * PAGE).fill(1)));
  expect(() => new PackedSnapshot(buffer.slice(0, -1))).toThrow(RangeError);
  expect(() => new PackedSnapshot(new ArrayBuffer(buffer.byteLength))).toThrow(RangeError);
  expect(() => new PackedSnapshot(new ArrayBuffer(3))).toThrow(RangeError);
  const longer = new Uint8Array(buffer.byteLength + 1);
  longer.set(new Uint8Array(buffer));
  expect(() => new PackedSnapshot(longer.buffer)).toThrow(RangeError);
});
