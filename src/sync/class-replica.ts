import type { Bytes } from '../base/bytes.ts';
import type { Observable } from '../base/observable.ts';
import type { LecternError } from '../base/lectern-error.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { AuthorityStatement, Door } from '../protocol/authority-statement.ts';
import type { CarriedKey } from '../protocol/carried-key.ts';
import type { ClassId, DocId, EntryHash, KeyId } from '../protocol/ids.ts';
import type { DocumentRule, Role, StatedRole } from '../protocol/statement-parts.ts';
import type { Link } from '../transport/link.ts';
import type { BlobExchange } from './blob-exchange.ts';
import type { FileExchange } from './file-exchange.ts';
import type { DocumentHandle } from './document-handle.ts';
import type { Fork } from './fork-book.ts';

/** Somebody admitted to the class, as the authority log says it. */
export interface Member {
  readonly id: KeyId;
  readonly name: string;
  readonly role: Role;
  /** Their clock at admission, ms since the epoch. */
  readonly since: number;
  /** ECDH P-256 key (65 bytes) that opens what is sealed to them. */
  readonly sealingPublicKey: Bytes;
  /** Keys of all their devices; the first is `id`. */
  readonly devices: readonly KeyId[];
  /** When each of them came, by its clock: ms since the epoch. */
  readonly cameAt: readonly number[];
  /** Those of them that were lost: they read and write no more. */
  readonly lost: readonly KeyId[];
  /** The participant whose further device they say it is: for a person to decide. */
  readonly deviceOf: KeyId | null;
}

/** Somebody who asks to be let in, or was removed. */
export interface Newcomer {
  readonly id: KeyId;
  readonly name: string;
  /** Their clock when they asked, ms since the epoch. */
  readonly since: number;
  /** The participant whose further device they say it is. */
  readonly deviceOf: KeyId | null;
  /** They came by a link that is not in force any more: perhaps somebody who was removed. */
  readonly oldLink: boolean;
}

/** The class as the authority log gives it at this moment. */
export interface AuthorityView {
  /** By participant, in the order of admission by their clocks. */
  readonly members: ReadonlyMap<KeyId, Member>;
  /** Who asks to be let in, in the order of asking by their clocks. */
  readonly waiting: readonly Newcomer[];
  /** Who was removed and not let in again, in the order of admission. */
  readonly removed: readonly Newcomer[];
  /** The owner closed the class for ever. */
  readonly closed: boolean;
  /** Public half of the admission key in force (65 bytes), its end (ms since the epoch), or null before the owner's first statement arrived. */
  readonly admission: {
    readonly publicKey: Bytes;
    readonly expires: number;
    readonly door: Door;
  } | null;
}

/** A statement of the authority log, with who made it and when. */
export interface StatedEntry {
  /** The device. */
  readonly author: KeyId;
  /** Its author's clock, ms since the epoch. */
  readonly at: number;
  readonly statement: AuthorityStatement;
}

/** Where this device stands in joining. */
export type Standing =
  | 'joining' // no admission of ours in the log yet
  | 'waiting' // in the lobby, until a person lets us in
  | 'member'
  | 'refused' // our admission cannot stand, see `refusedBecause`
  | 'removed';

/** A new admission key: its public half (65 bytes), its end (ms since the epoch), the door. */
export interface Renewal {
  readonly publicKey: Bytes;
  readonly expires: number;
  readonly door: Door;
}

/** Why a joiner cannot be admitted. */
export type JoinRefusal =
  | 'admission-expired' // the invitation's time is over
  | 'admission-replaced' // no admission key of this class that its log knows
  | 'admission-closed'; // the class was closed

/** One of two entries for one place. */
export interface Branch {
  readonly hash: EntryHash;
  /** Its author's clock, ms since the epoch. */
  readonly at: number;
  /** A Yjs update; null where it is none, or sealed. */
  readonly content: Bytes | null;
  /** The owner named it. */
  readonly chosen: boolean;
}

/** Own work that was taken out, as it was built on what does not stand: to be offered for export. */
export interface LostWork {
  readonly doc: DocId;
  /** Our clock when it was written, ms since the epoch. */
  readonly at: number;
  /** A Yjs update, to be read together with what it was built on. */
  readonly content: Bytes;
}

export interface ReplicaStatus {
  /** Own changes that no other participant is known to have, over all documents. */
  readonly waiting: number;
  /** Every own change is in the store. */
  readonly saved: boolean;
  /** Participants linked directly with whom all version vectors match (SY6). */
  readonly upToDateWith: readonly KeyId[];
}

/** Entries in memory that are in no document. */
export interface EntriesAside {
  /** Held until something comes that they need (SY4, SY10). */
  readonly waiting: number;
  /** In order, but not standing, in case a standing entry needs them (SY5). */
  readonly fallen: number;
}

