/**
 * A Python's memory without what holds nothing: half of that of a fresh one is zero. Packed: its length (uint32, little
 * endian), a byte for each page that says whether it holds something, then those pages, the last perhaps shorter.
 */
import { concat, type Bytes } from '../../../src/base/bytes.ts';

/** Bytes of a page: WebAssembly's. */
const PAGE = 65_536;
const HEAD = 4;

export function packMemory(memory: Uint8Array): Bytes {
  const marks = new Uint8Array(Math.ceil(memory.length / PAGE));
  const pages: Uint8Array[] = [];
  for (const number of marks.keys()) {
    const page = pageOf(memory, number);
    if (!page.some((byte) => byte !== 0)) continue;
    marks[number] = 1;
    pages.push(page);
  }
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(0, memory.length, true);
  return concat(new Uint8Array(head.buffer), marks, ...pages);
}

/** What was packed. Throws where the parts do not add up. */
export function unpackMemory(packed: ArrayBuffer): Bytes {
  const memory = new Uint8Array(new DataView(packed).getUint32(0, true));
  const marks = new Uint8Array(packed, HEAD, Math.ceil(memory.length / PAGE));
  let at = HEAD + marks.length;
  for (const [number, mark] of marks.entries()) {
    if (mark === 0) continue;
    const page = pageOf(memory, number);
    page.set(new Uint8Array(packed, at, page.length));
    at += page.length;
  }
  if (at !== packed.byteLength) throw new RangeError('the packed memory is too long');
  return memory;
}

function pageOf(memory: Uint8Array, number: number): Uint8Array {
  return memory.subarray(number * PAGE, (number + 1) * PAGE);
}
