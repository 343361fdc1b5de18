import { Dialog, showDialog } from '@jupyterlab/apputils';
import { MenuSvg } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Menu } from '@lumino/widgets';
import type {
  CellActions,
  CellRef,
  CellSharing,
  SharingChoices,
} from '../../src/notebook/notebook-app.ts';
import { sharingWords as words } from './sharing-words.ts';

/** The cells that commands act on, and what they do with them. */
export interface ShareCommandModel {
  /** The classroom's side; null where there is no class, or nothing can be shared. */
  readonly actions: CellActions | null;
  /** Cells that are selected in the notebook in front; the active one at least. */
  selected(): readonly CellRef[];
  /** All its cells, without empty ones. */
  filled(): readonly CellRef[];
}

/** Ids as `lite/schemas/cell-actions.json` names them. */
export const shareCommand = {
  shareSelected: 'lectern:share-selected',
  shareAll: 'lectern:share-all',
  withdrawSelected: 'lectern:withdraw-selected',
  withdrawAll: 'lectern:withdraw-all',
  withOutputs: 'lectern:share-with-outputs',
  onRun: 'lectern:share-on-run',
  live: 'lectern:share-live',
  audience: 'lectern:share-for',
} as const;

/** Registers the commands. Those that take `path` and `id` act on that cell, else on the selected ones. */
export function registerShareCommands(commands: CommandRegistry, model: ShareCommandModel): void {
  const targets = (args: ReadonlyPartialJSONObject): readonly CellRef[] => {
    const { path, id } = args;
    if (typeof path === 'string' && typeof id === 'string') return [{ path, id }];
    return model.selected();
  };
  const states = (refs: readonly CellRef[]): readonly CellSharing[] =>
    refs.flatMap((ref) => model.actions?.state(ref) ?? []);
  const isVisible = (): boolean => model.actions !== null;

  commands.addCommand(shareCommand.shareSelected, {
    label: words.shareSelected,
    isVisible,
    isEnabled: () => isVisible() && model.selected().length > 0,
    execute: () => model.actions?.share(model.selected()),
  });
  commands.addCommand(shareCommand.shareAll, {
    label: words.shareAll,
    isVisible,
    isEnabled: () => isVisible() && model.filled().length > 0,
    execute: () => model.actions?.share(model.filled()),
  });
  commands.addCommand(shareCommand.withdrawSelected, {
    label: words.withdrawSelected,
    isVisible,
    isEnabled: () => states(model.selected()).some(({ shared }) => shared),
    execute: () => model.actions?.withdraw(model.selected()),
  });
  commands.addCommand(shareCommand.withdrawAll, {
    label: words.withdrawAll,
    isVisible,
    isEnabled: () => states(model.filled()).some(({ shared }) => shared),
    execute: async () => {
      const refs = model.filled();
      const count = states(refs).filter(({ shared }) => shared).length;
      const answer = await showDialog({
        title: words.ask.title,
        body: words.ask.body(count),
        buttons: [
          Dialog.cancelButton({ label: words.ask.cancel }),
          Dialog.warnButton({ label: words.ask.withdraw }),
        ],
      });
      if (answer.button.accept) model.actions?.withdraw(refs);
    },
  });
  const addChoice = (
    command: string,
    label: string,
    choice: 'withOutputs' | 'onRun' | 'live',
  ): void => {
    const isOn = (args: ReadonlyPartialJSONObject): boolean => {
      const there = states(targets(args));
      return there.length > 0 && there.every((state) => state[choice]);
    };
    commands.addCommand(command, {
      label,
      isVisible,
      isEnabled: (args) => states(targets(args)).length > 0,
      isToggleable: true,
      isToggled: isOn,
      execute: (args) => model.actions?.choose(targets(args), { [choice]: !isOn(args) }),
    });
  };
  addChoice(shareCommand.withOutputs, words.withOutputs, 'withOutputs');
  addChoice(shareCommand.onRun, words.onRun, 'onRun');
  addChoice(shareCommand.live, words.live, 'live');
  const groupOf = ({ group }: ReadonlyPartialJSONObject): SharingChoices['group'] =>
    typeof group === 'string' ? group : null;
  commands.addCommand(shareCommand.audience, {
    label: ({ name }) => (typeof name === 'string' ? words.forGroup(name) : words.everybody),
    isVisible,
    isEnabled: (args) => states(targets(args)).length > 0,
    isToggleable: true,
    isToggled: (args) => {
      const there = states(targets(args));
      return there.length > 0 && there.every(({ group }) => group === groupOf(args));
    },
    execute: (args) => model.actions?.choose(targets(args), { group: groupOf(args) }),
  });
}

/** The menu of one cell's options, or of the selected cells' where `cell` is null. */
export function optionsMenu(
  commands: CommandRegistry,
  actions: CellActions,
  cell: CellRef | null,
  menu: Menu = new MenuSvg({ commands }),
): Menu {
  const args = cell === null ? {} : { path: cell.path, id: cell.id };
  for (const command of [shareCommand.withOutputs, shareCommand.onRun, shareCommand.live])
    menu.addItem({ command, args });
  const groups = actions.groups();
  if (groups.length === 0) return menu;
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: shareCommand.audience, args: { ...args, group: null } });
  for (const { id, name } of groups)
    menu.addItem({ command: shareCommand.audience, args: { ...args, group: id, name } });
  return menu;
}

/** The menu of the notebook's toolbar. */
export function notebookMenu(commands: CommandRegistry, actions: CellActions): Menu {
  const menu = new MenuSvg({ commands });
  for (const command of [
    shareCommand.shareSelected,
    shareCommand.shareAll,
    shareCommand.withdrawSelected,
    shareCommand.withdrawAll,
  ])
    menu.addItem({ command });
  menu.addItem({ type: 'separator' });
  return optionsMenu(commands, actions, null, menu);
}
