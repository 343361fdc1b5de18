import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { Original } from './original-cells.ts';

/** So long a deleted cell stays shared, in ms: who cuts it to paste it elsewhere, or undoes at once, tells the class nothing. */
const GRACE_MS = 5_000;

interface Callbacks {
  /** The cell was deleted, and did not come back. Returns whether that changed anything for the class. */
  readonly gone: (id: string) => boolean;
  /** A cell whose going changed something is in a notebook again. */
  readonly back: (original: Original) => void;
}

/** Notices when shared cells are deleted in an open notebook, and when Undo brings them back. Closing a notebook deletes nothing. */
export class DeletedCells {
  readonly #clock: Clock;
  readonly #callbacks: Callbacks;
  /** By shared cell: the notebook it was seen in last. */
  readonly #seen = new Map<string, string>();
  readonly #waiting = new Map<string, Unsubscribe>();
  readonly #gone = new Set<string>();

  constructor(clock: Clock, callbacks: Callbacks) {
    this.#clock = clock;
    this.#callbacks = callbacks;
  }

  /** Compares what is in the notebooks with what was. */
  look(app: NotebookApp, originals: readonly Original[]): void {
    const there = new Set<string>();
    for (const original of originals) {
      const { cell } = original.mark;
      there.add(cell);
      this.#seen.set(cell, original.ref.path);
      this.#waiting.get(cell)?.();
      this.#waiting.delete(cell);
      if (this.#gone.delete(cell)) this.#callbacks.back(original);
    }
    for (const [cell, path] of this.#seen) {
      if (there.has(cell)) continue;
      this.#seen.delete(cell);
      // A notebook without any cell is still loading, or is closed.
      if (app.cells(path).length === 0) continue;
      const cancel = this.#clock.after(GRACE_MS, () => this.#tellGone(cell));
      this.#waiting.set(cell, cancel);
    }
  }

  /** Tells at once what was deleted. */
  close(): void {
    for (const cell of [...this.#waiting.keys()]) this.#tellGone(cell);
  }

  #tellGone(cell: string): void {
    this.#waiting.get(cell)?.();
    this.#waiting.delete(cell);
    if (this.#callbacks.gone(cell)) this.#gone.add(cell);
  }
}
