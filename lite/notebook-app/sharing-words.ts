import type { CellSharing, ShareGroup } from '../../src/notebook/notebook-app.ts';

/** Every word about sharing that stands in the notebook itself, in English. */
export const sharingWords = {
  share: 'Share cell',
  shareHint: 'Share this cell with the class',
  sharedHint: 'Shared with the class. Press to withdraw this cell.',
  now: 'Share now',
  nowHint: 'Send the class what this cell holds now',
  options: 'Sharing options',
  menu: 'Share cells',
  menuLabel: 'Share',
  menuHint: 'Share cells of this notebook with the class',
  shareSelected: 'Share selected cells',
  shareAll: 'Share all cells',
  withdrawSelected: 'Withdraw selected cells',
  withdrawAll: 'Withdraw all cells…',
  withOutputs: 'With outputs',
  onRun: 'Share on run',
  live: 'Live',
  everybody: 'For everybody',
  forGroup: (name: string) => `For ${name}`,
  category: 'Class',
  ask: {
    title: 'Withdraw all cells of this notebook?',
    body: (count: number) =>
      `${count === 1 ? 'One cell leaves' : `${count} cells leave`} the class’s list. Copies that students took stay theirs.`,
    withdraw: 'Withdraw all',
    cancel: 'Cancel',
  },
  mark: (state: CellSharing, groups: readonly ShareGroup[]): string => {
    const group = groups.find(({ id }) => id === state.group);
    const whom = state.group === null ? 'everybody' : (group?.name ?? 'a group');
    const how = state.live ? `Shared live with ${whom}` : `Shared with ${whom}`;
    return state.stale ? `${how}, changed since` : how;
  },
} as const;
