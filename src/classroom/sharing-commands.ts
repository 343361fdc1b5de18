import type { CellRef } from '../notebook/notebook-app.ts';
import { writeSharingDefaults, type SharingDefaults } from './class-settings.ts';
import type { SessionContext } from './session-context.ts';
import type { Sharing } from './sharing.ts';

/** What a teacher does with cells. */
export interface SharingCommands {
  /** Teachers: shares the cell, or withdraws it where it is shared. */
  toggleShare(cell: CellRef): Promise<void>;
  /** Teachers: withdraws by the shared cell's id. */
  withdraw(id: string): Promise<void>;
  /** Teachers: withdraws every shared cell. */
  withdrawEverything(): Promise<void>;
  /** Teachers: how cells are shared that were not shared before. */
  setSharingDefaults(defaults: SharingDefaults): Promise<void>;
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
    async withdraw(id) {
      sharing.withdrawById(id);
      await problems.flush(classDoc);
    },
    async withdrawEverything() {
      sharing.withdrawEverything();
      await problems.flush(classDoc);
    },
    async setSharingDefaults(defaults) {
      if (!classDoc.writable.value) return;
      writeSharingDefaults(classDoc.doc, defaults);
      await problems.flush(classDoc);
    },
  };
}
