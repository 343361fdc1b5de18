import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { MirrorCell, NotebookPlace } from '../../../src/notebook/notebook-app.ts';
import { MirrorOutputs } from './mirror-outputs.ts';
import { MirrorSource } from './mirror-source.ts';
import { mirrorWords } from './mirror-words.ts';
import type { Extent } from './teacher-scroll.ts';

/** The parts of JupyterLab that a mirror draws with. */
export interface MirrorParts {
  readonly languages: IEditorLanguageRegistry;
  readonly rendermime: IRenderMimeRegistry;
}

/** One cell of a mirror: its source, and its outputs below; a text as it is meant to be read unless it is being written. */
export class MirrorCellView {
  readonly node = document.createElement('div');
  readonly #parts: MirrorParts;
  readonly #sourceHost = document.createElement('div');
  readonly #outputs: MirrorOutputs;
  #cell: MirrorCell;
  #source: MirrorSource | null = null;
  /** What stands in `#outputs`. */
  #shown: unknown = null;
  #number = 0;
  /** Undefined while the teacher is in another cell. */
  #selection: NotebookPlace['selection'] | undefined = undefined;

  /** To be `draw`n once its node is in the document. */
  constructor(cell: MirrorCell, parts: MirrorParts) {
    this.#cell = cell;
    this.#parts = parts;
    this.node.className = 'lectern-Mirror-cell';
    this.node.setAttribute('role', 'group');
    this.#sourceHost.className = 'lectern-Mirror-source';
    const outputHost = document.createElement('div');
    outputHost.className = 'lectern-Mirror-outputs';
    this.node.append(this.#sourceHost, outputHost);
    this.#outputs = new MirrorOutputs(outputHost, parts.rendermime);
  }

  get cellType(): MirrorCell['cellType'] {
    return this.#cell.cellType;
  }

  /** Numbers the cell, from 1. */
  place(number: number): void {
    if (number === this.#number) return;
    this.#number = number;
    this.node.ariaLabel = mirrorWords.cell(number);
  }

  update(cell: MirrorCell): void {
    if (cell === this.#cell) return;
    this.#cell = cell;
    this.draw();
  }

  /** The teacher is in this cell, with this selection; undefined: in another one. */
  enter(selection: NotebookPlace['selection'] | undefined): void {
    if (selection === this.#selection) return;
    this.#selection = selection;
    if (selection === undefined) this.node.removeAttribute('aria-current');
    else this.node.setAttribute('aria-current', 'true');
    this.draw();
  }

  /** What to bring into sight when the teacher is here: where they write, and what follows in the cell, as its output. */
  get focus(): Extent {
    const { top, bottom: end } = this.node.getBoundingClientRect();
    const caret = this.#source?.caret;
    return caret ? { ...caret, end } : { top, bottom: top, end };
  }

  draw(): void {
    const { cellType, source, outputs, outputsLeft } = this.#cell;
    const isRead = cellType === 'markdown' && !this.#selection && source.trim() !== '';
    if (isRead) {
      this.#source?.dispose();
      this.#source = null;
      this.#showOnce(source, () => this.#outputs.showMarkdown(source));
    } else {
      this.#source ??= new MirrorSource(this.#sourceHost, this.#cell, this.#parts.languages);
      this.#source.update(source);
      this.#source.select(this.#selection ?? null);
      const note = outputsLeft ? mirrorWords.tooLarge : null;
      this.#showOnce(note ?? outputs, () => this.#outputs.showOutputs(outputs, note));
    }
    this.#sourceHost.hidden = isRead;
  }

  dispose(): void {
    this.#source?.dispose();
    this.#outputs.dispose();
    this.node.remove();
  }

  #showOnce(what: unknown, show: () => Promise<void>): void {
    if (what === this.#shown) return;
    this.#shown = what;
    void show();
  }
}
