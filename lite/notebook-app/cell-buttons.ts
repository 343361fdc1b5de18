import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import { Emitter } from '../../src/base/emitter.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { CellActions, CellRef } from '../../src/notebook/notebook-app.ts';
import type { OpenNotebooks } from './open-notebooks.ts';
import {
  ShareButton,
  ShareMenuButton,
  ShareNowButton,
  ShareOptionsButton,
  type CellButtonModel,
} from './share-buttons.ts';
import { registerShareCommands, shareCommand, type ShareCommandModel } from './share-commands.ts';
import { drawShareMark } from './share-mark.ts';
import { sharingWords } from './sharing-words.ts';

/** The teacher's buttons in the toolbars of notebook and active cell, the commands, and the mark of every shared cell. */
export class CellButtons implements CellButtonModel, ShareCommandModel {
  #notebooks: OpenNotebooks | null = null;
  #actions: CellActions | null = null;
  #stop: Unsubscribe = () => undefined;
  readonly #changed = new Emitter<void>();

  /** Adds the commands, and the buttons to JupyterLab's toolbars, where `lite/schemas/cell-actions.json` places them. */
  register(registry: IToolbarWidgetRegistry, commands: CommandRegistry): void {
    registerShareCommands(commands, this);
    registry.addFactory<NotebookPanel>(
      'Notebook',
      'lectern-share-menu',
      () => new ShareMenuButton(this, commands),
    );
    registry.addFactory<Cell>(
      'Cell',
      'lectern-share-options',
      (cell) => new ShareOptionsButton(this, cell, commands),
    );
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

  selected(): readonly CellRef[] {
    const panel = this.#notebooks?.currentPanel;
    if (!panel) return [];
    return panel.content.widgets
      .filter((cell) => panel.content.isSelectedOrActive(cell))
      .map((cell) => ({ path: panel.context.path, id: cell.model.id }));
  }

  filled(): readonly CellRef[] {
    const panel = this.#notebooks?.currentPanel;
    if (!panel) return [];
    const cells = this.#notebooks?.cells(panel.context.path) ?? [];
    return cells
      .filter(({ source, outputs }) => source.trim() !== '' || outputs.length > 0)
      .map(({ path, id }) => ({ path, id }));
  }

  ref(cell: Cell): CellRef | null {
    const panel = this.#notebooks?.panels().find((candidate) => candidate.content === cell.parent);
    return panel ? { path: panel.context.path, id: cell.model.id } : null;
  }

  onChanged(listener: () => void): Unsubscribe {
    return this.#changed.on(listener);
  }

  #draw(path: string): void {
    const groups = this.#actions?.groups() ?? [];
    for (const cell of this.#notebooks?.panel(path)?.content.widgets ?? [])
      drawShareMark(cell, this.#actions?.state({ path, id: cell.model.id }) ?? null, groups);
  }
}

/** Registers the buttons; to be given to JupyterLab together with the `CellButtons` that it serves. */
export function cellActionsPlugin(buttons: CellButtons): JupyterFrontEndPlugin<void> {
  return {
    id: 'lectern:cell-actions',
    description: "Draws the teacher's buttons in the cell toolbar.",
    autoStart: true,
    requires: [IToolbarWidgetRegistry],
    optional: [ICommandPalette],
    activate: (
      { commands }: JupyterFrontEnd,
      registry: IToolbarWidgetRegistry,
      palette: ICommandPalette | null,
    ) => {
      buttons.register(registry, commands);
      const { audience: _needsAGroup, ...others } = shareCommand;
      for (const command of Object.values(others))
        palette?.addItem({ command, category: sharingWords.category });
    },
  };
}
