import type { CellRef } from '../notebook/notebook-app.ts';
import type { SessionContext } from './session-context.ts';
import type { Sharing } from './sharing.ts';

/** What a teacher does with cells. */
export interface SharingCommands {
  /** Teachers: shares the cell, or withdraws it where it is shared. */
  toggleShare(cell: CellRef): Promise<void>;
  /** Teachers: shares the present content as a new version. */
  shareNow(cell: CellRef): Promise<void>;
  /** Teachers: withdraws by the shared cell's id. */
  withdraw(id: string): Promise<void>;
}

export function sharingCommands(
  { classDoc, problems }: SessionContext,
  sharing: Sharing,
): SharingCommands {
  return {
    async toggleShare(cell) {
      sharing.toggleShare(cell);
      await problems.flush(classDoc);
    },
    async shareNow(cell) {
      sharing.shareNow(cell);
      await problems.flush(classDoc);
    },
    async withdraw(id) {
      sharing.withdraw(id);
      await problems.flush(classDoc);
    },
  };
}
