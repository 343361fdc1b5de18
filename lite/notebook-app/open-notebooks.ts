import type { ISharedCell, ISharedNotebook, YCodeCell, YNotebook } from '@jupyter/ydoc';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ObservableValue, type Observable } from '../../src/base/observable.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { CellRef, CellSnapshot } from '../../src/notebook/notebook-app.ts';
import { snapshot } from './cell-content.ts';
import { FrameSignal } from './frame-signal.ts';

/** What Yjs tells of a change within the cells: which type changed, and its path from the array of cells. */
interface YEvent {
  readonly path: readonly (string | number)[];
  readonly target: unknown;
}

/** A cell of an open notebook, with where it is. */
export interface FoundCell {
  readonly panel: NotebookPanel;
  readonly notebook: ISharedNotebook;
  readonly index: number;
  readonly cell: ISharedCell;
}

/** The notebooks that are open, and their changes. */
export class OpenNotebooks {
  readonly #tracker: INotebookTracker;
  readonly #current: ObservableValue<string | null>;
  readonly #changes = new FrameSignal();
  /** By the cell's shared type, as long as it does not change. */
  readonly #snapshots = new WeakMap<object, CellSnapshot>();

  constructor(tracker: INotebookTracker) {
    this.#tracker = tracker;
    this.#current = new ObservableValue(tracker.currentWidget?.context.path ?? null);
    const refresh = (): void => this.#current.set(tracker.currentWidget?.context.path ?? null);
    tracker.currentChanged.connect(refresh);
    tracker.widgetUpdated.connect(refresh);
    tracker.forEach((panel) => this.#watch(panel));
    tracker.widgetAdded.connect((_tracker, panel) => {
      this.#watch(panel);
      panel.context.pathChanged.connect(refresh);
    });
  }

  /** Path of the notebook that was last in front and is still open. */
  get current(): Observable<string | null> {
    return this.#current;
  }

  get currentPanel(): NotebookPanel | null {
    return this.#tracker.currentWidget;
  }

  paths(): readonly string[] {
    return this.panels().map((panel) => panel.context.path);
  }

  panels(): readonly NotebookPanel[] {
    const panels: NotebookPanel[] = [];
    this.#tracker.forEach((panel) => panels.push(panel));
    return panels;
  }

  panel(path: string): NotebookPanel | null {
    return this.#tracker.find((panel) => panel.context.path === path) ?? null;
  }

  cells(path: string): readonly CellSnapshot[] {
    const cells = this.panel(path)?.content.model?.sharedModel.cells ?? [];
    return cells.map((cell, index) => this.#snapshot(path, index, cell));
  }

  /** One cell, or null where it does not exist. */
  cell(ref: CellRef): CellSnapshot | null {
    const found = this.find(ref);
    return found && this.#snapshot(ref.path, found.index, found.cell);
  }

  find(ref: CellRef): FoundCell | null {
    const panel = this.panel(ref.path);
    const notebook = panel?.content.model?.sharedModel;
    if (!panel || !notebook) return null;
    const index = notebook.cells.findIndex((cell) => cell.getId() === ref.id);
    const cell = notebook.cells[index];
    return cell ? { panel, notebook, index, cell } : null;
  }

  /** Fires with the path after cells of a notebook changed, at most once a frame. */
  onChanged(listener: (path: string) => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  /** The same object as long as nothing changed: looking at hundreds of cells after each key must cost nothing. */
  #snapshot(path: string, index: number, cell: ISharedCell): CellSnapshot {
    const { ymodel } = cell as YCodeCell;
    const known = this.#snapshots.get(ymodel);
    if (known?.path === path && known.index === index) return known;
    const made = snapshot(path, index, cell);
    this.#snapshots.set(ymodel, made);
    return made;
  }

  #watch(panel: NotebookPanel): void {
    void panel.context.ready.then(() => {
      if (panel.isDisposed || !panel.content.model) return;
      const mark = (events: readonly YEvent[]): void => {
        for (const { path, target } of events) {
          const cell = typeof path[0] === 'number' ? cells.get(path[0]) : target;
          this.#snapshots.delete(cell as object);
        }
        this.#changes.mark(panel.context.path);
      };
      // The document itself tells of every change, also of those that the widgets' signals leave out.
      const cells = (panel.content.model.sharedModel as YNotebook).ydoc.getArray('cells');
      cells.observeDeep(mark);
      panel.disposed.connect(() => cells.unobserveDeep(mark));
      mark([]);
    });
  }
}
