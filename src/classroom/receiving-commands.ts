import type { SyncChoice } from './class-state.ts';
import type { Syncing } from './syncing.ts';

/** What a person does with cells that were shared. */
export interface ReceivingCommands {
  /** Notes that this person looked at the present version. */
  look(id: string): void;
  /**
   * Takes a shared cell into the notebook. Without `choice`: inserts it where there is no copy, replaces an
   * unchanged copy, and resolves 'ask' without doing anything where the person changed theirs.
   */
  sync(id: string, choice?: SyncChoice): Promise<'done' | 'ask'>;
  /** Takes the last sync back in one step. */
  undoSync(): void;
}

export function receivingCommands(syncing: Syncing): ReceivingCommands {
  return {
    look: (id) => syncing.look(id),
    sync: (id, choice) => syncing.sync(id, choice),
    undoSync: () => syncing.undo(),
  };
}
