import type { Cell } from '@jupyterlab/cells';
import { Widget } from '@lumino/widgets';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { CellActions, CellRef } from '../../src/notebook/notebook-app.ts';
import './cell-buttons.css';

/** What the buttons show and do, for any cell widget. */
export interface CellButtonModel {
  /** The classroom's side; null where there is no class. */
  readonly actions: CellActions | null;
  /** What the buttons of `cell` show; null hides them. */
  state(cell: Cell): ReturnType<CellActions['state']>;
  /** Names a cell widget; null where its notebook is not open (a console's cell, a closed notebook). */
  ref(cell: Cell): CellRef | null;
  /** Fires when any state may have changed. */
  onChanged(listener: () => void): Unsubscribe;
}

/** A button of one cell's toolbar that is redrawn whenever the state may have changed. */
abstract class CellButton extends Widget {
  protected readonly buttons: CellButtonModel;
  protected readonly cell: Cell;
  protected readonly button: HTMLButtonElement;
  readonly #stop: Unsubscribe;

  constructor(buttons: CellButtonModel, cell: Cell, name: string) {
    super();
    this.buttons = buttons;
    this.cell = cell;
    this.addClass('lectern-CellButton');
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.button.textContent = name;
    this.button.addEventListener('click', () => this.press());
    this.node.append(this.button);
    const draw = (): void => {
      if (!this.isDisposed && !cell.isDisposed) this.draw();
    };
    this.#stop = buttons.onChanged(draw);
    draw();
  }

  override dispose(): void {
    this.#stop();
    super.dispose();
  }

  protected abstract draw(): void;
  protected abstract press(): void;
}

/** The toggle "Share cell". */
export class ShareButton extends CellButton {
  constructor(buttons: CellButtonModel, cell: Cell) {
    super(buttons, cell, 'Share cell');
  }

  protected override draw(): void {
    const state = this.buttons.state(this.cell);
    this.setHidden(state === null);
    this.button.setAttribute('aria-pressed', String(state?.shared === true));
    this.button.title = state?.shared
      ? 'Shared with the class. Press to withdraw this cell.'
      : 'Share this cell with the class';
  }

  protected override press(): void {
    const ref = this.buttons.ref(this.cell);
    if (ref) this.buttons.actions?.toggleShare(ref);
  }
}

/** "Share now", there while a shared cell differs from what the class has. */
export class ShareNowButton extends CellButton {
  constructor(buttons: CellButtonModel, cell: Cell) {
    super(buttons, cell, 'Share now');
  }

  protected override draw(): void {
    const state = this.buttons.state(this.cell);
    this.setHidden(!state?.shared || !state.stale);
    this.button.title = 'Send the class what this cell holds now';
  }

  protected override press(): void {
    const ref = this.buttons.ref(this.cell);
    if (ref) this.buttons.actions?.share([ref]);
  }
}
