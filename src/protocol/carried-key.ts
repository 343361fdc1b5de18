import {
  createEncoder,
  toUint8Array,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import { DOCUMENT_KEY_BYTES, readEpochName } from './document-keys.ts';
import type { EpochName } from './document-keys.ts';
import { readDocName, writeId } from './entry.ts';
import type { DocId } from './ids.ts';

/** A document key in the clear, as a backup carries it under its passphrase. */
export interface CarriedKey {
  readonly doc: DocId;
  readonly epoch: EpochName;
  /** 32 bytes. */
  readonly bytes: Bytes;
}

export function encodeCarriedKey({ doc, epoch, bytes }: CarriedKey): Bytes {
  const encoder = createEncoder();
  writeVarString(encoder, doc);
  writeVarUint(encoder, epoch.number);
  writeId(encoder, epoch.commitment);
  writeUint8Array(encoder, bytes);
  return toUint8Array(encoder);
}

/** Reads a carried key. Never throws; whether it is the one that its name says is the reader's to check. */
export function decodeCarriedKey(content: Bytes): Result<CarriedKey, 'malformed'> {
  return parseBytes(content, (reader) => {
    const doc = readDocName(reader);
    const epoch = readEpochName(reader);
    return { doc, epoch, bytes: reader.bytes(DOCUMENT_KEY_BYTES).slice() };
  });
}
