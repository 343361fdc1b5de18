import { Emitter } from '../base/emitter.ts';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { CellRef, CopySide, CopySides, NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import { CellDigests } from './cell-digests.ts';
import { copyState, markedCells, type MarkedCell } from './copies.ts';
import type { SharedCellRecord } from './shared-cell-records.ts';

export interface CopySidesOptions {
  readonly classId: ClassId;
  readonly records: () => readonly SharedCellRecord[];
  readonly notebook: Observable<NotebookApp | null>;
  /** Takes the shared cell `id` into this copy. */
  readonly sync: (id: string, copy: CellRef) => void;
}

/** How every copy in the open notebooks stands to what is shared now. Release with `close`. */
export class ClassCopySides implements CopySides {
  readonly #options: CopySidesOptions;
  readonly #changed = new Emitter<void>();
  readonly #digests = new CellDigests();
  readonly #end: Unsubscribe;
  #sides = new Map<string, { readonly side: CopySide; readonly id: string }>();
  #copies: readonly MarkedCell[] = [];

  constructor(options: CopySidesOptions) {
    this.#options = options;
    const { notebook } = options;
    this.#end = notebook.subscribe((app) => app?.setCopySides(this));
    notebook.value?.setCopySides(this);
    this.refresh();
  }

  /** All copies in the open notebooks, as of the last refresh. */
  get copies(): readonly MarkedCell[] {
    return this.#copies;
  }

  /** Looks at the notebooks and the shared cells anew, and tells where a side changed. */
  refresh(): void {
    const { classId, notebook, records } = this.#options;
    const app = notebook.value;
    this.#digests.begin();
    this.#copies =
      app === null ? [] : markedCells(app, classId, 'copy', (cell) => this.#digests.of(cell));
    const shared = new Map(
      this.#copies.length === 0 ? [] : records().map((record) => [record.id, record]),
    );
    const before = this.#sides;
    this.#sides = new Map();
    for (const copy of this.#copies) {
      const record = shared.get(copy.mark.cell);
      // What has not arrived yet says nothing of the copy.
      if (record === undefined) continue;
      const state = copyState(copy, record);
      if (state === 'none') continue;
      const side = record.withdrawn ? 'withdrawn' : state;
      this.#sides.set(keyOf(copy.ref), { side, id: record.id });
    }
    const same =
      before.size === this.#sides.size &&
      [...this.#sides].every(([key, { side }]) => before.get(key)?.side === side);
    if (!same) this.#changed.emit();
  }

  side(cell: CellRef): CopySide | null {
    return this.#sides.get(keyOf(cell))?.side ?? null;
  }

  onChanged(listener: () => void): Unsubscribe {
    return this.#changed.on(listener);
  }

  sync(cell: CellRef): void {
    const found = this.#sides.get(keyOf(cell));
    if (found !== undefined) this.#options.sync(found.id, cell);
  }

  close(): void {
    this.#end();
    this.#options.notebook.value?.setCopySides(null);
  }
}

function keyOf({ path, id }: CellRef): string {
  return `${path}\n${id}`;
}
