import type { CellSharing, ShareGroup } from '../../src/notebook/notebook-app.ts';
import { number } from '../../src/words/format.ts';
import { isolated } from '../../src/words/named.ts';
import { plural } from '../../src/words/plural.ts';
import { sentences } from '../../src/words/sentences.ts';
import { msg, str } from '../../src/words/words.ts';

/** Every word about sharing that stands in the notebook itself. */
export const sharingWords = {
  share: msg('Share cell'),
  shareHint: msg('Share this cell with the class'),
  sharedHint: msg('Shared with the class. Press to withdraw this cell.'),
  now: msg('Share now'),
  nowHint: msg('Send the class what this cell holds now'),
  options: msg('Sharing options'),
  menu: msg('Share cells'),
  menuLabel: msg('Share'),
  menuHint: msg('Share cells of this notebook with the class'),
  shareSelected: msg('Share selected cells'),
  shareAll: msg('Share all cells'),
  withdrawSelected: msg('Withdraw selected cells'),
  withdrawAll: msg('Withdraw all cells…'),
  withOutputs: msg('With outputs'),
  onRun: msg('Share on run'),
  live: msg('Live'),
  everybody: msg('For everybody'),
  forGroup: (name: string) => msg(str`For ${isolated(name)}`),
  category: msg('Class'),
  ask: {
    title: msg('Withdraw all cells of this notebook?'),
    body: (count: number) =>
      sentences(
        count === 1
          ? msg('One cell leaves the class’s list.')
          : plural(count, {
              one: msg(str`${number(count)} cell leaves the class’s list.`),
              other: msg(str`${number(count)} cells leave the class’s list.`),
            }),
        msg('Copies that students took stay theirs.'),
      ),
    withdraw: msg('Withdraw all'),
    cancel: msg('Cancel'),
  },
  mark: (state: CellSharing, groups: readonly ShareGroup[]): string => {
    const { live, stale } = state;
    if (state.group === null) {
      if (live)
        return stale
          ? msg('Shared live with everybody, changed since')
          : msg('Shared live with everybody');
      return stale ? msg('Shared with everybody, changed since') : msg('Shared with everybody');
    }
    const name = groups.find(({ id }) => id === state.group)?.name;
    const whom = name === undefined ? msg('a group') : isolated(name);
    if (live)
      return stale
        ? msg(str`Shared live with ${whom}, changed since`)
        : msg(str`Shared live with ${whom}`);
    return stale ? msg(str`Shared with ${whom}, changed since`) : msg(str`Shared with ${whom}`);
  },
} as const;
