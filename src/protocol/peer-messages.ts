import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import { concat, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import { readEpochName, WRAP_BYTES } from './document-keys.ts';
import type { EpochName } from './document-keys.ts';
import { isDocName, readDocName, readId, writeId } from './entry.ts';
import {
  BLOB_CHUNK,
  MAX_BLOB_BYTES,
  MAX_CHUNKS_OWED,
  MAX_DOC_NAME_UNITS,
  MAX_ENTRY_PAYLOAD,
  MAX_HOLDERS,
  MAX_INTERESTS,
  MAX_WRAPS,
} from './limits.ts';
import type { BlobId, ClassId, DocId, EntryHash, FileHash, KeyId, SessionId } from './ids.ts';

/** Where a chain ends at somebody. */
export interface ChainHead {
  readonly author: KeyId;
  readonly session: SessionId;
  readonly seq: number;
  readonly hash: EntryHash;
}

/** The heads of a document's chains (SY6). */
export interface DocumentVector {
  readonly doc: DocId;
  readonly heads: readonly ChainHead[];
}

/** A signed message that is passed on and never stored. */
export interface Volatile {
  readonly classId: ClassId;
  readonly author: KeyId;
  readonly session: SessionId;
  /** Grows with each message of the author, over all sessions: what is not newer than the last on its topic is old. */
  readonly counter: number;
  /** The author's clock, ms since the epoch. */
  readonly at: number;
  /** 'presence', or the document that it is about. */
  readonly topic: string;
  readonly payload: Bytes;
  readonly bytes: Bytes;
  readonly body: Bytes;
  readonly signature: Bytes;
}

/** What peers of a class say to each other over a link. */
export type PeerMessage =
  /** "I am not admitted yet: introduce me to the class." */
  | { readonly type: 'ask' }
  /** The control statements, causally ordered: what a newcomer checks before they join. */
  | { readonly type: 'intro'; readonly entries: readonly Bytes[] }
  /** Entries, causally ordered. */
  | { readonly type: 'entries'; readonly entries: readonly Bytes[] }
  /** Entries likewise, and "say `have` as soon as they are in your store". */
  | { readonly type: 'receipt'; readonly entries: readonly Bytes[] }
  /**
   * "In these documents (with `all`: in any) I hold exactly this. Send me what I lack." With `reply` also:
   * "and tell me the same". With `partial`, of documents that are not named nothing is said: there are too many.
   */
  | {
      readonly type: 'compare';
      readonly all: boolean;
      readonly reply: boolean;
      readonly partial?: boolean;
      readonly vectors: readonly DocumentVector[];
    }
  /** "I now also have this, safe in my store." */
  | { readonly type: 'have'; readonly vectors: readonly DocumentVector[] }
  | { readonly type: 'volatile'; readonly messages: readonly Bytes[] }
  /** Two entries of one place by one author (SY2). */
  | { readonly type: 'proof'; readonly entries: readonly Bytes[] }
  /**
   * "I and those behind me want these documents" (a name that ends with `:`: all that begin so), `everything`: all of
   * them. With `fresh` this replaces what was said before. With `reply` also: "and tell me the same".
   */
  | {
      readonly type: 'interest';
      readonly fresh: boolean;
      readonly reply: boolean;
      readonly everything: boolean;
      readonly add: readonly string[];
      readonly drop: readonly string[];
    }
  /** "Its readers are away: hold this document, you and `count` - 1 others." */
  | { readonly type: 'hold'; readonly doc: DocId; readonly count: number }
  /** Document keys for the receiver, who may read these documents, sealed to them. */
  | { readonly type: 'keys'; readonly keys: readonly HandedKey[] }
  | BlobMessage
  | FileMessage;

/** What peers say to each other about blobs. */
export type BlobMessage =
  /** "Have you, or those behind you, this blob?" Answered by its manifest, or by `blob-lack` without chunks. */
  | { readonly type: 'blob-question'; readonly id: BlobId }
  /** "Of this blob I give what you ask for." The blob's id is the manifest's hash. */
  | { readonly type: 'blob-manifest'; readonly manifest: Bytes }
  /** "Send me these chunks too"; without any: "send none of those any more that I asked for". */
  | { readonly type: 'blob-request'; readonly id: BlobId; readonly chunks: readonly number[] }
  | {
      readonly type: 'blob-chunk';
      readonly id: BlobId;
      readonly index: number;
      readonly bytes: Bytes;
    }
  /** "These chunks I cannot give now"; without any: "nothing of it". */
  | { readonly type: 'blob-lack'; readonly id: BlobId; readonly chunks: readonly number[] };

/** What peers say to each other about files of the application and of packages (SY14). */
export type FileMessage =
  /** "Have you, or those behind you, the file with this SHA-256?" */
  | { readonly type: 'file-question'; readonly file: FileHash }
  /** "No", "I am getting it", or "it is this blob, which I have checked and give". */
  | { readonly type: 'file-answer'; readonly file: FileHash; readonly answer: FileAnswer };

export type FileAnswer = 'lack' | 'coming' | { readonly blob: BlobId };

/** A document key on its way to one reader. */
export interface HandedKey {
  readonly doc: DocId;
  readonly epoch: EpochName;
  /** As in `KeyWrap`: bound to class, document, epoch and reader. */
  readonly sealed: Bytes;
}

const ASK = 0;
const INTRO = 1;
const ENTRIES = 2;
const COMPARE = 3;
const HAVE = 4;
const VOLATILE = 5;
const INTEREST = 6;
const HOLD = 7;
const RECEIPT = 8;
const PROOF = 9;
const KEYS = 10;
const BLOB_QUESTION = 11;
const BLOB_MANIFEST = 12;
const BLOB_REQUEST = 13;
const BLOB_CHUNK_DATA = 14;
const BLOB_LACK = 15;
const FILE_QUESTION = 16;
const FILE_ANSWER = 17;

const LACK = 0;
const COMING = 1;
const HERE = 2;

/** Entries in one message: bounds what a message of tiny ones makes of it in memory. */
export const MAX_ENTRIES_PER_MESSAGE = 4096;
/** Documents and chains of one comparison: a class of 400 with 100 sessions each. */
export const MAX_VECTORS = 10_000;
export const MAX_HEADS = 40_000;
/** Longest payload of a volatile message: a cursor and a name need less than 1 KiB. */
export const MAX_VOLATILE_PAYLOAD = 16 * 1024;
/** Volatile messages in one frame. */
export const MAX_VOLATILES_PER_MESSAGE = 1024;
const MAX_VOLATILE = MAX_VOLATILE_PAYLOAD + 512;
const MAX_BLOB_CHUNKS = MAX_BLOB_BYTES / BLOB_CHUNK;
/** A hash for each chunk behind the size. */
const MAX_BLOB_MANIFEST = 32 * MAX_BLOB_CHUNKS + 8;
const SIGNATURE_LENGTH = 64;
const VOLATILE_VERSION = 1;
const VOLATILE_LABEL = utf8('lectern/volatile/1');

export function encodePeerMessage(message: PeerMessage): Bytes {
  const encoder = createEncoder();
  switch (message.type) {
    case 'ask':
      writeUint8(encoder, ASK);
      break;
    case 'intro':
    case 'entries':
    case 'receipt':
      writeUint8(
        encoder,
        message.type === 'intro' ? INTRO : message.type === 'entries' ? ENTRIES : RECEIPT,
      );
      writeList(message.entries);
      break;
    case 'compare':
      writeUint8(encoder, COMPARE);
      writeUint8(
        encoder,
        (message.all ? 1 : 0) | (message.reply ? 2 : 0) | (message.partial === true ? 4 : 0),
      );
      writeVectors(message.vectors);
      break;
    case 'have':
      writeUint8(encoder, HAVE);
      writeVectors(message.vectors);
      break;
    case 'volatile':
      writeUint8(encoder, VOLATILE);
      writeList(message.messages);
      break;
    case 'proof':
      writeUint8(encoder, PROOF);
      for (const entry of message.entries) writeVarUint8Array(encoder, entry);
      break;
    case 'interest':
      writeUint8(encoder, INTEREST);
      writeUint8(
        encoder,
        (message.fresh ? 1 : 0) | (message.reply ? 2 : 0) | (message.everything ? 4 : 0),
      );
      for (const names of [message.add, message.drop]) {
        writeVarUint(encoder, names.length);
        for (const name of names) writeVarString(encoder, name);
      }
      break;
    case 'hold':
      writeUint8(encoder, HOLD);
      writeVarString(encoder, message.doc);
      writeVarUint(encoder, message.count);
      break;
    case 'keys':
      writeUint8(encoder, KEYS);
      writeVarUint(encoder, message.keys.length);
      for (const { doc, epoch, sealed } of message.keys) {
        writeVarString(encoder, doc);
        writeVarUint(encoder, epoch.number);
        writeId(encoder, epoch.commitment);
        writeUint8Array(encoder, sealed);
      }
      break;
    case 'blob-question':
      writeUint8(encoder, BLOB_QUESTION);
      writeId(encoder, message.id);
      break;
    case 'blob-manifest':
      writeUint8(encoder, BLOB_MANIFEST);
      writeUint8Array(encoder, message.manifest);
      break;
    case 'blob-request':
    case 'blob-lack':
      writeUint8(encoder, message.type === 'blob-request' ? BLOB_REQUEST : BLOB_LACK);
      writeId(encoder, message.id);
      writeVarUint(encoder, message.chunks.length);
      for (const chunk of message.chunks) writeVarUint(encoder, chunk);
      break;
    case 'blob-chunk':
      writeUint8(encoder, BLOB_CHUNK_DATA);
      writeId(encoder, message.id);
      writeVarUint(encoder, message.index);
      writeUint8Array(encoder, message.bytes);
      break;
    case 'file-question':
      writeUint8(encoder, FILE_QUESTION);
      writeId(encoder, message.file);
      break;
    case 'file-answer':
      writeUint8(encoder, FILE_ANSWER);
      writeId(encoder, message.file);
      writeAnswer(message.answer);
      break;
  }
  return toUint8Array(encoder);

  function writeAnswer(answer: FileAnswer): void {
    writeUint8(encoder, answer === 'lack' ? LACK : answer === 'coming' ? COMING : HERE);
    if (typeof answer === 'object') writeId(encoder, answer.blob);
  }

  function writeList(items: readonly Bytes[]): void {
    writeVarUint(encoder, items.length);
    for (const item of items) writeVarUint8Array(encoder, item);
  }

  function writeVectors(vectors: readonly DocumentVector[]): void {
    writeVarUint(encoder, vectors.length);
    for (const { doc, heads } of vectors) {
      writeVarString(encoder, doc);
      writeVarUint(encoder, heads.length);
      for (const head of heads) {
        writeId(encoder, head.author);
        writeId(encoder, head.session);
        writeVarUint(encoder, head.seq);
        writeId(encoder, head.hash);
      }
    }
  }
}

/** Reads a message from a peer. Never throws. What may be kept is no part of a much larger buffer. */
export function decodePeerMessage(bytes: Bytes): Result<PeerMessage, 'malformed'> {
  return parseBytes(bytes, readMessage);
}

function readMessage(reader: ByteReader): PeerMessage {
  const type = reader.uint8();
  switch (type) {
    case ASK:
      return { type: 'ask' };
    case INTRO:
    case ENTRIES:
    case RECEIPT: {
      const entries = readList(reader, MAX_ENTRIES_PER_MESSAGE, MAX_ENTRY_PAYLOAD + 64 * 1024);
      return { type: type === INTRO ? 'intro' : type === ENTRIES ? 'entries' : 'receipt', entries };
    }
    case COMPARE: {
      const flags = reader.uint8();
      reader.require(flags < 8);
      return {
        type: 'compare',
        all: (flags & 1) > 0,
        reply: (flags & 2) > 0,
        ...((flags & 4) > 0 && { partial: true }),
        vectors: readVectors(reader),
      };
    }
    case HAVE:
      return { type: 'have', vectors: readVectors(reader) };
    case VOLATILE:
      return {
        type: 'volatile',
        messages: readList(reader, MAX_VOLATILES_PER_MESSAGE, MAX_VOLATILE),
      };
    case PROOF: {
      const one = readEntry(reader);
      return { type: 'proof', entries: [one, readEntry(reader)] };
    }
    case INTEREST: {
      const flags = reader.uint8();
      reader.require(flags < 8);
      return {
        type: 'interest',
        fresh: (flags & 1) > 0,
        reply: (flags & 2) > 0,
        everything: (flags & 4) > 0,
        add: readNames(reader),
        drop: readNames(reader),
      };
    }
    case HOLD: {
      const doc = readDocName(reader);
      const count = reader.varUint(MAX_HOLDERS);
      reader.require(count > 0);
      return { type: 'hold', doc, count };
    }
    case KEYS: {
      const count = reader.varUint(MAX_WRAPS);
      const keys: HandedKey[] = [];
      for (let i = 0; i < count; i++) {
        const doc = readDocName(reader);
        keys.push({ doc, epoch: readEpochName(reader), sealed: reader.bytes(WRAP_BYTES).slice() });
      }
      return { type: 'keys', keys };
    }
    case BLOB_QUESTION:
      return { type: 'blob-question', id: readId(reader, 32) };
    case BLOB_MANIFEST: {
      reader.require(reader.remaining <= MAX_BLOB_MANIFEST);
      return { type: 'blob-manifest', manifest: reader.rest().slice() };
    }
    case BLOB_REQUEST:
    case BLOB_LACK: {
      const id = readId<BlobId>(reader, 32);
      const count = reader.varUint(MAX_CHUNKS_OWED);
      const chunks = Array.from({ length: count }, () => reader.varUint(MAX_BLOB_CHUNKS - 1));
      return { type: type === BLOB_REQUEST ? 'blob-request' : 'blob-lack', id, chunks };
    }
    case BLOB_CHUNK_DATA: {
      const id = readId<BlobId>(reader, 32);
      const index = reader.varUint(MAX_BLOB_CHUNKS - 1);
      reader.require(reader.remaining > 0 && reader.remaining <= BLOB_CHUNK);
      return { type: 'blob-chunk', id, index, bytes: reader.rest() };
    }
    case FILE_QUESTION:
      return { type: 'file-question', file: readId(reader, 32) };
    case FILE_ANSWER: {
      const file = readId<FileHash>(reader, 32);
      return { type: 'file-answer', file, answer: readAnswer(reader) };
    }
    default:
      reader.require(false);
      throw new Error('unreachable');
  }
}

function readAnswer(reader: ByteReader): FileAnswer {
  const kind = reader.uint8();
  reader.require(kind <= HERE);
  if (kind === HERE) return { blob: readId(reader, 32) };
  return kind === LACK ? 'lack' : 'coming';
}

function readEntry(reader: ByteReader): Bytes {
  return reader.bytes(reader.varUint(MAX_ENTRY_PAYLOAD + 64 * 1024)).slice();
}

function readList(reader: ByteReader, maxItems: number, maxBytes: number): readonly Bytes[] {
  const count = reader.varUint(maxItems);
  const items: Bytes[] = [];
  // Copies: what is kept must not keep the whole message, and IndexedDB clones a view's whole buffer.
  for (let i = 0; i < count; i++) {
    const item = reader.bytes(reader.varUint(maxBytes));
    // A long one alone is nearly all of its message.
    items.push(count === 1 && item.length > BLOB_CHUNK / 2 ? item : item.slice());
  }
  return items;
}

function readNames(reader: ByteReader): readonly DocId[] {
  const count = reader.varUint(MAX_INTERESTS);
  return Array.from({ length: count }, () => readDocName(reader));
}

function readVectors(reader: ByteReader): readonly DocumentVector[] {
  const count = reader.varUint(MAX_VECTORS);
  const vectors: DocumentVector[] = [];
  let left = MAX_HEADS;
  for (let i = 0; i < count; i++) {
    const doc = readDocName(reader);
    const headCount = reader.varUint(left);
    left -= headCount;
    const heads: ChainHead[] = [];
    for (let j = 0; j < headCount; j++) {
      heads.push({
        author: readId(reader, 32),
        session: readId(reader, 16),
        seq: reader.varUint(),
        hash: readId(reader, 32),
      });
    }
    vectors.push({ doc, heads });
  }
  return vectors;
}

export type VolatileBody = Omit<Volatile, 'bytes' | 'body' | 'signature'>;

/** The signed part of a volatile message. */
export function encodeVolatileBody(body: VolatileBody): Bytes {
  const encoder = createEncoder();
  writeUint8(encoder, VOLATILE_VERSION);
  writeId(encoder, body.classId);
  writeId(encoder, body.author);
  writeId(encoder, body.session);
  writeVarUint(encoder, body.counter);
  writeVarUint(encoder, body.at);
  writeVarString(encoder, body.topic);
  writeUint8Array(encoder, body.payload);
  return toUint8Array(encoder);
}

/** What the author of a volatile message signs. */
export function volatileSigningBytes(body: Uint8Array): Bytes {
  return concat(VOLATILE_LABEL, body);
}

/** Reads a volatile message: body ‖ signature (64 bytes). Never throws; checks no signature. */
export function decodeVolatile(bytes: Bytes): Result<Volatile, 'malformed'> {
  if (bytes.length <= SIGNATURE_LENGTH || bytes.length > MAX_VOLATILE)
    return { ok: false, error: 'malformed' };
  const body = bytes.subarray(0, bytes.length - SIGNATURE_LENGTH);
  const signature = bytes.subarray(body.length);
  return parseBytes(body, (reader) => {
    reader.require(reader.uint8() === VOLATILE_VERSION);
    const classId = readId<ClassId>(reader, 32);
    const author = readId<KeyId>(reader, 32);
    const session = readId<SessionId>(reader, 16);
    const counter = reader.varUint();
    const at = reader.varUint();
    const topic = reader.text(MAX_DOC_NAME_UNITS);
    reader.require(isDocName(topic));
    const payload = reader.rest();
    reader.require(payload.length <= MAX_VOLATILE_PAYLOAD);
    return { classId, author, session, counter, at, topic, payload, bytes, body, signature };
  });
}
