import type { ErrorCode } from '../base/lectern-error.ts';
import type { Observable } from '../base/observable.ts';
import type { ClassId } from '../protocol/ids.ts';
import type { Role } from '../protocol/statement-parts.ts';

/** A class that this device takes part in, for the list "Your classes". */
export interface ClassSummary {
  readonly id: ClassId;
  readonly name: string;
  readonly myName: string;
  readonly role: Role;
  /** The data here is encrypted under a passphrase. */
  readonly protected: boolean;
  /** Ms since the epoch. */
  readonly lastOpened: number;
}

/** A failure for the interface to put into words (`src/ui/messages.ts`). */
export interface Problem {
  readonly code: ErrorCode;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What the start screen shows. */
export interface HomeState {
  /** Classes by last use, newest first; null until storage has answered. */
  readonly classes: readonly ClassSummary[] | null;
  /** What the person waits for at present. */
  readonly busy:
    | 'none'
    | 'starting'
    | 'joining'
    | 'continuing'
    | 'looking-up'
    | 'restoring'
    | 'protecting';
  /** Last failure of a command, until the next one. */
  readonly problem: Problem | null;
  /** The class link that the page was opened with or that was looked up by code. */
  readonly invitation: { readonly className: string; readonly link: string } | null;
  /** What this browser lacks, found at the start; each is explained on the start screen. */
  readonly lacks: readonly ErrorCode[];
}

/** What a person can do before being in a class. Failures land in `state.problem`; promises always resolve. */
export interface Home {
  readonly state: Observable<HomeState>;
  /** "Start class": founds a class with this person as its owner and opens it. */
  teach(className: string, myName: string): Promise<void>;
  /** "Join" by link (any form) or code; opens the class. Opens the existing one where this device is a member already. */
  join(linkOrCode: string, myName: string): Promise<void>;
  /** Opens a class of the list; where another tab has it, `class-open-elsewhere` (detail `class`: its id) lands in `problem`. */
  resume(id: ClassId, passphrase?: string): Promise<void>;
  /** Encrypts what this device keeps of a class, or takes that away again. */
  protect(id: ClassId, passphrase: string): Promise<void>;
  unprotect(id: ClassId, passphrase: string): Promise<void>;
  /** Another passphrase for what is encrypted. */
  changePassphrase(id: ClassId, passphrase: string, next: string): Promise<void>;
  /** Opens a class here that another tab has: "Use here". The other tab leaves it. */
  takeOver(id: ClassId): Promise<void>;
  /** "Open a recovery file": makes this device an owner's of its class and opens that. */
  recover(file: Blob, passphrase: string, myName: string): Promise<void>;
  /**
   * "Restore a backup": brings its class back under a new device key and opens it; of a person's file all classes and
   * files, and opens none.
   */
  restore(file: Blob, passphrase: string): Promise<void>;
  /** Takes a class off this device, with everything in it that nobody else may have. */
  forget(id: ClassId): Promise<void>;
  /** Leaves the class that is open and opens another one of the list, or shows the start screen for null. */
  switchTo(id: ClassId | null): Promise<void>;
  /** "Work alone": JupyterLab without a class. */
  workAlone(): void;
}