/** The signed, stored, permission-checked documents of one class on this device. */
export interface ClassReplica {
  readonly classId: ClassId;
  readonly self: KeyId;
  /** Stored entries that cannot be read, or rest on such; the good copy of whoever has them takes their place. */
  readonly damaged: Observable<number>;
  readonly standing: Observable<Standing>;
  /** Why `standing` is 'refused'; null otherwise. Set before `standing` changes. */
  readonly refusedBecause: Observable<JoinRefusal | null>;
  readonly authority: Observable<AuthorityView>;
  readonly status: Observable<ReplicaStatus>;
  /** Participants who are here now, ourselves included, from signed volatile announcements. */
  readonly present: Observable<ReadonlySet<KeyId>>;
  /** Who is known to have spoken with two tongues, and where (SY2). */
  readonly forks: Observable<readonly Fork[]>;
  /** Own work of this session that does not stand any more (SY5). */
  readonly lost: Observable<readonly LostWork[]>;
  /** The class's files. */
  readonly blobs: BlobExchange;
  /** Files of the application and of packages. */
  readonly files: FileExchange;
  /** Refusals by code since the start (SY3). */
  refusals(): ReadonlyMap<string, number>;
  /** Entries kept in memory beside the documents: for the debug log. */
  aside(): EntriesAside;
  /** Fires when the store failed, at once where it fails already; what was changed since is kept in memory only. */
  onStorageError(listener: (error: LecternError) => void): Unsubscribe;
  /** Takes a link into service; call it from `Network.onLink`. */
  addLink(link: Link): void;
  /** Opens a document; the same handle for the same name. Its stored content is there when it resolves. */
  open(doc: DocId): Promise<DocumentHandle>;
  /**
   * Nobody here looks at a document any more: what is new in it does not come here, until it is opened again. Its handle
   * stays as it is.
   */
  release(doc: DocId): void;
  /** Documents known here. */
  documents(): readonly DocId[];
  /** Fires with the name of a document when its first entry arrives. */
  onDocument(listener: (doc: DocId) => void): Unsubscribe;
  /**
   * Puts an admission key in force (raw public key, 65 bytes) until `expires` (ms since the epoch), in place of the one
   * before: owners. Teachers set the door of the key in force, as long as nobody was removed also to 'open'. Where the
   * door is to be a lobby, who came in unseen waits there.
   */
  setAdmission(publicKey: Bytes, expires: number, door: Door): Promise<void>;
  /** Owners; teachers below teacher: states a role. What a lowered one writes without knowing does not stand (SY5). */
  setRole(member: KeyId, role: StatedRole): Promise<void>;
  /**
   * Owners; teachers below teacher: removes a participant with all devices. With `renewal` (owners: a new admission
   * key; teachers: the one in force behind a lobby) who came in by the old one unseen waits in the lobby.
   */
  remove(member: KeyId, renewal: Renewal | null): Promise<void>;
  /** Owners, teachers, assistants: lets in who waits or was removed. */
  welcome(member: KeyId): Promise<void>;
  /** Makes a device one of a participant's: themselves, where it asked for that; teachers, also where nobody asked. */
  linkDevice(member: KeyId, device: KeyId): Promise<void>;
  /** Owners; teachers below teacher: a device is lost; its participant goes on by the others. It cannot be taken back. */
  loseDevice(device: KeyId): Promise<void>;
  /** The statements that are here, in the order in which they came. */
  statements(): readonly StatedEntry[];
  /** Who may do what with a document, by the statements that are here; null where nobody made it. */
  ruleOf(doc: DocId): DocumentRule | null;
  /** Owners and teachers: makes a document whose rules do not follow from its name, or changes them. */
  makeDocument(doc: DocId, rule: DocumentRule): Promise<void>;
  /** Both branches of a fork, at the place where they part; none where it is not known. */
  branchesOf(fork: Fork): readonly Branch[];
  /** Owner only: says which branch of a fork stands. */
  resolveFork(fork: Fork, hash: EntryHash): Promise<void>;
  /** Owner only: closes the class for ever. */
  closeClass(): Promise<void>;
  /** All entries kept, in an order in which another replica can take them: for a backup. */
  entries(): Iterable<Bytes>;
  /** Every document key that this device can open, for a backup: whoever has them reads what it reads. */
  documentKeys(): AsyncIterable<CarriedKey>;
  /** Takes document keys from a backup, after its entries. Resolves when they are stored; rejects with a storage failure. */
  takeKeys(keys: readonly CarriedKey[]): Promise<void>;
  /** Takes entries that no link brought, checked like those of a peer. Resolves when all are accepted, held or refused. */
  take(entries: readonly Bytes[]): Promise<void>;
  /** Says goodbye, stores what is pending, releases everything. Links are left to the network. */
  close(): Promise<void>;
}
