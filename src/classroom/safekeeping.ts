import type { Observable } from '../base/observable.ts';
import type { Problem } from './home.ts';
import type { FolderStanding, WarningKind } from './storage-warning.ts';

/** What this browser holds of a person here, in bytes. */
export interface StorageShares {
  /** All of it, as the browser counts, and how much it allows; null where it does not say. */
  readonly usage: number | null;
  readonly quota: number | null;
  /** Notebooks and files. */
  readonly files: number;
  readonly classes: number;
  /** Python's stored start and packages: they come again from the network. */
  readonly python: number;
  /** The application itself, for working without a network. */
  readonly application: number;
}

/** Something that is not in a backup or zip, and why. */
export interface LeftOut {
  /** Path of a file, or name of a class; empty for files that have no name any more. */
  readonly name: string;
  readonly why: 'protected' | 'open-elsewhere' | 'unreadable' | 'too-large' | 'not-a-path';
}

/** The folder for automatic backups. */
export interface FolderState {
  readonly name: string;
  readonly standing: FolderStanding;
  /** The last whole backup in it, ms since the epoch. */
  readonly lastAt: number | null;
}

/** What the last command did, until the next one. */
export type SafekeepingDone =
  | { readonly kind: 'backed-up' | 'zipped' | 'put-back'; readonly count: number }
  | { readonly kind: 'python-removed' | 'asked'; readonly count: 0 };

export interface SafekeepingState {
  /** Null until it was measured. */
  readonly shares: StorageShares | null;
  /** Whether the browser keeps it for good; null until it has said so. */
  readonly kept: boolean | null;
  /** The last backup of any kind, ms since the epoch. */
  readonly lastBackup: number | null;
  /** A passphrase for backups was given here: no further one is asked for. */
  readonly hasPassphrase: boolean;
  /** Whether this browser lets a page write into a folder that a person picks. */
  readonly canPickFolder: boolean;
  readonly folder: FolderState | null;
  /** What is to be said now, once a day at most. */
  readonly warning: WarningKind | null;
  readonly busy: 'none' | 'backing-up' | 'choosing' | 'zipping' | 'putting-back' | 'removing';
  /** Files that are done, of how many, while it is busy with them. */
  readonly progress: { readonly done: number; readonly all: number } | null;
  readonly done: SafekeepingDone | null;
  /** What the last backup, zip or put-back left out. */
  readonly leftOut: readonly LeftOut[];
  /** Last failure of a command, until the next one. */
  readonly problem: Problem | null;
}

/** What keeps a person's work safe on this device. Failures land in `state.problem`; promises always resolve. */
export interface Safekeeping {
  readonly state: Observable<SafekeepingState>;
  /** Finds out anew what is used and kept. */
  measure(): Promise<void>;
  /** Asks the browser to keep what is here. Some ask the person. */
  askToKeep(): Promise<void>;
  /** "Back up now": all classes and files as one file for the downloads. `passphrase` where none is known here, or a new one. */
  backUp(passphrase: string | null): Promise<void>;
  /** Lets the person choose a folder, and makes the first backup in it. To be called by a press of a button. */
  chooseFolder(passphrase: string | null): Promise<void>;
  /** Has the browser ask whether the folder may be written again, or takes the passphrase again. */
  resume(passphrase: string | null): Promise<void>;
  /** Ends the automatic backups; what is in the folder stays. */
  forgetFolder(): Promise<void>;
  /** "Save everything as a zip": all notebooks and files, readable without Lectern. */
  saveZip(): Promise<void>;
  /** Puts the files of such a zip back, beside what is there. */
  putBack(zip: Blob): Promise<void>;
  /** Removes Python's stored start and packages. */
  removePython(): Promise<void>;
  /** Takes the present warning away for today. */
  dismiss(): Promise<void>;
}
