import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { Emitter } from '../../src/base/emitter.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { CellActions, CellRef } from '../../src/notebook/notebook-app.ts';
import type { OpenNotebooks } from './open-notebooks.ts';
import { ShareButton, ShareNowButton, type CellButtonModel } from './share-buttons.ts';

/** Marks the edge of a cell that is shared; with the second, of one that was changed since. */
const sharedClass = 'lectern-mod-shared';
const staleClass = 'lectern-mod-stale';

/** The teacher's buttons in the toolbar of the active cell, and the coloured edge of every shared cell. */
export class CellButtons implements CellButtonModel {
  #notebooks: OpenNotebooks | null = null;
  #actions: CellActions | null = null;
  #stop: Unsubscribe = () => undefined;
  readonly #changed = new Emitter<void>();

  /** Adds the buttons to JupyterLab's cell toolbar, where `lite/schemas/cell-actions.json` places them. */
  register(registry: IToolbarWidgetRegistry): void {
    registry.addFactory<Cell>('Cell', 'lectern-share', (cell) => new ShareButton(this, cell));
    registry.addFactory<Cell>(
      'Cell',
      'lectern-share-now',
      (cell) => new ShareNowButton(this, cell),
    );
  }

  /** Draws the edges in these notebooks from now on. */
  attach(notebooks: OpenNotebooks): void {
    this.#notebooks = notebooks;
    notebooks.onChanged((path) => {
      this.#draw(path);
      this.#changed.emit();
    });
  }

  /** Draws by `actions` from now on; null hides everything. */
  setActions(actions: CellActions | null): void {
    this.#stop();
    this.#actions = actions;
    const redraw = (): void => {
      for (const path of this.#notebooks?.paths() ?? []) this.#draw(path);
      this.#changed.emit();
    };
    this.#stop = actions ? actions.onChanged(redraw) : () => undefined;
    redraw();
  }

  get actions(): CellActions | null {
    return this.#actions;
  }

  state(cell: Cell): ReturnType<CellActions['state']> {
    const ref = this.ref(cell);
    return (ref && this.#actions?.state(ref)) ?? null;
  }

  ref(cell: Cell): CellRef | null {
    const panel = this.#notebooks?.panels().find((candidate) => candidate.content === cell.parent);
    return panel ? { path: panel.context.path, id: cell.model.id } : null;
  }

  onChanged(listener: () => void): Unsubscribe {
    return this.#changed.on(listener);
  }

  #draw(path: string): void {
    for (const cell of this.#notebooks?.panel(path)?.content.widgets ?? []) {
      const state = this.#actions?.state({ path, id: cell.model.id }) ?? null;
      cell.node.classList.toggle(sharedClass, state?.shared === true);
      cell.node.classList.toggle(staleClass, state?.shared === true && state.stale);
    }
  }
}

/** Registers the buttons; to be given to JupyterLab together with the `CellButtons` that it serves. */
export function cellActionsPlugin(buttons: CellButtons): JupyterFrontEndPlugin<void> {
  return {
    id: 'lectern:cell-actions',
    description: "Draws the teacher's buttons in the cell toolbar.",
    autoStart: true,
    requires: [IToolbarWidgetRegistry],
    activate: (_app, registry: IToolbarWidgetRegistry) => buttons.register(registry),
  };
}
