/**
 * The memory that a frame and its worker share: `Int32Array` cells, then the bytes of an answer to `input()`.
 * It never reaches the page.
 */
import { MAX_INPUT_BYTES } from './limits.ts';

/** Cells of the memory, as indices of an `Int32Array`. */
export const CONTROL = {
  /** 0, or the signal that CPython is to see, with its cell: `SIGNAL_BITS`. */
  signal: 0,
  /** Grows at every interrupt; sleepers wait on it. */
  wake: 1,
  /** One of `INPUT`. */
  input: 2,
  /** Bytes of the answer. */
  inputLength: 3,
} as const;

/** States of the cell `CONTROL.input`. */
export const INPUT = { waiting: 0, answered: 1 } as const;

/** POSIX numbers, as Emscripten has them. */
export const SIGINT = 2;
export const SIGUSR1 = 10;
export const SIGUSR2 = 12;
export const SIGALRM = 14;

/** Why running code is to stop: somebody asked, or its time is over. */
export type StopSignal = typeof SIGINT | typeof SIGALRM;

/** In `CONTROL.signal` the number of the cell that is to stop stands before these bits: neither comes without the other. */
export const SIGNAL_BITS = 5;

/** The signal in what stands there, where it is for this cell; else 0. */
export function signalIn(word: number, cell: number): number {
  return word >> SIGNAL_BITS === cell ? word & ((1 << SIGNAL_BITS) - 1) : 0;
}

/** Bytes before the answer's text. */
export const CONTROL_BYTES = 16;

export const SHARED_BYTES = CONTROL_BYTES + MAX_INPUT_BYTES;
