import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import { SIGALRM, SIGINT, type StopSignal } from './shared-control.ts';

/** Code that has not stopped so many milliseconds after it was asked is warned of its end. */
const UNHEEDED_MS = 2_000;
/** From the warning to the end of the worker, in ms: the words of the warning say the same. */
const WARNED_MS = 3_000;
/** How long code may take to stop where only awaits can be interrupted, in ms. */
const GRACE_MS = 1_000;

/** What a supervisor does to Python. */
export interface SupervisorActs {
  /** Asks a cell to stop. */
  signal(signal: StopSignal, cell: number): void;
  /** Tells the person that the worker is about to be ended. */
  warn(): void;
  /** Ends the worker. */
  end(): void;
}

/** The cell that is supervised. */
export interface SupervisedCell {
  readonly id: number;
  /** Seconds for which it may run; null: without limit. */
  readonly seconds: number | null;
}

/**
 * Sees to it that a cell ends: when somebody asks, and when its time is over. Who does not stop within 2 s is warned, and
 * ended 3 s later, or at once if asked again. Code that ends meanwhile, in its own way, is left alone.
 */
export class CellSupervisor {
  readonly #clock: Clock;
  readonly #acts: SupervisorActs;
  #cell: number | null = null;
  #stopping: 'no' | 'asked' | 'warned' = 'no';
  #cancelStep: Unsubscribe = () => undefined;
  #cancelLimit: Unsubscribe = () => undefined;
  /** Milliseconds that the cell may still run, as of `#since`; null: without limit. */
  #left: number | null = null;
  /** Since when its time runs; null while it waits for a person, or for a package. */
  #since: number | null = null;

  constructor(clock: Clock, acts: SupervisorActs) {
    this.#clock = clock;
    this.#acts = acts;
  }

  /** A cell runs from now on. Nothing happens where it is the one that runs already. */
  began(cell: SupervisedCell): void {
    if (cell.id === this.#cell) return;
    this.ended();
    this.#cell = cell.id;
    this.#left = cell.seconds === null ? null : cell.seconds * 1_000;
    this.#count();
  }

  /** The cell waits for a person, or for a package: its time stands still until `answered`. */
  waits(): void {
    if (this.#left === null || this.#since === null) return;
    this.#cancelLimit();
    // The clock may have jumped: a wait never adds time.
    this.#left = Math.min(this.#left, this.#left - (this.#clock.now() - this.#since));
    this.#since = null;
  }

  /** What it waited for is there. */
  answered(): void {
    if (this.#since === null) this.#count();
  }

  /** Asks the cell to stop. `reachable`: whether running code notices; else it is ended after a moment. */
  ask(reachable: boolean, signal: StopSignal = SIGINT): void {
    if (this.#stopping === 'warned') {
      this.#acts.end();
      return;
    }
    if (this.#cell !== null) this.#acts.signal(signal, this.#cell);
    if (this.#stopping === 'asked') return;
    this.#stopping = 'asked';
    this.#cancelStep = reachable
      ? this.#clock.after(UNHEEDED_MS, () => this.#warn())
      : this.#clock.after(GRACE_MS, () => this.#acts.end());
  }

  /** The cell has ended, or Python has. */
  ended(): void {
    this.#cancelStep();
    this.#cancelLimit();
    this.#cell = this.#left = this.#since = null;
    this.#stopping = 'no';
  }

  #warn(): void {
    this.#stopping = 'warned';
    this.#acts.warn();
    this.#cancelStep = this.#clock.after(WARNED_MS, () => this.#acts.end());
  }

  #count(): void {
    if (this.#left === null) return;
    this.#since = this.#clock.now();
    this.#cancelLimit = this.#clock.after(this.#left, () => {
      if (this.#stopping === 'no') this.ask(true, SIGALRM);
    });
  }
}
