import type { Bytes } from '../base/bytes.ts';
import type { Observable } from '../base/observable.ts';
import type { CellContent, CellRef } from '../notebook/notebook-app.ts';
import type { ClassId, KeyId } from '../protocol/ids.ts';
import type { Role } from '../protocol/statement-parts.ts';
import type { Problem } from './home.ts';
import type { LinkState } from './link-states.ts';

/** How this device stands to the others, in the order of what matters to a person. */
export interface Connection {
  readonly kind:
    | 'connecting' // looking for the class
    | 'connected' // at least one link
    | 'alone' // signalling works, nobody else is here
    | 'offline'; // neither signalling nor a link
  /** Other participants who are here now. */
  readonly people: number;
  /** Own changes that nobody else is known to have. */
  readonly waiting: number;
  /** New people can be introduced: the signalling server is reachable. */
  readonly signaling: boolean;
}

export interface Person {
  readonly id: KeyId;
  readonly name: string;
  readonly role: Role;
  readonly self: boolean;
  readonly present: boolean;
  /** Direct link, all vectors equal: "up to date with". */
  readonly upToDate: boolean;
}

/** How the copy of a shared cell in the open notebooks stands to what is shared. */
export type CopyState =
  | 'none' // no copy in any open notebook
  | 'current' // copy of the newest version, unchanged
  | 'newer' // unchanged copy of an older version
  | 'changed' // the newest version, changed by this person
  | 'conflict'; // an older version, changed by this person

export interface SharedCell extends CellContent {
  /** 16 random bytes in base64url. */
  readonly id: string;
  /** Name of the teacher's notebook. */
  readonly notebook: string;
  /** Counts from 1. */
  readonly version: number;
  /** When this version was shared, by the teacher's clock: ms since the epoch. */
  readonly at: number;
  /** Who shared it. */
  readonly by: string;
  readonly withdrawn: boolean;
}

export interface SharedCellItem extends SharedCell {
  /** This version was not looked at yet by this person. */
  readonly fresh: boolean;
  readonly copy: {
    readonly ref: CellRef;
    readonly source: string;
    readonly state: CopyState;
  } | null;
  readonly state: CopyState;
}

export interface Lesson {
  /** Whether a code works and newcomers are let in by it. */
  readonly open: boolean;
  readonly link: string;
  /** Six characters, or null while none is in force or the server has not confirmed it. */
  readonly code: string | null;
}

/** What a person is told in passing; shown as a toast and in a live region. `key` names the wording. */
export interface Notice {
  readonly id: number;
  readonly key:
    | 'cell-shared' // {by, notebook}
    | 'cell-updated' // {by, notebook}
    | 'cell-withdrawn' // {by, notebook}
    | 'cell-synced' // {}; can be undone
    | 'sync-undone'
    | 'share-too-large'
    | 'lesson-ended'
    | 'lesson-started'
    | 'recovery-saved'
    | 'person-joined'; // {name}
  readonly detail: Readonly<Record<string, string | number>>;
  readonly undo: boolean;
}

export interface ClassState {
  readonly id: ClassId;
  readonly name: string;
  readonly myName: string;
  readonly role: Role;
  readonly standing: 'joining' | 'waiting' | 'member' | 'refused' | 'removed';
  readonly connection: Connection;
  readonly people: readonly Person[];
  /** In the teacher's notebook order; withdrawn ones only where this person has a copy. */
  readonly cells: readonly SharedCellItem[];
  /** How many of `cells` are fresh. */
  readonly freshCount: number;
  readonly lesson: Lesson;
  /** Five words that both sides compare to know they are in the same class. */
  readonly safetyWords: readonly string[];
  /** Owner only: the recovery file was never saved. */
  readonly recoveryDue: boolean;
  readonly closed: boolean;
  readonly notices: readonly Notice[];
  /** A lasting failure (storage, signalling refusal, admission), until it is over. */
  readonly problem: Problem | null;
}

/** What to do where the student changed their copy. */
export type SyncChoice = 'replace' | 'keep' | 'insert';

/** A class that is open on this device. Commands never reject: failures land in `state.problem` or a notice. */
export interface ClassSession {
  readonly state: Observable<ClassState>;
  /** This device's own links, by the person at the other end. Apart from `state`, as they change all the time. */
  readonly links: Observable<ReadonlyMap<KeyId, LinkState>>;
  /** Teachers: shares the cell, or withdraws it where it is shared. */
  toggleShare(cell: CellRef): Promise<void>;
  /** Teachers: shares the present content as a new version. */
  shareNow(cell: CellRef): Promise<void>;
  /** Teachers: withdraws by the shared cell's id. */
  withdraw(id: string): Promise<void>;
  /** Notes that this person looked at the present version. */
  look(id: string): void;
  /**
   * Takes a shared cell into the notebook. Without `choice`: inserts it where there is no copy, replaces an
   * unchanged copy, and resolves 'ask' without doing anything where the person changed theirs.
   */
  sync(id: string, choice?: SyncChoice): Promise<'done' | 'ask'>;
  /** Takes the last sync back in one step. */
  undoSync(): void;
  dismiss(notice: number): void;
  /** Teachers: opens a lesson (a new code), or ends it. Everything stays. */
  startLesson(): Promise<void>;
  endLesson(): Promise<void>;
  /** Owner: read-only for ever. */
  closeClass(): Promise<void>;
  /** Owner: the text of the recovery file under `passphrase`; the root key cannot be exported afterwards. */
  recoveryFile(
    passphrase: string,
  ): Promise<{ readonly fileName: string; readonly text: string } | Problem>;
  /** All of the class as it is here, under `passphrase`, in the parts of one file; also what the store could not take. */
  backupFile(
    passphrase: string,
  ): Promise<{ readonly fileName: string; readonly parts: readonly Bytes[] } | Problem>;
  /** Resolves when the class was left, by `leave` or because another tab took it over. */
  readonly left: Promise<void>;
  /** Leaves the class for now: it stays in "Your classes". Resolves when everything is stored and links are closed. */
  leave(): Promise<void>;
}

/** The metadata that a cell in a notebook carries under the key `lectern`. */
export interface CellMark {
  readonly class: ClassId;
  /** The shared cell's id. */
  readonly cell: string;
  readonly version: number;
  /** 'original' in the teacher's notebook, 'copy' in a student's. */
  readonly kind: 'original' | 'copy';
  /** SHA-256 of the source as shared or synced, hex: tells whether it was changed since. */
  readonly digest: string;
}
