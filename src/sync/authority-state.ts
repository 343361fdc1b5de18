import type { AdmissionKey, AuthorityStatement } from '../protocol/authority-statement.ts';
import type { Ref } from '../protocol/entry.ts';
import type { DocId, EntryHash, KeyId, SessionId } from '../protocol/ids.ts';
import type { DocumentVector } from '../protocol/peer-messages.ts';
import type { DocumentRule, Role, StatedRole } from '../protocol/statement-parts.ts';

/** A statement by who may make it, with its place among the others. */
export interface ControlStatement {
  readonly author: KeyId;
  readonly session: SessionId;
  readonly seq: number;
  readonly hash: EntryHash;
  /** Length of the longest path to it from a statement that names none: later statements are deeper. */
  readonly depth: number;
  /** Its author's role under what it names: the word of a higher one counts before that of a lower one. */
  readonly role: Role;
  /** One bit that is this statement's own, and those of all that it names, directly or not. */
  readonly bit: bigint;
  readonly past: bigint;
  readonly statement: AuthorityStatement;
}

/** A statement that takes a right away, with what had been written before it (SY5). */
export interface Taking {
  readonly control: ControlStatement;
  readonly member: KeyId;
  /** Whether `member` names a participant with all devices, or one device. */
  readonly scope: 'participant' | 'device';
  /** What is left: null for who was removed. */
  readonly role: StatedRole | null;
  readonly cut: readonly DocumentVector[];
}

/** A new admission key that says whose admission goes on to count. */
export interface Renewal {
  readonly control: ControlStatement;
  readonly kept: ReadonlySet<KeyId>;
}

/** What a set of control statements says. */
export interface AuthorityState {
  /** Devices that the root key stands behind. */
  readonly owners: ReadonlySet<KeyId>;
  readonly roles: ReadonlyMap<KeyId, StatedRole>;
  /** Who was removed, or welcomed by a person: the last word counts. Others are members by their admission alone. */
  readonly membership: ReadonlyMap<KeyId, 'removed' | 'welcomed'>;
  /** The statement that welcomed somebody, as its bit. */
  readonly welcomes: ReadonlyMap<KeyId, bigint>;
  /** Devices that are lost: they are nobody's any more. */
  readonly lost: ReadonlySet<KeyId>;
  /** Participant by further device. */
  readonly links: ReadonlyMap<KeyId, KeyId>;
  readonly documents: ReadonlyMap<DocId, DocumentRule>;
  readonly admission: AdmissionKey | null;
  /** Every key that was in force (base64url), with its last end. */
  readonly admissionKeys: ReadonlyMap<string, AdmissionKey>;
  readonly renewals: readonly Renewal[];
  readonly takings: readonly Taking[];
  /** The entry that stands, by `forkKey`. */
  readonly resolved: ReadonlyMap<string, EntryHash>;
  readonly closed: boolean;
  /** A statement of a later version is among them without which nothing can be judged. */
  readonly newer: boolean;
}

/** Names the place of a fork. */
export function forkKey(doc: DocId, author: KeyId, session: SessionId, seq: number): string {
  return `${doc}/${author}/${session}/${seq}`;
}

/** The participant that a device is of. */
export function participantOf({ links }: AuthorityState, device: KeyId): KeyId {
  return links.get(device) ?? device;
}

/** The role of a device's participant under `state`. Who was admitted by an invitation is a student until somebody says otherwise. */
export function roleUnder(state: AuthorityState, device: KeyId): Role {
  const participant = participantOf(state, device);
  if (state.owners.has(participant) || state.owners.has(device)) return 'owner';
  return state.roles.get(participant) ?? 'student';
}

/** Whether what a taking says is said of a device. */
export function concerns(
  { scope, member }: Pick<Taking, 'scope' | 'member'>,
  device: KeyId,
  participant: KeyId,
): boolean {
  return member === device || (scope === 'participant' && member === participant);
}

/** Whether a device is lost, or its participant was removed and not welcomed again. */
export function isRemoved(state: AuthorityState, device: KeyId): boolean {
  return state.lost.has(device) || isParticipantRemoved(state, device);
}

/** Whether a device's participant was removed and not welcomed again. */
export function isParticipantRemoved(state: AuthorityState, device: KeyId): boolean {
  return (
    state.membership.get(participantOf(state, device)) === 'removed' ||
    state.membership.get(device) === 'removed'
  );
}

/** Whether an entry of a chain was known to who took the right away. */
export function isWithinCut(
  { cut }: Taking,
  doc: DocId,
  { author, session, seq, hash }: Ref,
): boolean {
  const heads = cut.find((vector) => vector.doc === doc)?.heads;
  const head = heads?.find((each) => each.author === author && each.session === session);
  if (head === undefined || head.seq < seq) return false;
  return head.seq > seq || head.hash === hash;
}
