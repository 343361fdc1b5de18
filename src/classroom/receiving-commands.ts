import type { Observable } from '../base/observable.ts';
import type { SyncAnswer, SyncQuestion } from './sync-question.ts';
import type { Syncing } from './syncing.ts';

/** What a person does with cells that were shared. */
export interface ReceivingCommands {
  /** Notes that this person looked at the present version. */
  look(id: string): void;
  /**
   * Takes a shared cell into the notebook: inserts it where there is no copy, replaces an unchanged copy, and asks
   * (`syncQuestion`) where the person changed theirs. Resolves when it is done, or the person turned away.
   */
  sync(id: string): Promise<void>;
  /** What a Sync waits for the person to answer; null for nothing. */
  readonly syncQuestion: Observable<SyncQuestion | null>;
  /** Answers `syncQuestion`; null turns away, and nothing changes. */
  answerSync(answer: SyncAnswer | null): void;
  /** Takes the last sync back in one step. */
  undoSync(): void;
}

export function receivingCommands(syncing: Syncing): ReceivingCommands {
  return {
    look: (id) => syncing.look(id),
    sync: (id) => syncing.sync(id),
    syncQuestion: syncing.question,
    answerSync: (answer) => syncing.answer(answer),
    undoSync: () => syncing.undo(),
  };
}
