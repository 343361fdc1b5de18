import {
  createEncoder,
  toUint8Array,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import { concat, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import { idBytes, readId, writeId } from './entry.ts';
import { MAX_WRAPS } from './limits.ts';
import type { ClassId, DocId, KeyCommitment, KeyId } from './ids.ts';

/** Names one key of a document. */
export interface EpochName {
  /** From 1; two writers who do not know of each other may use the same one. */
  readonly number: number;
  readonly commitment: KeyCommitment;
}

/** A document key sealed to one reader: HPKE's enc (65 bytes) ‖ ciphertext (48 bytes). */
export interface KeyWrap {
  readonly reader: KeyId;
  readonly sealed: Bytes;
}

/** The content of an entry of kind 'keys': one key for some readers. Several entries may hold the same key. */
export interface DocumentKeysContent {
  readonly epoch: EpochName;
  /** Sorted by reader, each once; 1 to `MAX_WRAPS`. */
  readonly wraps: readonly KeyWrap[];
}

/** Bytes of a document key (AES-256). */
export const DOCUMENT_KEY_BYTES = 32;
/** Bytes of a wrap: an encapsulated P-256 point, the key, and GCM's tag. */
export const WRAP_BYTES = 65 + DOCUMENT_KEY_BYTES + 16;
const COMMITMENT_LABEL = utf8('lectern/document-key/1');
const WRAP_LABEL = utf8('lectern/key-wrap/1');

/** Throws where the caller's values break the format's limits. */
export function encodeDocumentKeys({ epoch, wraps }: DocumentKeysContent): Bytes {
  if (wraps.length === 0 || wraps.length > MAX_WRAPS) throw new Error('1 to MAX_WRAPS wraps');
  const encoder = createEncoder();
  writeVarUint(encoder, epoch.number);
  writeId(encoder, epoch.commitment);
  writeVarUint(encoder, wraps.length);
  for (const { reader, sealed } of [...wraps].sort(compareReaders)) {
    writeId(encoder, reader);
    writeUint8Array(encoder, sealed);
  }
  return toUint8Array(encoder);
}

/** Reads the content of an entry of kind 'keys'. Never throws; opens nothing. The bytes are views of `content`. */
export function decodeDocumentKeys(content: Bytes): Result<DocumentKeysContent, 'malformed'> {
  return parseBytes(content, (reader) => {
    const epoch = readEpochName(reader);
    const count = reader.varUint(MAX_WRAPS);
    reader.require(count > 0);
    const wraps: KeyWrap[] = [];
    for (let i = 0; i < count; i++) {
      const wrap: KeyWrap = { reader: readId(reader, 32), sealed: reader.bytes(WRAP_BYTES) };
      const last = wraps.at(-1);
      reader.require(last === undefined || compareReaders(last, wrap) < 0);
      wraps.push(wrap);
    }
    return { epoch, wraps };
  });
}

/** Reads a key's name: number from 1, commitment. */
export function readEpochName(reader: ByteReader): EpochName {
  const number = reader.varUint();
  reader.require(number > 0);
  return { number, commitment: readId(reader, 32) };
}

/** What is hashed to commit to a key: two keys never share a commitment, and a wrap with another key shows. */
export function commitmentBytes(classId: ClassId, doc: DocId, number: number, key: Bytes): Bytes {
  const encoder = createEncoder();
  writeUint8Array(encoder, COMMITMENT_LABEL);
  writeUint8Array(encoder, idBytes(classId));
  writeVarString(encoder, doc);
  writeVarUint(encoder, number);
  return concat(toUint8Array(encoder), key);
}

/** HPKE's `info` of a wrap: it opens as this key of this document for this reader, and as nothing else. */
export function wrapInfo(classId: ClassId, doc: DocId, epoch: EpochName, reader: KeyId): Bytes {
  const encoder = createEncoder();
  writeUint8Array(encoder, WRAP_LABEL);
  writeId(encoder, classId);
  writeVarString(encoder, doc);
  writeVarUint(encoder, epoch.number);
  writeId(encoder, epoch.commitment);
  writeId(encoder, reader);
  return toUint8Array(encoder);
}

function compareReaders(a: KeyWrap, b: KeyWrap): number {
  return a.reader < b.reader ? -1 : a.reader > b.reader ? 1 : 0;
}
