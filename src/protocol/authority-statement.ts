import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import { readDocName, readId, writeId } from './entry.ts';
import { MAX_NAME_UNITS } from './limits.ts';
import { participantName } from './participant-name.ts';
import type { DocId, EntryHash, KeyId, SessionId } from './ids.ts';
import type { DocumentVector } from './peer-messages.ts';
import {
  readCut,
  readMembers,
  readRule,
  readStatedRole,
  writeCut,
  writeDocName,
  writeMembers,
  writeRole,
  writeRule,
} from './statement-parts.ts';
import type { DocumentRule, StatedRole } from './statement-parts.ts';

/** How newcomers with an invitation get in. */
export type Door = 'open' | 'lobby';

/** First statement of an owner's device: shows that the class's root key stands behind it. */
export interface Found {
  readonly kind: 'found';
  readonly rootPublicKey: Bytes;
  /** The device's own key; the entry's author. */
  readonly publicKey: Bytes;
  /** ECDH P-256 key that opens what is sealed to this participant. */
  readonly sealingPublicKey: Bytes;
  readonly name: string;
  /** By the root key over `ownerSigningBytes`. */
  readonly rootSignature: Bytes;
}

/** Puts an admission key in force in place of the one before. */
export interface AdmissionKey {
  readonly kind: 'admission-key';
  readonly publicKey: Bytes;
  /** Role of who is admitted by it. */
  readonly role: 'student';
  /** Ms since the epoch. */
  readonly expires: number;
  readonly door: Door;
  /**
   * A renewal: who was admitted by an earlier key and is not among these participants is no member until they are
   * welcomed. Null where nobody's admission is concerned.
   */
  readonly kept: readonly KeyId[] | null;
}

/** A newcomer's first statement, by themselves. */
export interface Admit {
  readonly kind: 'admit';
  readonly publicKey: Bytes;
  readonly sealingPublicKey: Bytes;
  readonly name: string;
  /** The admission key of the invitation. */
  readonly admissionPublicKey: Bytes;
  /** By the admission key over `admitSigningBytes`. */
  readonly admissionSignature: Bytes;
  /** The participant whose further device this one wants to be; null for a new participant. */
  readonly deviceOf: KeyId | null;
}

/** Gives a member a role. */
export interface RoleGiven {
  readonly kind: 'role';
  readonly member: KeyId;
  readonly role: StatedRole;
  /** What the member had written as far as the author knew, where a right is taken away by it (SY5). */
  readonly cut: readonly DocumentVector[] | null;
}

/** Removes a participant with all devices, or one device of theirs that is lost. */
export interface Remove {
  readonly kind: 'remove';
  readonly member: KeyId;
  /** 'device': `member` names one device; its participant goes on by the others, or by one that is linked later. */
  readonly scope: 'participant' | 'device';
  /** What the member had written as far as the author knew (SY5). */
  readonly cut: readonly DocumentVector[];
}

/** Makes a document, or changes its rules. */
export interface DocumentMade {
  readonly kind: 'document';
  readonly doc: DocId;
  readonly rule: DocumentRule;
}

/** Makes a device one of a participant's; its own admission shows its keys and that it agrees. */
export interface DeviceLinked {
  readonly kind: 'link';
  readonly member: KeyId;
  readonly device: KeyId;
}

/** Lets in who waits in the lobby, or was removed. */
export interface Welcome {
  readonly kind: 'welcome';
  readonly member: KeyId;
}

/** Says which of two entries in one place of a chain stands (SY2). */
export interface Resolve {
  readonly kind: 'resolve';
  readonly doc: DocId;
  readonly author: KeyId;
  readonly session: SessionId;
  readonly seq: number;
  readonly hash: EntryHash;
}

/** Makes the class read-only for ever. */
export interface Close {
  readonly kind: 'close';
}

/** A statement of a later version. 'critical': what names it cannot be judged without understanding it. */
export interface UnknownStatement {
  readonly kind: 'unknown';
  readonly critical: boolean;
}

export type AuthorityStatement =
  | Found
  | AdmissionKey
  | Admit
  | RoleGiven
  | Close
  | Remove
  | DocumentMade
  | DeviceLinked
  | Welcome
  | Resolve
  | UnknownStatement;

/** What this version can say. */
export type KnownStatement = Exclude<AuthorityStatement, UnknownStatement>;

const FOUND = 1;
const ADMISSION_KEY = 2;
const ADMIT = 3;
const ROLE = 4;
const CLOSE = 5;
const REMOVE = 6;
const DOCUMENT = 7;
const LINK = 8;
// 9 and 10 are reserved.
const WELCOME = 11;
const RESOLVE = 12;
/** Statements from here on may be passed over by who does not know them. */
const FIRST_IGNORABLE = 128;

/** Behind the cut of a removal: it is about one device. */
const DEVICE_ONLY = 1;

const PUBLIC_KEY_LENGTH = 65;
const SIGNATURE_LENGTH = 64;
const DOORS: readonly Door[] = ['open', 'lobby'];

