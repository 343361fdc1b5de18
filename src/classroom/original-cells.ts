import type { Observable } from '../base/observable.ts';
import type { CellRef, CellSnapshot, NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassId } from '../protocol/ids.ts';
import { originalMark, type OriginalMark } from './original-mark.ts';

/** A cell of the teacher's open notebooks that was shared with the class, or is to be. */
export interface Original {
  readonly ref: CellRef;
  readonly mark: OriginalMark;
  readonly cell: CellSnapshot;
}

/** The originals in the open notebooks. Of cells that were duplicated with their mark only one counts: the one known before, else the first. */
export class OriginalCells {
  readonly #classId: ClassId;
  readonly #notebook: Observable<NotebookApp | null>;
  /** By shared cell: the original known last. */
  readonly #homes = new Map<string, string>();
  #known: ReadonlyMap<string, Original> | null = null;

  constructor(classId: ClassId, notebook: Observable<NotebookApp | null>) {
    this.#classId = classId;
    this.#notebook = notebook;
  }

  /** To be called when cells of a notebook changed: the next question looks anew. */
  forget(): void {
    this.#known = null;
  }

  /** In the order of the notebooks. */
  all(): readonly Original[] {
    return [...this.#look().values()];
  }

  at(ref: CellRef): Original | null {
    return this.#look().get(keyOf(ref)) ?? null;
  }

  #look(): ReadonlyMap<string, Original> {
    if (this.#known !== null) return this.#known;
    const app = this.#notebook.value;
    const found: Original[] = [];
    for (const path of app?.openNotebooks() ?? []) {
      for (const cell of app?.cells(path) ?? []) {
        const mark = originalMark(cell.metadata, this.#classId);
        if (mark !== null) found.push({ ref: { path, id: cell.id }, mark, cell });
      }
    }
    const chosen = new Map<string, Original>();
    for (const original of found) {
      const { cell } = original.mark;
      const home = this.#homes.get(cell) === keyOf(original.ref);
      if (home || !chosen.has(cell)) chosen.set(cell, original);
    }
    for (const [cell, { ref }] of chosen) this.#homes.set(cell, keyOf(ref));
    this.#known = new Map(
      found
        .filter((original) => chosen.get(original.mark.cell) === original)
        .map((original) => [keyOf(original.ref), original]),
    );
    return this.#known;
  }
}

function keyOf({ path, id }: CellRef): string {
  return `${path}\n${id}`;
}
