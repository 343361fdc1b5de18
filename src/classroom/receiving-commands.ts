import type { Observable } from '../base/observable.ts';
import type { SyncAnswer, SyncQuestion } from './sync-question.ts';
import type { Syncing, SyncManner } from './syncing.ts';

/** What a person does with cells that were shared. */
export interface ReceivingCommands {
  /** Notes that this person looked at the present version. */
  look(id: string): void;
  /**
   * Takes a shared cell into the notebook: inserts it where there is no copy, replaces an unchanged copy, and asks
   * (`syncQuestion`) where the person changed theirs, or has it in a closed notebook. `insert`: a further copy.
   * Resolves when it is done, or the person turned away.
   */
  sync(id: string, manner?: SyncManner): Promise<void>;
  /** The same for all that is new (`isToTake`), in one step; copies that the person changed are left. */
  syncAll(manner?: SyncManner): Promise<void>;
  /** Makes a new notebook of these shared cells and opens it. */
  takeIntoNotebook(ids: readonly string[]): Promise<void>;
  /** What a Sync waits for the person to answer; null for nothing. */
  readonly syncQuestion: Observable<SyncQuestion | null>;
  /** Answers `syncQuestion`; null turns away, and nothing changes. */
  answerSync(answer: SyncAnswer | null): void;
  /** Takes the last sync back in one step. */
  undoSync(): void;
}

/** `attempt` shows the failure of a part of a command. */
export function receivingCommands(
  syncing: Syncing,
  attempt: (action: () => Promise<void>) => Promise<void>,
): ReceivingCommands {
  return {
    look: (id) => syncing.look(id),
    sync: (id, manner) => attempt(() => syncing.sync(id, manner)),
    syncAll: (manner) => attempt(() => syncing.syncAll(manner)),
    takeIntoNotebook: (ids) => attempt(() => syncing.takeIntoNotebook(ids)),
    syncQuestion: syncing.question,
    answerSync: (answer) => syncing.answer(answer),
    undoSync: () => syncing.undo(),
  };
}