/** The content of an entry of the document `authority`. */
export function encodeStatement(statement: KnownStatement): Bytes {
  const encoder = createEncoder();
  switch (statement.kind) {
    case 'found':
      writeUint8(encoder, FOUND);
      writeUint8Array(encoder, statement.rootPublicKey);
      writeUint8Array(encoder, statement.publicKey);
      writeUint8Array(encoder, statement.sealingPublicKey);
      writeVarString(encoder, statement.name);
      writeUint8Array(encoder, statement.rootSignature);
      break;
    case 'admission-key':
      writeUint8(encoder, ADMISSION_KEY);
      writeUint8Array(encoder, statement.publicKey);
      writeRole(encoder, statement.role);
      writeVarUint(encoder, statement.expires);
      writeUint8(encoder, DOORS.indexOf(statement.door));
      if (statement.kept !== null) writeMembers(encoder, statement.kept);
      break;
    case 'admit':
      writeUint8(encoder, ADMIT);
      writeUint8Array(encoder, statement.publicKey);
      writeUint8Array(encoder, statement.sealingPublicKey);
      writeVarString(encoder, statement.name);
      writeUint8Array(encoder, statement.admissionPublicKey);
      writeUint8Array(encoder, statement.admissionSignature);
      if (statement.deviceOf !== null) writeId(encoder, statement.deviceOf);
      break;
    case 'role':
      writeUint8(encoder, ROLE);
      writeId(encoder, statement.member);
      writeRole(encoder, statement.role);
      if (statement.cut !== null) writeCut(encoder, statement.cut);
      break;
    case 'close':
      writeUint8(encoder, CLOSE);
      break;
    case 'remove':
      writeUint8(encoder, REMOVE);
      writeId(encoder, statement.member);
      writeCut(encoder, statement.cut);
      if (statement.scope === 'device') writeUint8(encoder, DEVICE_ONLY);
      break;
    case 'document':
      writeUint8(encoder, DOCUMENT);
      writeDocName(encoder, statement.doc);
      writeRule(encoder, statement.rule);
      break;
    case 'link':
      writeUint8(encoder, LINK);
      writeId(encoder, statement.member);
      writeId(encoder, statement.device);
      break;
    case 'welcome':
      writeUint8(encoder, WELCOME);
      writeId(encoder, statement.member);
      break;
    case 'resolve':
      writeUint8(encoder, RESOLVE);
      writeDocName(encoder, statement.doc);
      writeId(encoder, statement.author);
      writeId(encoder, statement.session);
      writeVarUint(encoder, statement.seq);
      writeId(encoder, statement.hash);
      break;
  }
  return toUint8Array(encoder);
}

/** Reads the content of an entry of the document `authority`. Never throws; checks no signature. */
export function decodeStatement(content: Bytes): Result<AuthorityStatement, 'malformed'> {
  return parseBytes(content, readStatement);
}

function readStatement(reader: ByteReader): AuthorityStatement {
  const number = reader.uint8();
  switch (number) {
    case FOUND:
      return {
        kind: 'found',
        rootPublicKey: readPublicKey(reader),
        publicKey: readPublicKey(reader),
        sealingPublicKey: readPublicKey(reader),
        name: readName(reader),
        rootSignature: reader.bytes(SIGNATURE_LENGTH),
      };
    case ADMISSION_KEY: {
      const publicKey = readPublicKey(reader);
      reader.require(readStatedRole(reader) === 'student');
      const expires = reader.varUint();
      const door = DOORS[reader.uint8()];
      reader.require(door !== undefined);
      const kept = reader.remaining === 0 ? null : readMembers(reader);
      return {
        kind: 'admission-key',
        publicKey,
        role: 'student',
        expires,
        door: door as Door,
        kept,
      };
    }
    case ADMIT:
      return {
        kind: 'admit',
        publicKey: readPublicKey(reader),
        sealingPublicKey: readPublicKey(reader),
        name: readName(reader),
        admissionPublicKey: readPublicKey(reader),
        admissionSignature: reader.bytes(SIGNATURE_LENGTH),
        deviceOf: reader.remaining === 0 ? null : readId(reader, 32),
      };
    case ROLE:
      return {
        kind: 'role',
        member: readId(reader, 32),
        role: readStatedRole(reader),
        cut: reader.remaining === 0 ? null : readCut(reader),
      };
    case CLOSE:
      return { kind: 'close' };
    case REMOVE:
      return {
        kind: 'remove',
        member: readId(reader, 32),
        cut: readCut(reader),
        scope: readScope(reader),
      };
    case DOCUMENT:
      return { kind: 'document', doc: readDocName(reader), rule: readRule(reader) };
    case LINK:
      return { kind: 'link', member: readId(reader, 32), device: readId(reader, 32) };
    case WELCOME:
      return { kind: 'welcome', member: readId(reader, 32) };
    case RESOLVE:
      return {
        kind: 'resolve',
        doc: readDocName(reader),
        author: readId(reader, 32),
        session: readId(reader, 16),
        seq: reader.varUint(),
        hash: readId(reader, 32),
      };
    default:
      reader.require(number !== 0);
      reader.rest();
      return { kind: 'unknown', critical: number < FIRST_IGNORABLE };
  }
}

function readScope(reader: ByteReader): Remove['scope'] {
  if (reader.remaining === 0) return 'participant';
  reader.require(reader.uint8() === DEVICE_ONLY);
  return 'device';
}

function readPublicKey(reader: ByteReader): Bytes {
  const key = reader.bytes(PUBLIC_KEY_LENGTH);
  reader.require(key[0] === 4); // an uncompressed point (SEC 1, 2.3.3)
  return key;
}

function readName(reader: ByteReader): string {
  const name = reader.text(4 * MAX_NAME_UNITS);
  reader.require(participantName(name) === name);
  return name;
}
