/** Bytes of one page of WebAssembly's memory, and of one MB. */
const PAGE = 65_536;
const MB = 1_048_576;
/** By how much the memory may pass the limit until the code has noticed that it shall stop, in MB. */
const SLACK = 64;
/**
 * The share that the kernel itself may take beyond that, so that it can report a cell that took everything: more than the
 * twentieth by which Emscripten enlarges a memory at least.
 */
const RESERVE = 1.1;

/** The part of `WebAssembly.Memory` that is watched. */
export interface GrowingMemory {
  readonly buffer: { readonly byteLength: number };
  grow: (this: GrowingMemory, pages: number) => number;
}

/**
 * Bounds the growth of Python's memory, which never shrinks. Past the limit running code is signalled, so that it ends
 * with an error while there is still room to handle it; 64 MB above no more is given, and C code gets its `MemoryError`.
 */
export class MemoryLimit {
  #limit = Infinity;
  #running = false;
  #signalled = false;
  /** Bytes after the start; null until the memory first grows after it. */
  #base: number | null = null;
  #size = 0;

  /** Watches every memory of this kind. Call it when Python has started: its growth until then is not counted. */
  watch(memory: GrowingMemory): void {
    const { grow } = memory;
    const allow = (size: number, more: number): void => this.#allow(size, more);
    memory.grow = function (this: GrowingMemory, pages: number): number {
      allow(this.buffer.byteLength, pages * PAGE);
      return grow.call(this, pages);
    };
  }

  /** A cell runs from now on that may add `megabytes` (of 2^20 bytes) to what Python had at its start. */
  enter(megabytes: number): void {
    this.#limit = megabytes * MB;
    this.#signalled = false;
    this.#running = true;
  }

  leave(): void {
    this.#running = false;
  }

  /** Whether the memory has passed the limit. What it was filled with may be gone; its size stays. */
  get isPassed(): boolean {
    return this.#base !== null && this.#size > this.#base + this.#limit;
  }

  /** What was taken until now does not count: a package is no matter of the code that asks for it. */
  forgive(): void {
    if (this.#base !== null) this.#base = Math.max(this.#base, this.#size);
    this.#signalled = false;
  }

  /** Takes the signal to the running code, if there is one. */
  takeSignal(): boolean {
    const signalled = this.#signalled;
    this.#signalled = false;
    return signalled;
  }

  /** Throws where the memory would become too large; Pyodide answers that as C's `malloc` does. */
  #allow(size: number, more: number): void {
    const base = (this.#base ??= size);
    const most = base + this.#limit + SLACK * MB;
    if (size + more > most * (this.#running ? 1 : RESERVE)) {
      this.#signalled = false; // who asked gets a `MemoryError` now: a second one would hit its handler
      throw new RangeError('the memory limit is reached');
    }
    this.#size = size + more;
    if (this.isPassed) this.#signalled = true;
  }
}
