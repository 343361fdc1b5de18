import type { Cell } from '@jupyterlab/cells';
import type { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { CellActions, CellRef, CellSharing } from '../../src/notebook/notebook-app.ts';
import './cell-buttons.css';
import { makeMenuButton } from './menu-button.ts';
import { notebookMenu, optionsMenu } from './share-commands.ts';
import { sharingWords as words } from './sharing-words.ts';

/** What the buttons show and do, for any cell widget. */
export interface CellButtonModel {
  /** The classroom's side; null where there is no class. */
  readonly actions: CellActions | null;
  /** What the buttons of `cell` show; null hides them. */
  state(cell: Cell): CellSharing | null;
  /** Names a cell widget; null where its notebook is not open (a console's cell, a closed notebook). */
  ref(cell: Cell): CellRef | null;
  /** Fires when any state may have changed. */
  onChanged(listener: () => void): Unsubscribe;
}

/** A button of a toolbar that is redrawn whenever the state may have changed. */
abstract class ToolbarItem extends Widget {
  protected readonly buttons: CellButtonModel;
  protected readonly button: HTMLButtonElement;
  readonly #stop: Unsubscribe;

  constructor(buttons: CellButtonModel, name: string) {
    super();
    this.buttons = buttons;
    this.addClass('lectern-CellButton');
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.button.textContent = name;
    this.node.append(this.button);
    this.#stop = buttons.onChanged(() => {
      if (!this.isDisposed) this.draw();
    });
  }

  override dispose(): void {
    this.#stop();
    super.dispose();
  }

  protected abstract draw(): void;
}

/** A button of one cell's toolbar. */
abstract class CellButton extends ToolbarItem {
  protected readonly cell: Cell;

  constructor(buttons: CellButtonModel, cell: Cell, name: string) {
    super(buttons, name);
    this.cell = cell;
    this.draw();
  }

  protected override draw(): void {
    if (!this.cell.isDisposed) this.drawState(this.buttons.state(this.cell));
  }

  protected abstract drawState(state: CellSharing | null): void;
}

/** The toggle "Share cell". */
export class ShareButton extends CellButton {
  constructor(buttons: CellButtonModel, cell: Cell) {
    super(buttons, cell, words.share);
    this.button.addEventListener('click', () => {
      const ref = buttons.ref(cell);
      if (ref) buttons.actions?.toggleShare(ref);
    });
  }

  protected override drawState(state: CellSharing | null): void {
    this.setHidden(state === null);
    this.button.setAttribute('aria-pressed', String(state?.shared === true));
    this.button.title = state?.shared ? words.sharedHint : words.shareHint;
  }
}

/** "Share now", there while a shared cell differs from what the class has. */
export class ShareNowButton extends CellButton {
  constructor(buttons: CellButtonModel, cell: Cell) {
    super(buttons, cell, words.now);
    this.button.title = words.nowHint;
    this.button.addEventListener('click', () => {
      const ref = buttons.ref(cell);
      if (ref) buttons.actions?.share([ref]);
    });
  }

  protected override drawState(state: CellSharing | null): void {
    this.setHidden(!state?.shared || !state.stale);
  }
}

/** "Sharing options": a menu of how this cell is shared. */
export class ShareOptionsButton extends CellButton {
  constructor(buttons: CellButtonModel, cell: Cell, commands: CommandRegistry) {
    super(buttons, cell, '');
    this.button.setAttribute('aria-label', words.options);
    this.button.title = words.options;
    makeMenuButton(this.button, () => {
      const ref = buttons.ref(cell);
      return ref && buttons.actions && optionsMenu(commands, buttons.actions, ref);
    });
  }

  protected override drawState(state: CellSharing | null): void {
    this.setHidden(state === null);
  }
}

/** The notebook toolbar's menu of what is done with several cells. */
export class ShareMenuButton extends ToolbarItem {
  constructor(buttons: CellButtonModel, commands: CommandRegistry) {
    super(buttons, words.menuLabel);
    this.addClass('lectern-mod-notebook');
    this.button.setAttribute('aria-label', words.menu);
    this.button.title = words.menuHint;
    makeMenuButton(this.button, () => buttons.actions && notebookMenu(commands, buttons.actions));
    this.draw();
  }

  protected override draw(): void {
    this.setHidden(this.buttons.actions === null);
  }
}
