import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { CellRef, CopySide, CopySides } from '../../src/notebook/notebook-app.ts';
import { speaks } from '../../src/words/speaks.ts';
import './copy-marks.css';
import { copyWords as words } from './copy-words.ts';
import type { OpenNotebooks } from './open-notebooks.ts';

const markClass = 'lectern-CopyMark';

/** The line below each copy of a shared cell: how it stands to what is shared now, and the button to sync it. */
export class CopyMarks {
  readonly #notebooks: OpenNotebooks;
  #sides: CopySides | null = null;
  #stop: Unsubscribe = () => undefined;

  constructor(notebooks: OpenNotebooks) {
    this.#notebooks = notebooks;
    notebooks.onChanged((path) => this.#draw(path));
  }

  /** Draws by `sides` from now on; null takes all marks away. */
  setSides(sides: CopySides | null): void {
    this.#stop();
    this.#sides = sides;
    const redraw = (): void => {
      for (const path of this.#notebooks.paths()) this.#draw(path);
    };
    this.#stop = sides?.onChanged(redraw) ?? (() => undefined);
    redraw();
  }

  #draw(path: string): void {
    for (const { model, node } of this.#notebooks.panel(path)?.content.widgets ?? []) {
      const cell = { path, id: model.id };
      const side = this.#sides?.side(cell) ?? null;
      const mark = node.querySelector<HTMLElement>(`:scope > .${markClass}`);
      if (side === null) mark?.remove();
      else if (mark?.dataset['side'] !== side) {
        mark?.remove();
        // Last: JupyterLab puts the parts of a cell that it builds later before it.
        node.append(this.#mark(cell, side));
      }
    }
  }

  #mark(cell: CellRef, side: CopySide): HTMLElement {
    const mark = document.createElement('div');
    mark.className = markClass;
    speaks(mark);
    mark.dataset['side'] = side;
    mark.title = words.hints[side];
    const word = document.createElement('span');
    word.textContent = words.sides[side];
    mark.append(word);
    if (side !== 'current' && side !== 'withdrawn') {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = words.sync;
      button.addEventListener('click', () => this.#sides?.sync(cell));
      // In command mode JupyterLab takes these keys for its own.
      button.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
      });
      mark.append(button);
    }
    return mark;
  }
}
