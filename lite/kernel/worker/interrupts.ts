import type { InterruptKind } from '../protocol.ts';
import { CONTROL, CONTROL_BYTES, SIGUSR1, SIGUSR2, type StopSignal } from '../shared-control.ts';
import type { MemoryLimit } from './memory-limit.ts';
import type { Waiting } from './waiting.ts';

/** How often code without shared memory lets messages in. A turn costs some tenths of a millisecond. */
const TURN_MS = 100;

/**
 * What CPython polls between bytecodes (`setInterruptBuffer` takes any object with a settable `0`). It also lets
 * gathered output and changed files out, since no timer fires while Python computes.
 */
export class Interrupts {
  readonly kind: InterruptKind;
  readonly #control: Int32Array | null;
  readonly #output: { poll(): void };
  readonly #waiting: Waiting;
  readonly #memory: MemoryLimit;
  #running = false;
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
    this.#control = shared === null ? null : new Int32Array(shared, 0, CONTROL_BYTES / 4);
    this.#output = output;
    this.#waiting = waiting;
    this.#memory = memory;
    this.kind = shared !== null ? 'shared' : canSuspend ? 'polled' : 'none';
  }

  /** Between `enter` and `leave` signals are the user's; outside, they wait or are dropped. */
  enter(): void {
    this.#waiting.takeInterrupt();
    this.#wanted = 0;
    this.#turnAt = performance.now();
    this.#running = true;
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
  receive(sent: StopSignal, cancel: (signal: number) => void): void {
    const signal = this.#control === null ? sent : this.#waiting.takeInterrupt();
    if (signal === 0 || !this.#running || this.#waiting.interruptWait(signal)) return;
    if (this.#inTurn) this.#wanted = signal;
    else cancel(signal);
  }

  #poll(): number {
    this.#output.poll();
    if (this.#memory.takeSignal()) return SIGUSR2; // also to tasks in the background
    if (!this.#running) return 0;
    if (this.#control !== null) return Atomics.exchange(this.#control, CONTROL.signal, 0);
    if (this.kind !== 'polled' || this.#inTurn || this.#held) return 0;
    if (performance.now() - this.#turnAt < TURN_MS) return 0;
    this.#turnAt = performance.now();
    return SIGUSR1;
  }
}
