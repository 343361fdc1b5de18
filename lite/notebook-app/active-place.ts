import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { NotebookPlace } from '../../src/notebook/notebook-app.ts';
import { FrameSignal } from './frame-signal.ts';

/** Where the person is in the notebook in front: its active cell, and what is selected there while they write. */
export class ActivePlace {
  readonly #tracker: INotebookTracker;
  readonly #changes = new FrameSignal();
  #endCell: Unsubscribe = () => undefined;

  constructor(tracker: INotebookTracker) {
    this.#tracker = tracker;
    const watch = ({ content }: NotebookPanel): void =>
      void content.stateChanged.connect(this.#mark);
    tracker.forEach(watch);
    tracker.widgetAdded.connect((_tracker, panel) => watch(panel));
    tracker.currentChanged.connect(this.#mark);
    tracker.activeCellChanged.connect(() => this.#watchCell());
    this.#watchCell();
  }

  get value(): NotebookPlace | null {
    const { activeCell, currentWidget } = this.#tracker;
    if (activeCell === null || currentWidget === null) return null;
    const { editor } = activeCell;
    const writes = currentWidget.content.mode === 'edit' && editor instanceof CodeMirrorEditor;
    const { id } = activeCell.model;
    if (!writes) return { cell: id, selection: null };
    const { anchor, head } = editor.editor.state.selection.main;
    return { cell: id, selection: { anchor, head } };
  }

  /** Fires at most once a frame. */
  onChanged(listener: () => void): Unsubscribe {
    return this.#changes.on(() => listener());
  }

  readonly #mark = (): void => this.#changes.mark('');

  #watchCell(): void {
    this.#endCell();
    const selections = this.#tracker.activeCell?.model.selections;
    selections?.changed.connect(this.#mark);
    this.#endCell = () => void selections?.changed.disconnect(this.#mark);
    this.#mark();
  }
}
