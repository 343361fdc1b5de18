import type { InterruptKind } from '../protocol.ts';
import { SIGUSR1, SIGUSR2, type StopSignal } from '../shared-control.ts';
import type { MemoryLimit } from './memory-limit.ts';
import type { Waiting } from './waiting.ts';

/** How often code without shared memory lets messages in. A turn costs some tenths of a millisecond. */
const TURN_MS = 100;

/** Asks a cell to stop. */
export interface Interrupt {
  readonly signal: StopSignal;
  readonly cell: number;
}

/**
 * What CPython polls between bytecodes (`setInterruptBuffer` takes any object with a settable `0`). It also lets
 * gathered output and changed files out, since no timer fires while Python computes.
 */
export class Interrupts {
  readonly kind: InterruptKind;
  readonly #output: { poll(): void };
  readonly #waiting: Waiting;
  readonly #memory: MemoryLimit;
  #running = false;
  #cell = 0;
  /** What came as a message for a cell that had not begun. */
  #early: Interrupt | null = null;
  #turnAt = 0;
  /** The signal that came in the turn; 0: none. */
  #wanted = 0;
  #inTurn = false;
  #held = false;

  constructor(
    shared: SharedArrayBuffer | null,
    output: { poll(): void },
    waiting: Waiting,
    memory: MemoryLimit,
    canSuspend: boolean,
  ) {
    this.#output = output;
    this.#waiting = waiting;
    this.#memory = memory;
    this.kind = shared !== null ? 'shared' : canSuspend ? 'polled' : 'none';
  }

  /**
   * A cell begins: until `leave` signals are the user's. Returns the one that came for it while it was on its way here; 0:
   * none did. What came for another cell is dropped.
   */
  enter(cell: number): number {
    const early = this.#early?.cell === cell ? this.#early.signal : 0;
    this.#early = null;
    this.#waiting.begin(cell);
    this.#wanted = 0;
    this.#turnAt = performance.now();
    this.#cell = cell;
    this.#running = true;
    return this.#waiting.takeInterrupt() || early;
  }

  leave(): void {
    this.#running = false;
  }

  /**
   * While held, no turn is taken: what runs when a suspended Python is resumed is a callback of the event loop, which
   * cannot be suspended itself.
   */
  hold(held: boolean): void {
    this.#held = held;
    this.#turnAt = performance.now();
  }

  /** The buffer for Pyodide. */
  buffer(): { 0: number } {
    return Object.defineProperty({ 0: 0 }, 0, {
      get: () => this.#poll(),
      set: () => {}, // Pyodide clears what it has read; reading has cleared it already
    });
  }

  /** Lets messages in; resolves to the signal of an interrupt among them, or 0. */
  takeTurn(): Promise<number> {
    this.#inTurn = true;
    return new Promise((resolve) => {
      setTimeout(() => {
        this.#inTurn = false;
        this.#turnAt = performance.now();
        resolve(this.#wanted);
        this.#wanted = 0;
      }, 0);
    });
  }

  /**
   * An interrupt came as a message. `cancel` ends what the cell awaits. With shared memory the signal may have been
   * taken by running code already; then the message means nothing.
   */
  receive(sent: Interrupt, cancel: (signal: number) => void): void {
    const isShared = this.kind === 'shared';
    if (!this.#running) {
      if (!isShared) this.#early = sent;
      return;
    }
    const signal = isShared ? this.#waiting.takeInterrupt() : sent.signal;
    if (signal === 0 || sent.cell !== this.#cell || this.#waiting.interruptWait(signal)) return;
    if (this.#inTurn) this.#wanted = signal;
    else cancel(signal);
  }

  #poll(): number {
    this.#output.poll();
    if (this.#memory.takeSignal()) return SIGUSR2; // also to tasks in the background
    if (!this.#running) return 0;
    if (this.kind === 'shared') return this.#waiting.takeInterrupt();
    if (this.kind !== 'polled' || this.#inTurn || this.#held) return 0;
    if (performance.now() - this.#turnAt < TURN_MS) return 0;
    this.#turnAt = performance.now();
    return SIGUSR1;
  }
}
