import { writeUint8, writeVarString, writeVarUint } from 'lib0/encoding';
import type { Encoder } from 'lib0/encoding';
import type { ByteReader } from './byte-reader.ts';
import { compareRefs, readDocName, readId, writeId } from './entry.ts';
import type { DocId, KeyId } from './ids.ts';
import { MAX_CUT_HEADS, MAX_STATED_MEMBERS } from './limits.ts';
import type { ChainHead, DocumentVector } from './peer-messages.ts';

/** What a participant may do, given by the owner or a teacher. */
export type StatedRole = 'teacher' | 'assistant' | 'student' | 'observer';

/** What a participant may do; the owner's is shown by the class's root key. */
export type Role = 'owner' | StatedRole;

/** Who may do something with a document: everybody of these roles, and these participants. */
export interface Audience {
  readonly roles: readonly Role[];
  readonly members: readonly KeyId[];
}

/** The rules of one document. */
export interface DocumentRule {
  readonly writers: Audience;
  readonly readers: Audience;
  /** Its entries are encrypted for the readers. */
  readonly sealed: boolean;
  /** Who signs its checkpoints: the owner's devices, or one participant. */
  readonly keeper: KeyId | 'owner';
}

/** By number in statements, never reassigned. */
const ROLES: readonly Role[] = ['owner', 'teacher', 'assistant', 'student', 'observer'];

/** Whether `role` may do less than `other`. */
export function isLower(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) > ROLES.indexOf(other);
}

export function writeRole(encoder: Encoder, role: Role): void {
  writeUint8(encoder, ROLES.indexOf(role) + 1);
}

/** Reads a role that can be given: the owner's never is. */
export function readStatedRole(reader: ByteReader): StatedRole {
  const role = readRole(reader);
  reader.require(role !== 'owner');
  return role as StatedRole;
}

function readRole(reader: ByteReader): Role {
  const role = ROLES[reader.uint8() - 1];
  reader.require(role !== undefined);
  return role as Role;
}

/** Writes ids sorted, each once. */
export function writeMembers(encoder: Encoder, members: Iterable<KeyId>): void {
  const sorted = [...new Set(members)].sort();
  if (sorted.length > MAX_STATED_MEMBERS) throw new Error('too many members in one statement');
  writeVarUint(encoder, sorted.length);
  for (const member of sorted) writeId(encoder, member);
}

export function readMembers(reader: ByteReader): readonly KeyId[] {
  const count = reader.varUint(MAX_STATED_MEMBERS);
  const members: KeyId[] = [];
  for (let i = 0; i < count; i++) {
    const member = readId<KeyId>(reader, 32);
    const last = members.at(-1);
    reader.require(last === undefined || last < member);
    members.push(member);
  }
  return members;
}

/** Writes where chains end, documents and chains sorted. */
export function writeCut(encoder: Encoder, cut: readonly DocumentVector[]): void {
  const sorted = [...cut].sort((a, b) => (a.doc < b.doc ? -1 : 1));
  writeVarUint(encoder, sorted.length);
  for (const { doc, heads } of sorted) {
    writeVarString(encoder, doc);
    writeVarUint(encoder, heads.length);
    for (const head of [...heads].sort(compareRefs)) {
      writeId(encoder, head.author);
      writeId(encoder, head.session);
      writeVarUint(encoder, head.seq);
      writeId(encoder, head.hash);
    }
  }
}

export function readCut(reader: ByteReader): readonly DocumentVector[] {
  const count = reader.varUint(MAX_CUT_HEADS);
  const cut: DocumentVector[] = [];
  let left = MAX_CUT_HEADS;
  for (let i = 0; i < count; i++) {
    const doc = readDocName(reader);
    const before = cut.at(-1);
    reader.require(before === undefined || before.doc < doc);
    const headCount = reader.varUint(left);
    left -= headCount;
    const heads: ChainHead[] = [];
    for (let j = 0; j < headCount; j++) {
      const head: ChainHead = {
        author: readId(reader, 32),
        session: readId(reader, 16),
        seq: reader.varUint(),
        hash: readId(reader, 32),
      };
      const last = heads.at(-1);
      reader.require(last === undefined || compareRefs(last, head) < 0);
      heads.push(head);
    }
    cut.push({ doc, heads });
  }
  return cut;
}

export function writeRule(encoder: Encoder, rule: DocumentRule): void {
  writeAudience(encoder, rule.writers);
  writeAudience(encoder, rule.readers);
  writeUint8(encoder, rule.sealed ? 1 : 0);
  writeMembers(encoder, rule.keeper === 'owner' ? [] : [rule.keeper]);
}

export function readRule(reader: ByteReader): DocumentRule {
  const writers = readAudience(reader);
  const readers = readAudience(reader);
  const sealed = reader.uint8();
  reader.require(sealed < 2);
  const [keeper, ...more] = readMembers(reader);
  reader.require(more.length === 0);
  return { writers, readers, sealed: sealed === 1, keeper: keeper ?? 'owner' };
}

/** Roles as bits: 1 owner, 2 teacher, 4 assistant, 8 student, 16 observer. */
function writeAudience(encoder: Encoder, { roles, members }: Audience): void {
  writeUint8(
    encoder,
    roles.reduce((bits, role) => bits | (1 << ROLES.indexOf(role)), 0),
  );
  writeMembers(encoder, members);
}

function readAudience(reader: ByteReader): Audience {
  const bits = reader.uint8();
  reader.require(bits < 32);
  const roles = ROLES.filter((_, i) => (bits & (1 << i)) !== 0);
  return { roles, members: readMembers(reader) };
}

/** A document's name as the statement that makes it carries it. */
export function writeDocName(encoder: Encoder, doc: DocId): void {
  writeVarString(encoder, doc);
}
