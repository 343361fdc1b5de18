import type { Clock } from '../base/clock.ts';
import type { RefusalCounter } from '../base/logger.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { memberOf } from '../sync/member-of.ts';
import type { Network } from '../transport/network.ts';
import type { Role } from '../protocol/statement-parts.ts';
import type { ClassContent, MakeBackup } from './backup-class.ts';
import type { ClassGate } from './class-gate.ts';
import type { GroupDocuments } from './group-documents.ts';
import type { LessonDoor } from './lesson-door.ts';
import type { Notices } from './notices.ts';
import type { OwnProfiles } from './own-profiles.ts';
import type { RecoveryExport } from './recovery-export.ts';
import type { SessionProblems } from './session-problems.ts';
import type { SessionUpdates } from './session-updates.ts';
import type { StaffDocument } from './staff-document.ts';

/** What an open class is made of. */
export interface SessionParts {
  readonly replica: ClassReplica;
  readonly classDoc: DocumentHandle;
  readonly profiles: OwnProfiles;
  readonly network: Network;
  /** WebSocket address. */
  readonly signalingUrl: string;
  readonly notebook: Observable<NotebookApp | null>;
  readonly door: LessonDoor;
  readonly gate: ClassGate;
  /** This device can make new invitations: it has the root key. */
  readonly renews: boolean;
  readonly recovery: RecoveryExport | null;
  readonly backup: MakeBackup;
  /** What a backup of everything takes of this class. */
  readonly content: ClassContent;
  /** Owner: puts the invitation in force where the class has none. */
  readonly openDoor: () => Promise<void>;
  readonly className: string;
  readonly myName: string;
  readonly safetyWords: readonly string[];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly refusals: RefusalCounter;
  /** Runs once when the person leaves or the class is taken over: releases what the session was made of. */
  readonly release: () => Promise<void>;
}

/** What each feature of an open class is given: commands, news and projections take from it what they need. */
export interface SessionContext extends SessionParts {
  readonly groups: GroupDocuments;
  readonly staff: StaffDocument;
  readonly notices: Notices;
  readonly problems: SessionProblems;
  readonly updates: SessionUpdates;
}

/** The role of this device's person now. */
export function ownRole({ replica }: Pick<SessionParts, 'replica'>): Role {
  return memberOf(replica.authority.value, replica.self)?.role ?? 'student';
}

/** Whether this device's person teaches: owner and teachers. */
export function teaches(parts: Pick<SessionParts, 'replica'>): boolean {
  const role = ownRole(parts);
  return role === 'owner' || role === 'teacher';
}
