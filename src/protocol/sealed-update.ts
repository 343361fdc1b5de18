import {
  createEncoder,
  toUint8Array,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import { utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import { writeId } from './entry.ts';
import type { EntryBody } from './entry.ts';
import { readEpochName } from './document-keys.ts';
import type { EpochName } from './document-keys.ts';

/** The content of an entry of kind 'sealed'. */
export interface SealedUpdate {
  /** Whose key opens it. */
  readonly epoch: EpochName;
  /** 12 bytes, random. */
  readonly nonce: Bytes;
  /** A Yjs update under AES-256-GCM, 16 bytes longer than it. */
  readonly box: Bytes;
}

export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LABEL = utf8('lectern/sealed/1');

export function encodeSealedUpdate({ epoch, nonce, box }: SealedUpdate): Bytes {
  const encoder = createEncoder();
  writeVarUint(encoder, epoch.number);
  writeId(encoder, epoch.commitment);
  writeUint8Array(encoder, nonce);
  writeUint8Array(encoder, box);
  return toUint8Array(encoder);
}

/** Reads the content of a sealed entry. Never throws; opens nothing. The bytes are views of `content`. */
export function decodeSealedUpdate(content: Bytes): Result<SealedUpdate, 'malformed'> {
  return parseBytes(content, (reader) => {
    const epoch = readEpochName(reader);
    const nonce = reader.bytes(NONCE_BYTES);
    const box = reader.rest();
    reader.require(box.length >= TAG_BYTES);
    return { epoch, nonce, box };
  });
}

/** What a box is bound to, as GCM's additional data: moved to any other place, it does not open. */
export function sealedUpdateContext(
  {
    classId,
    doc,
    author,
    session,
    seq,
  }: Pick<EntryBody, 'classId' | 'doc' | 'author' | 'session' | 'seq'>,
  epoch: EpochName,
): Bytes {
  const encoder = createEncoder();
  writeUint8Array(encoder, LABEL);
  writeId(encoder, classId);
  writeVarString(encoder, doc);
  writeId(encoder, author);
  writeId(encoder, session);
  writeVarUint(encoder, seq);
  writeVarUint(encoder, epoch.number);
  writeId(encoder, epoch.commitment);
  return toUint8Array(encoder);
}
