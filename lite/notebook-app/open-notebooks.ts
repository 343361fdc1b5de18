import type { ISharedCell, ISharedNotebook, YNotebook } from '@jupyter/ydoc';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ObservableValue, type Observable } from '../../src/base/observable.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { CellRef, CellSnapshot } from '../../src/notebook/notebook-app.ts';
import { snapshot } from './cell-content.ts';
import { FrameSignal } from './frame-signal.ts';

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
    return cells.map((cell, index) => snapshot(path, index, cell));
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

  #watch(panel: NotebookPanel): void {
    void panel.context.ready.then(() => {
      if (panel.isDisposed || !panel.content.model) return;
      const mark = (): void => this.#changes.mark(panel.context.path);
      // The document itself tells of every change, also of those that the widgets' signals leave out.
      const cells = (panel.content.model.sharedModel as YNotebook).ydoc.getArray('cells');
      cells.observeDeep(mark);
      panel.disposed.connect(() => cells.unobserveDeep(mark));
      mark();
    });
  }
}
