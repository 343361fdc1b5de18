import type { InterruptKind } from '../protocol.ts';
import { CONTROL, CONTROL_BYTES, SIGUSR1 } from '../shared-control.ts';
import type { OutputChannel } from './output-channel.ts';
import type { Waiting } from './waiting.ts';

/** How often code without shared memory lets messages in. A turn costs some tenths of a millisecond. */
const TURN_MS = 100;

/**
 * What CPython polls between bytecodes (`setInterruptBuffer` takes any object with a settable `0`). It also lets
 * gathered output out, since no timer fires while Python computes.
 */
export class Interrupts {
  readonly kind: InterruptKind;
  readonly #control: Int32Array | null;
  readonly #output: OutputChannel;
  readonly #waiting: Waiting;
  #running = false;
  #turnAt = 0;
  #wanted = false;
  #inTurn = false;

  constructor(
    shared: SharedArrayBuffer | null,
    output: OutputChannel,
    waiting: Waiting,
    canSuspend: boolean,
  ) {
    this.#control = shared === null ? null : new Int32Array(shared, 0, CONTROL_BYTES / 4);
    this.#output = output;
    this.#waiting = waiting;
    this.kind = shared !== null ? 'shared' : canSuspend ? 'polled' : 'none';
  }

  /** Between `enter` and `leave` signals are the user's; outside, they wait or are dropped. */
  enter(): void {
    this.#waiting.takeInterrupt();
    this.#wanted = false;
    this.#turnAt = performance.now();
    this.#running = true;
  }

  leave(): void {
    this.#running = false;
  }

  /** The buffer for Pyodide. */
  buffer(): { 0: number } {
    return Object.defineProperty({ 0: 0 }, 0, {
      get: () => this.#poll(),
      set: () => {}, // Pyodide clears what it has read; reading has cleared it already
    });
  }

  /** Lets messages in; resolves to whether an interrupt was among them. */
  takeTurn(): Promise<boolean> {
    this.#inTurn = true;
    return new Promise((resolve) => {
      setTimeout(() => {
        this.#inTurn = false;
        this.#turnAt = performance.now();
        resolve(this.#wanted);
        this.#wanted = false;
      }, 0);
    });
  }

  /**
   * An interrupt came as a message. `cancel` ends what the cell awaits. With shared memory the signal may have been
   * taken by running code already; then the message means nothing.
   */
  receive(cancel: () => void): void {
    if (this.#control !== null && !this.#waiting.takeInterrupt()) return;
    if (!this.#running || this.#waiting.interruptWait()) return;
    if (this.#inTurn) this.#wanted = true;
    else cancel();
  }

  #poll(): number {
    this.#output.poll();
    if (!this.#running) return 0;
    if (this.#control !== null) return Atomics.exchange(this.#control, CONTROL.signal, 0);
    if (this.kind !== 'polled' || this.#inTurn || performance.now() - this.#turnAt < TURN_MS)
      return 0;
    this.#turnAt = performance.now();
    return SIGUSR1;
  }
}
