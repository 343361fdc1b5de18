import type { Observable } from '../base/observable.ts';
import type { PlaceId } from '../protocol/ids.ts';
import type { Problem } from './home.ts';

/** Somebody who works at this computer, as the others see them. */
export interface PersonHere {
  readonly place: PlaceId;
  readonly name: string;
  /** What is theirs here is encrypted under a passphrase. */
  readonly protected: boolean;
  /** Ms since the epoch. */
  readonly lastUsed: number;
}

/** Who works at this computer. */
export interface ComputerState {
  /** Whether this computer asks "Who are you?" at every start; null until storage has answered. */
  readonly shared: boolean | null;
  /** "Who are you?" stands in front of everything else: nothing of anybody is open. */
  readonly asking: boolean;
  /** The one who was here last comes first. */
  readonly people: readonly PersonHere[];
  /** Who said so; null on a computer that is not shared, and while it asks. */
  readonly me: PersonHere | null;
  /** What the person waits for at present. */
  readonly busy: 'none' | 'opening' | 'protecting' | 'packing' | 'checking' | 'leaving';
  /** Last failure of a command, until the next one. */
  readonly problem: Problem | null;
}

/** A file for the browser's downloads. */
export interface SavedFile {
  readonly fileName: string;
  readonly parts: readonly Blob[];
}

/** The same, where it can be read back. */
export interface PackedFile extends SavedFile {
  /** Resolves where this is the file and whole; rejects with `file-damaged`. */
  check(file: Blob): Promise<void>;
}

/**
 * The computer, which several people may use one after the other. Failures land in `state.problem`; promises always
 * resolve. Where a command ends in "Who are you?", the page is loaded anew, so that nothing of anybody stays in memory.
 */
export interface Computer {
  readonly state: Observable<ComputerState>;
  /**
   * "This is a shared computer": what is here becomes the place of who is named `name`; without a name it stays aside
   * until the computer is not shared any more. Ends in "Who are you?".
   */
  share(name: string | null): Promise<void>;
  /** The computer is not shared any more: for one person at most, whose place it then opens. */
  unshare(): Promise<void>;
  /** "Who are you?": opens a person's place. `passphrase` where it is protected. */
  choose(place: PlaceId, passphrase: string | null): Promise<void>;
  /** "I am new here": makes a place for a new person and opens it; encrypted where there is a passphrase. */
  come(name: string, passphrase: string | null): Promise<void>;
  /** "Done for today": writes what is open and ends in "Who are you?", in every tab. */
  done(): Promise<void>;
  /** Encrypts all that is mine here under a passphrase, or takes that away again; ends in "Who are you?". */
  protect(passphrase: string): Promise<void>;
  unprotect(passphrase: string): Promise<void>;
  /** Another passphrase for what is encrypted. True where it was changed. */
  changePassphrase(passphrase: string, next: string): Promise<boolean>;
  /** "Leave this computer": all that is mine here as one file; null where that failed. Nothing is removed by it. */
  pack(passphrase: string): Promise<SavedFile | null>;
  /** Reads the file of the last `pack` back from where it was saved; true where it is that one and whole. */
  check(file: Blob): Promise<boolean>;
  /** Removes all that is mine here; ends in "Who are you?", in every tab. */
  leave(): Promise<void>;
  /** Removes somebody whose passphrase nobody knows, with all of theirs, unread. */
  removePerson(place: PlaceId): Promise<void>;
  /** Says that a new try begins: takes the last failure away. */
  forgive(): void;
}
