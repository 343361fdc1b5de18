import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import type { Encoder } from 'lib0/encoding';
import { concat, fromBase64Url, toBase64Url, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { err } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import { MAX_DOC_NAME_UNITS, MAX_ENTRY_PAYLOAD, MAX_REFS } from './limits.ts';
import type { ClassId, DocId, EntryHash, KeyId, SessionId } from './ids.ts';

/** Names one entry on one branch of a chain for good: two branches never share a hash. */
export interface Ref {
  readonly author: KeyId;
  readonly session: SessionId;
  readonly seq: number;
  readonly hash: EntryHash;
}

/** What an entry's signature covers. */
export interface EntryBody {
  readonly classId: ClassId;
  readonly doc: DocId;
  /** Key of the device that wrote it. */
  readonly author: KeyId;
  readonly session: SessionId;
  /** Position in the chain (author, doc, session), from 0. */
  readonly seq: number;
  /** Hash of the entry before in the chain; null exactly at `seq` 0. */
  readonly prev: EntryHash | null;
  /** Causal heads of other chains, sorted, at most `MAX_REFS`. */
  readonly deps: readonly Ref[];
  /** Heads of the control statements that the author had seen, sorted, at most `MAX_REFS`. */
  readonly authority: readonly Ref[];
  /** The author's clock, ms since the epoch. Tells people when; decides no order. */
  readonly at: number;
  /** How `content` is to be read. */
  readonly kind: PayloadKind;
  /** At most `MAX_ENTRY_PAYLOAD` bytes. */
  readonly content: Bytes;
}

/** An entry as decoded; the byte fields are views of `bytes`. */
export interface Entry extends EntryBody {
  readonly bytes: Bytes;
  /** The signed part of `bytes`. */
  readonly body: Bytes;
  readonly signature: Bytes;
}

/**
 * 'plain': readable by whoever has the entry. 'sealed': an update under a document key (`sealed-update.ts`). 'keys': a
 * document key sealed to readers (`document-keys.ts`). 'checkpoint': see `checkpoint.ts`.
 */
export type PayloadKind = 'plain' | 'sealed' | 'keys' | 'checkpoint';

export type EntryError =
  | 'malformed'
  | 'version' // made by a later version of Lectern
  | 'too-large';

const VERSION = 1;
const KINDS: readonly PayloadKind[] = ['plain', 'sealed', 'keys', 'checkpoint'];
const SIGNATURE_LENGTH = 64;
/** Longest headers: two full lists of references with the longest name. */
const MAX_HEADERS = 2 * MAX_REFS * 90 + 3 * MAX_DOC_NAME_UNITS + 256;
const MAX_ENTRY = MAX_ENTRY_PAYLOAD + MAX_HEADERS;
const LABEL = utf8('lectern/entry/1');
const DOC_NAME = /^[\w:.-]+$/;

/** Whether `text` can name a document: ASCII letters, digits, `_ : . -`, at most `MAX_DOC_NAME_UNITS`. */
export function isDocName(text: string): text is DocId {
  return text.length <= MAX_DOC_NAME_UNITS && DOC_NAME.test(text);
}

/**
 * What the author signs: the SHA-256 of the body, which names the entry anyway, so that a long one is read once; with a
 * label of its own, so that no signature made for another purpose fits.
 */
export function entrySigningBytes(bodyHash: Uint8Array): Bytes {
  return concat(LABEL, bodyHash);
}

/** Orders references by author and session, as the format wants them. */
export function compareRefs(a: Ref, b: Ref): number {
  const left = a.author + a.session;
  const right = b.author + b.session;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The signed part of an entry. Throws where the caller's values break the format's limits. */
export function encodeEntryBody(body: EntryBody): Bytes {
  if ((body.prev === null) !== (body.seq === 0)) throw new Error('prev is null exactly at seq 0');
  if (!isDocName(body.doc)) throw new Error('not a document name');
  if (body.content.length > MAX_ENTRY_PAYLOAD) throw new Error('payload over the limit');
  const encoder = createEncoder();
  writeUint8(encoder, VERSION);
  writeId(encoder, body.classId);
  writeVarString(encoder, body.doc);
  writeId(encoder, body.author);
  writeId(encoder, body.session);
  writeVarUint(encoder, body.seq);
  if (body.prev !== null) writeId(encoder, body.prev);
  writeRefs(encoder, body.deps);
  writeRefs(encoder, body.authority);
  writeVarUint(encoder, body.at);
  writeUint8(encoder, KINDS.indexOf(body.kind));
  writeUint8Array(encoder, body.content);
  return toUint8Array(encoder);
}

/** An entry's bytes: body ‖ signature (64 bytes). */
export function encodeEntry(body: Uint8Array, signature: Uint8Array): Bytes {
  return concat(body, signature);
}

/** Reads an entry. Accepts exactly what `encodeEntryBody` makes. Never throws; checks no signature. */
export function decodeEntry(bytes: Bytes): Result<Entry, EntryError> {
  if (bytes.length > MAX_ENTRY) return err('too-large');
  if (bytes.length <= SIGNATURE_LENGTH) return err('malformed');
  const body = bytes.subarray(0, bytes.length - SIGNATURE_LENGTH);
  if (body[0] !== VERSION) return err('version');
  const signature = bytes.subarray(body.length);
  const parsed = parseBytes(body, readBody);
  if (!parsed.ok) return parsed;
  if (parsed.value.content.length > MAX_ENTRY_PAYLOAD) return err('too-large');
  return { ok: true, value: { ...parsed.value, bytes, body, signature } };
}

function readBody(reader: ByteReader): EntryBody {
  reader.uint8(); // the version, checked before
  const classId = readId<ClassId>(reader, 32);
  const doc = readDocName(reader);
  const author = readId<KeyId>(reader, 32);
  const session = readId<SessionId>(reader, 16);
  const seq = reader.varUint();
  const prev = seq === 0 ? null : readId<EntryHash>(reader, 32);
  const deps = readRefs(reader);
  const authority = readRefs(reader);
  const at = reader.varUint();
  const kind = KINDS[reader.uint8()];
  reader.require(kind !== undefined);
  return {
    classId,
    doc,
    author,
    session,
    seq,
    prev,
    deps,
    authority,
    at,
    kind: kind as PayloadKind,
    content: reader.rest(),
  };
}

/** Reads a document's name. */
export function readDocName(reader: ByteReader): DocId {
  const doc = reader.text(MAX_DOC_NAME_UNITS);
  reader.require(isDocName(doc));
  return doc as DocId;
}

/** Reads a binary id of `length` bytes into its base64url form. */
export function readId<T extends string>(reader: ByteReader, length: number): T {
  return toBase64Url(reader.bytes(length)) as T;
}

/** Writes the bytes of an id. */
export function writeId(encoder: Encoder, id: string): void {
  writeUint8Array(encoder, idBytes(id));
}

/** The bytes that an id stands for. */
export function idBytes(id: string): Bytes {
  const bytes = fromBase64Url(id);
  if (bytes === null) throw new Error('not an id in base64url');
  return bytes;
}

function writeRefs(encoder: Encoder, refs: readonly Ref[]): void {
  if (refs.length > MAX_REFS) throw new Error('too many references');
  writeVarUint(encoder, refs.length);
  for (const ref of [...refs].sort(compareRefs)) {
    writeId(encoder, ref.author);
    writeId(encoder, ref.session);
    writeVarUint(encoder, ref.seq);
    writeId(encoder, ref.hash);
  }
}

function readRefs(reader: ByteReader): readonly Ref[] {
  const count = reader.varUint(MAX_REFS);
  const refs: Ref[] = [];
  for (let i = 0; i < count; i++) {
    const ref: Ref = {
      author: readId(reader, 32),
      session: readId(reader, 16),
      seq: reader.varUint(),
      hash: readId(reader, 32),
    };
    const last = refs.at(-1);
    reader.require(last === undefined || compareRefs(last, ref) < 0); // one order, no chain twice
    refs.push(ref);
  }
  return refs;
}
