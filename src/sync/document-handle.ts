import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { DocId } from '../protocol/ids.ts';

/** How far a document's own changes have come. */
export interface DocumentStatus {
  /** Every own change is in this device's store (ST1). */
  readonly saved: boolean;
  /** Own entries that no other participant is known to have. */
  readonly waiting: number;
}

/** Why a local change did not become an entry. */
export type LocalRefusal =
  | 'not-permitted' // this participant may not write here (now)
  | 'too-large' // one transaction over `MAX_ENTRY_PAYLOAD`
  | 'foreign'; // structs of another client id: somebody else's update was applied to `doc` (SY7)

/**
 * One document of a class, in the shape of a Yjs provider. Local changes to `doc` become signed entries by
 * themselves; where this participant may not write, they are refused (`onRefused`) and taken back (`onReset`).
 */
export interface DocumentHandle {
  readonly id: DocId;
  /** The present Y.Doc. Replaced at a reset: keep no reference beyond `onReset`. Apply no updates to it. */
  readonly doc: Y.Doc;
  /** Cursors and the like of who has the document open. Replaced together with `doc`. */
  readonly awareness: Awareness;
  /** Whether this participant may write here now. */
  readonly writable: Observable<boolean>;
  /** Whether the version vector matches with at least one connected peer (SY6). */
  readonly synced: Observable<boolean>;
  readonly status: Observable<DocumentStatus>;
  /** Fires after entries were taken out or refused and `doc` was rebuilt as a new Y.Doc; never inside a transaction. */
  onReset(listener: (doc: Y.Doc) => void): Unsubscribe;
  /** Fires right before the `onReset` that takes the refused local changes back. */
  onRefused(listener: (reason: LocalRefusal) => void): Unsubscribe;
  /** Resolves when all local changes so far are signed and stored; rejects with a storage `LecternError`. */
  flush(): Promise<void>;
}
