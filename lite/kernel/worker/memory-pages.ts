/**
 * A snapshot of Pyodide's, without what holds nothing: half of a fresh Python's memory is zero. Pyodide's own begins with
 * a head whose length is its second uint32, and goes on with the memory. Packed: the lengths of head and memory (uint32,
 * little endian), the head, a byte for each page of the memory that says whether it holds something, then those pages, the
 * last perhaps shorter.
 */
import { concat, type Bytes } from '../../../src/base/bytes.ts';

/** Bytes of a page: WebAssembly's. */
const PAGE = 65_536;
const LENGTHS = 8;

export function packSnapshot(snapshot: Uint8Array): Bytes {
  const head = snapshot.subarray(
    0,
    new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true),
  );
  const memory = snapshot.subarray(head.length);
  const marks = new Uint8Array(Math.ceil(memory.length / PAGE));
  const pages: Uint8Array[] = [];
  for (const number of marks.keys()) {
    const page = pageOf(memory, number);
    if (!page.some((byte) => byte !== 0)) continue;
    marks[number] = 1;
    pages.push(page);
  }
  const lengths = new DataView(new ArrayBuffer(LENGTHS));
  lengths.setUint32(0, head.length, true);
  lengths.setUint32(4, memory.length, true);
  return concat(new Uint8Array(lengths.buffer), head, marks, ...pages);
}

/** A packed snapshot, which is written where it belongs: there is never a second whole memory. */
export class PackedSnapshot {
  /** Pyodide's snapshot of a memory without bytes. */
  readonly head: Bytes;
  readonly #length: number;
  readonly #marks: Uint8Array;
  readonly #pages: Uint8Array;

  /** Throws a `RangeError` where the parts do not add up. */
  constructor(packed: ArrayBuffer) {
    const lengths = new DataView(packed, 0, LENGTHS);
    const head = lengths.getUint32(0, true);
    this.#length = lengths.getUint32(4, true);
    this.head = new Uint8Array(packed.slice(LENGTHS, LENGTHS + head));
    this.#marks = new Uint8Array(packed, LENGTHS + head, Math.ceil(this.#length / PAGE));
    this.#pages = new Uint8Array(packed, LENGTHS + head + this.#marks.length);
    let left = this.#pages.length;
    for (const [number, mark] of this.#marks.entries())
      if (mark !== 0) left -= Math.min(PAGE, this.#length - number * PAGE);
    if (left !== 0 || head === 0) throw new RangeError('the packed memory is damaged');
  }

  /** Makes `memory` what was packed. Beyond its first `used` bytes it holds nothing yet. Throws a `RangeError` where it is too small. */
  restore(memory: Uint8Array, used: number): void {
    if (memory.length < this.#length) throw new RangeError('the memory is too small');
    let at = 0;
    for (const [number, mark] of this.#marks.entries()) {
      const page = pageOf(memory.subarray(0, this.#length), number);
      if (mark !== 0) {
        page.set(this.#pages.subarray(at, at + page.length));
        at += page.length;
      } else if (number * PAGE < used) page.fill(0);
    }
    if (used > this.#length) memory.fill(0, this.#length, used);
  }
}

function pageOf(memory: Uint8Array, number: number): Uint8Array {
  return memory.subarray(number * PAGE, (number + 1) * PAGE);
}
