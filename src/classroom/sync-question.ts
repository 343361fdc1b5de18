import type { CellContent } from '../notebook/notebook-app.ts';
import type { SharedCell } from './class-state.ts';

/** What Sync asks before it does anything: the person changed their copy. */
export interface SyncQuestion {
  readonly kind: 'changed';
  readonly shared: CellContent & Pick<SharedCell, 'id' | 'notebook' | 'version'>;
  /** Source of the copy. */
  readonly mine: string;
  /** Source of the version that the copy was made of; null where it is not known. */
  readonly base: string | null;
  /** The teacher changed it too since then, so that there is something to merge. */
  readonly bothChanged: boolean;
}

/** What to do where the student changed their copy; `merged`: the copy's source from now on. */
export type SyncAnswer = 'replace' | 'keep' | 'insert' | { readonly merged: string };
