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
import { readId, writeId } from './entry.ts';
import { MAX_NAME_UNITS } from './limits.ts';
import { participantName } from './participant-name.ts';
import type { KeyId } from './ids.ts';

/** What a participant may do, given by the owner. */
export type StatedRole = 'teacher' | 'assistant' | 'student' | 'observer';

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
}

/** Gives a member a role. */
export interface RoleGiven {
  readonly kind: 'role';
  readonly member: KeyId;
  readonly role: StatedRole;
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
  | UnknownStatement;

/** What this version can say. */
export type KnownStatement = Exclude<AuthorityStatement, UnknownStatement>;

const FOUND = 1;
const ADMISSION_KEY = 2;
const ADMIT = 3;
const ROLE = 4;
const CLOSE = 5;
// 6 remove, 7 document, 8 key link, 9 document key epoch, 10 checkpoint are reserved.
/** Statements from here on may be passed over by who does not know them. */
const FIRST_IGNORABLE = 128;

const PUBLIC_KEY_LENGTH = 65;
const SIGNATURE_LENGTH = 64;
// 1 is the owner's and is never given.
const ROLE_NUMBERS: Record<StatedRole, number> = {
  teacher: 2,
  assistant: 3,
  student: 4,
  observer: 5,
};
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
      writeUint8(encoder, ROLE_NUMBERS[statement.role]);
      writeVarUint(encoder, statement.expires);
      writeUint8(encoder, DOORS.indexOf(statement.door));
      break;
    case 'admit':
      writeUint8(encoder, ADMIT);
      writeUint8Array(encoder, statement.publicKey);
      writeUint8Array(encoder, statement.sealingPublicKey);
      writeVarString(encoder, statement.name);
      writeUint8Array(encoder, statement.admissionPublicKey);
      writeUint8Array(encoder, statement.admissionSignature);
      break;
    case 'role':
      writeUint8(encoder, ROLE);
      writeId(encoder, statement.member);
      writeUint8(encoder, ROLE_NUMBERS[statement.role]);
      break;
    case 'close':
      writeUint8(encoder, CLOSE);
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
      reader.require(reader.uint8() === ROLE_NUMBERS.student);
      const expires = reader.varUint();
      const door = DOORS[reader.uint8()];
      reader.require(door !== undefined);
      return { kind: 'admission-key', publicKey, role: 'student', expires, door: door as Door };
    }
    case ADMIT:
      return {
        kind: 'admit',
        publicKey: readPublicKey(reader),
        sealingPublicKey: readPublicKey(reader),
        name: readName(reader),
        admissionPublicKey: readPublicKey(reader),
        admissionSignature: reader.bytes(SIGNATURE_LENGTH),
      };
    case ROLE:
      return { kind: 'role', member: readId(reader, 32), role: readRole(reader) };
    case CLOSE:
      return { kind: 'close' };
    default:
      reader.require(number !== 0);
      reader.rest();
      return { kind: 'unknown', critical: number < FIRST_IGNORABLE };
  }
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

function readRole(reader: ByteReader): StatedRole {
  const number = reader.uint8();
  for (const role of ['teacher', 'assistant', 'student', 'observer'] as const) {
    if (ROLE_NUMBERS[role] === number) return role;
  }
  reader.require(false);
  throw new Error('unreachable');
}
