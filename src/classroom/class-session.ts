import type { Bytes } from '../base/bytes.ts';
import type { Observable } from '../base/observable.ts';
import type { CellContent, CellRef } from '../notebook/notebook-app.ts';
import type { ClassId, EntryHash, KeyId } from '../protocol/ids.ts';
import type { Role, StatedRole } from '../protocol/statement-parts.ts';
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

export interface PersonDevice {
  readonly id: KeyId;
  /** When it came to the class, by its clock: ms since the epoch. */
  readonly since: number;
  /** The device that this is shown on. */
  readonly here: boolean;
  /** Was taken off. */
  readonly lost: boolean;
}

export interface Person {
  readonly id: KeyId;
  readonly name: string;
  readonly role: Role;
  readonly self: boolean;
  readonly present: boolean;
  /** Direct link, all vectors equal: "up to date with". */
  readonly upToDate: boolean;
  /** Roles that this device's person may give them, the present one among them; empty for none. */
  readonly roles: readonly StatedRole[];
  /** Whether this device's person may remove them. */
  readonly removable: boolean;
  /** The first one first. */
  readonly devices: readonly PersonDevice[];
  /** The member whose further device it says this is, until somebody says so. */
  readonly deviceOf: KeyId | null;
  /** Whose new device this device's person may say it is: anybody's of whom they may, their own where it asks, nobody's. */
  readonly linkable: 'any' | 'own' | 'no';
}

/** Somebody who is not in the class: waits in the lobby, or was removed. */
export interface Outsider {
  readonly id: KeyId;
  readonly name: string;
  /** When they asked, by their clock: ms since the epoch. */
  readonly since: number;
  /** Name of the member whose further device it says it is. */
  readonly deviceOf: string | null;
}

/** Somebody signed two versions of one change; the first counts until the owner says otherwise. */
export interface TwoVersions {
  readonly id: string;
  /** Name of who signed them; '' where they are nobody here. */
  readonly name: string;
  /** `text`: what was written, shortened; '' where it cannot be read here. `at`: by their clock, ms since the epoch. */
  readonly versions: readonly {
    readonly hash: EntryHash;
    readonly at: number;
    readonly text: string;
  }[];
}

/** Who can come in: anyone with the link, whom a person lets in, nobody new. */
export type ClassDoor = 'open' | 'lobby' | 'shut';

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
  /** The group that it is for; null for everybody. */
  readonly group: { readonly id: string; readonly name: string } | null;
  /** New versions follow at every pause in the teacher's typing. */
  readonly live: boolean;
  /** Its outputs are shared too. */
  readonly withOutputs: boolean;
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
  /** How the link and the code let people in; null before the class said so. */
  readonly door: ClassDoor | null;
  /** What this person may set the door to. */
  readonly doors: readonly ClassDoor[];
  /** Somebody was removed or turned away, so that opening the door makes a new link. */
  readonly opensAnew: boolean;
  /** This person may make a new link and code. */
  readonly renews: boolean;
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
    | 'device-linked' // {name}
    | 'device-lost' // {name}
    | 'person-joined' // {name}
    | 'person-waiting' // {name}; in the lobby
    | 'person-removed' // {name}; link and code are new
    | 'person-removed-lobby' // {name}; the link leads to the lobby until the owner makes a new one
    | 'role-changed' // {role}; of this person
    | 'two-versions'; // {name}; signed two different entries for one place
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
  /** For who may let people in: the lobby, in the order of asking. */
  readonly waiting: readonly Outsider[];
  /** For who may let people in: who was removed. */
  readonly removed: readonly Outsider[];
  /** For owner and teachers, until the owner decided. */
  readonly forks: readonly TwoVersions[];
  /** In the teacher's notebook order; withdrawn ones only where this person has a copy. */
  readonly cells: readonly SharedCellItem[];
  /** How many of `cells` are fresh. */
  readonly freshCount: number;
  readonly lesson: Lesson;
  /** Everybody's links go through the server, so that nobody learns another's address. */
  readonly relayOnly: boolean;
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
  /** WebSocket address of the class's signalling server. */
  readonly signalingUrl: string;
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
  /** Owner, teachers, assistants: lets in who waits, or was removed. */
  admit(id: KeyId): Promise<void>;
  /** Lets in everybody who waits. */
  admitAll(): Promise<void>;
  /** Owner, teachers: turns away who waits. */
  refuse(id: KeyId): Promise<void>;
  /** Owner, teachers: removes a person. Link and code are renewed, or the link leads to the lobby until the owner does so. */
  removePerson(id: KeyId): Promise<void>;
  /** Owner, teachers: gives one of `Person.roles`. */
  setRole(id: KeyId, role: StatedRole): Promise<void>;
  /**
   * Says that who came, or waits, is `member` on another device: owner, teachers; anybody of their own device that asks
   * for it.
   */
  linkDevice(member: KeyId, newcomer: KeyId): Promise<void>;
  /** Owner, teachers: takes one device off; its person goes on by the others. It cannot be taken back. */
  loseDevice(device: KeyId): Promise<void>;
  /** Owner: which of two versions counts. */
  decideFork(id: string, hash: EntryHash): Promise<void>;
  /** Owner, teachers: one of `Lesson.doors`. */
  setDoor(door: ClassDoor): Promise<void>;
  /** Owner: a new link and code; the old ones lead to the lobby. */
  renewLink(): Promise<void>;
  /** Owner, teachers: hides everybody's address, or no longer. */
  setRelayOnly(on: boolean): Promise<void>;
  /** Own work that does not count any more, as a file; null where there is none. Afterwards no problem tells of it. */
  lostWork(): { readonly fileName: string; readonly text: string } | null;
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
