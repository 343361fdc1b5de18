import type { Observable } from '../base/observable.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { ClassState } from './class-state.ts';
import type { FileCommands } from './file-commands.ts';
import type { FollowCommands } from './session-follow.ts';
import type { GroupCommands } from './group-commands.ts';
import type { KeepingCommands } from './keeping-commands.ts';
import type { LessonCommands } from './lesson-commands.ts';
import type { LinkState } from './link-states.ts';
import type { ClassPairing } from './pairing.ts';
import type { PeopleCommands } from './people-commands.ts';
import type { ReceivingCommands } from './receiving-commands.ts';
import type { RosterCommands } from './roster-commands.ts';
import type { SessionFiles } from './session-files.ts';
import type { SharingCommands } from './sharing-commands.ts';

/** A class that is open on this device. Commands never reject: failures land in `state.problem` or a notice. */
export interface ClassSession
  extends
    FileCommands,
    FollowCommands,
    GroupCommands,
    KeepingCommands,
    LessonCommands,
    PeopleCommands,
    RosterCommands,
    ReceivingCommands,
    SharingCommands {
  readonly state: Observable<ClassState>;
  /** WebSocket address of the class's signalling server. */
  readonly signalingUrl: string;
  /** This device's own links, by the person at the other end. Apart from `state`, as they change all the time. */
  readonly links: Observable<ReadonlyMap<KeyId, LinkState>>;
  /** Files of the application and of packages, from the class and for it. */
  readonly files: SessionFiles;
  /** Links without the server (TR6). */
  readonly pairing: ClassPairing;
  dismiss(notice: number): void;
  /** Resolves when the class was left, by `leave` or because another tab took it over. */
  readonly left: Promise<void>;
  /** Leaves the class for now: it stays in "Your classes". Resolves when everything is stored and links are closed. */
  leave(): Promise<void>;
}
