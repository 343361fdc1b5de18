import type { CellContent } from '../notebook/notebook-app.ts';
import type { SharedCell } from './class-state.ts';

/** Before a sync: the person changed their copy. */
export interface ChangedQuestion {
  readonly kind: 'changed';
  readonly shared: CellContent & Pick<SharedCell, 'id' | 'notebook' | 'version'>;
  /** Source of the copy. */
  readonly mine: string;
  /** Source of the version that the copy was made of; null where it is not known. */
  readonly base: string | null;
  /** The teacher changed it too since then, so that there is something to merge. */
  readonly bothChanged: boolean;
}

/** Before a sync: the copies are in notebooks that are closed. */
export interface ClosedQuestion {
  readonly kind: 'closed';
  /** Paths of the notebooks. */
  readonly paths: readonly string[];
  /** How many of the cells that are to be synced have their copy there. */
  readonly cells: number;
}

/** What a sync asks before it does anything. */
export type SyncQuestion = ChangedQuestion | ClosedQuestion;

/**
 * `insert`: a further copy. Of changed copies: `replace`, `keep`, or `merged`, the copy's source from now on. Of closed
 * notebooks: `open` them, and go on with the copies there.
 */
export type SyncAnswer = 'replace' | 'keep' | 'insert' | 'open' | { readonly merged: string };
