import type { CellContent, CellRef } from '../notebook/notebook-app.ts';
import type { ClassId, EntryHash, KeyId } from '../protocol/ids.ts';
import type { Role, StatedRole } from '../protocol/statement-parts.ts';
import type { PythonRules } from '../notebook/python-rules.ts';
import type { SharingDefaults } from './class-settings.ts';
import type { Blocked } from './blocked.ts';
import type { Group } from './groups.ts';
import type { Problem } from './home.ts';
import type { RosterEntry, RosterPlace } from './roster.ts';
import type { LookedAt } from './looked-at.ts';

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
  /** A teacher gave the name. */
  readonly named: boolean;
  /** Whether this device's person may give them another name. */
  readonly namable: boolean;
  /** For who leads: somebody else in the class has the same name. */
  readonly nameTwice: boolean;
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
  /** Came by a link that is not in force any more: perhaps somebody who was removed. */
  readonly oldLink: boolean;
  /** Bears the name of somebody who is blocked. */
  readonly blockedName: boolean;
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
  /** The newest version that this person took into a notebook; 0 for none. */
  readonly taken: number;
  /** What this person saw of it last; null where that is not known. */
  readonly looked: LookedAt | null;
  readonly copy: {
    readonly ref: CellRef;
    readonly source: string;
    readonly state: CopyState;
  } | null;
  readonly state: CopyState;
}

export interface Lesson {
  /** Whether it is on, and so a code works. */
  readonly open: boolean;
  /** It stands still: no code works, and who comes waits at the door. */
  readonly paused: boolean;
  readonly link: string;
  /** Six characters, or null while none is in force or the server has not confirmed it. */
  readonly code: string | null;
  /** For owner and teachers: when the lesson's code ends or ended, ms since the epoch; null where it has none. */
  readonly codeEnds: number | null;
  /** How the link and the code let people in; null before the class said so. */
  readonly door: ClassDoor | null;
  /** What this person may set the door to. */
  readonly doors: readonly ClassDoor[];
  /** Somebody was removed or turned away, so that opening the door makes a new link. */
  readonly opensAnew: boolean;
  /** This person may make a new link and code. */
  readonly renews: boolean;
}

/** A file that teachers handed out, as one person sees it. */
export interface FileItem {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Counts from 1. */
  readonly version: number;
  /** When this version was handed out, by the teacher's clock: ms since the epoch. */
  readonly at: number;
  /** Who handed it out. */
  readonly by: string;
  /** The group that it is for; null for everybody. */
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly withdrawn: boolean;
  /** This version was not seen yet by this person. */
  readonly fresh: boolean;
  readonly state:
    | 'none' // not got
    | 'current'
    | 'newer'; // an older version was got
  /** Where the version that was got was put; null for none. */
  readonly path: string | null;
  /** How far it is on its way here; null while nobody asked for it. `size` null: nobody who has it was found yet. */
  readonly progress: { readonly received: number; readonly size: number | null } | null;
}

/** Who can be followed, and who follows. */
export interface FollowState {
  /** Name of the teacher who lets the class follow their notebook; null while nobody does. */
  readonly by: string | null;
  /** This person may let the class follow theirs. */
  readonly may: boolean;
  /** What this device shows the class, and to how many; null while it shows nothing. `notebook` is empty while none is open. */
  readonly presented: { readonly notebook: string; readonly followers: number } | null;
  /** This person follows, or waits for somebody to follow. */
  readonly following: boolean;
}

/** What a teacher says to everybody. */
export interface Announcement {
  readonly id: string;
  readonly text: string;
  readonly by: string;
  /** By the teacher's clock: ms since the epoch. */
  readonly at: number;
}

/** What a person is told in passing; shown as a toast and in a live region. `key` names the wording. */
export interface Notice {
  readonly id: number;
  readonly key:
    | 'cell-shared' // {by, notebook}
    | 'cell-updated' // {by, notebook}
    | 'cell-withdrawn' // {by, notebook}
    | 'cell-synced' // {}; can be undone
    | 'cells-synced' // {count, left}; can be undone; left: changed by this person
    | 'cells-left' // {left}; nothing else was new
    | 'cells-in-notebook' // {count, notebook}
    | 'sync-undone' // {kept}: cells that the person changed since
    | 'share-too-large'
    | 'file-handed-out' // {by, name}
    | 'file-updated' // {by, name}
    | 'file-withdrawn' // {by, name}
    | 'file-landed' // {path}
    | 'announced' // {by, text}
    | 'share-group-gone' // a group that is no longer there
    | 'deleted-withdrawn' // {notebook}; the teacher deleted a shared cell
    | 'follow-offered' // {by}
    | 'follow-taken' // {by}; another teacher lets the class follow now, and no longer this person
    | 'lesson-ended'
    | 'lesson-started'
    | 'lesson-paused'
    | 'lesson-resumed'
    | 'code-renewed' // the one before had ended
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
  /** For who may let people in: who was removed, but not who is blocked. */
  readonly removed: readonly Outsider[];
  /** For who leads, where the class has a roster; by name. */
  readonly roster: readonly RosterEntry[] | null;
  /** Names of the roster that nobody has yet, for who is asked which one is theirs; null for who is not asked. */
  readonly pick: readonly RosterPlace[] | null;
  /** For owner and teachers: who was removed and is not to be let in by mistake. */
  readonly blocked: readonly Blocked[];
  /** By name. */
  readonly groups: readonly Group[];
  /** For owner and teachers, until the owner decided. */
  readonly forks: readonly TwoVersions[];
  /** In the teacher's notebook order; withdrawn ones only where this person has a copy. */
  readonly cells: readonly SharedCellItem[];
  /** How cells are shared that were not shared before. */
  readonly sharing: SharingDefaults;
  /** What Python may do on the computers of members. */
  readonly python: PythonRules;
  /** How many of `cells` are fresh. */
  readonly freshCount: number;
  /** By name. */
  readonly files: readonly FileItem[];
  /** How many of `files` are fresh. */
  readonly freshFiles: number;
  /** Newest first. */
  readonly announcements: readonly Announcement[];
  readonly lesson: Lesson;
  readonly follow: FollowState;
  /** Everybody's links go through the server, so that nobody learns another's address. */
  readonly relayOnly: boolean;
  /** Where the class has a roster: who is not in it may say so. */
  readonly rosterOutside: boolean;
  /** Five words that both sides compare to know they are in the same class. */
  readonly safetyWords: readonly string[];
  /** Owner only: the recovery file was never saved. */
  readonly recoveryDue: boolean;
  readonly closed: boolean;
  readonly notices: readonly Notice[];
  /** A lasting failure (storage, signalling refusal, admission), until it is over. */
  readonly problem: Problem | null;
}
