import { createEncoder, toUint8Array, writeUint8, writeVarUint } from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import { readId, writeId } from './entry.ts';
import type { KeyId } from './ids.ts';

/** What somebody says on the topic `presence`. */
export type PresencePayload =
  /** "I leave." */
  | { readonly kind: 'goodbye' }
  /** "These are linked to me in the tree now, and to these I lost the connection a moment ago." */
  | {
      readonly kind: 'neighbours';
      readonly linked: readonly KeyId[];
      readonly lost: readonly KeyId[];
    };

/** Neighbours that one may vouch for: a parent and eight children, and room for a larger fan-out. */
export const MAX_NEIGHBOURS = 64;

const GOODBYE = 0;
const NEIGHBOURS = 1;

export function encodePresence(payload: PresencePayload): Bytes {
  const encoder = createEncoder();
  if (payload.kind === 'goodbye') {
    writeUint8(encoder, GOODBYE);
  } else {
    writeUint8(encoder, NEIGHBOURS);
    for (const ids of [payload.linked, payload.lost]) {
      writeVarUint(encoder, ids.length);
      for (const id of ids) writeId(encoder, id);
    }
  }
  return toUint8Array(encoder);
}

/** Reads what somebody says about presence. Never throws. */
export function decodePresence(bytes: Bytes): Result<PresencePayload, 'malformed'> {
  return parseBytes(bytes, (reader) => {
    const kind = reader.uint8();
    reader.require(kind === GOODBYE || kind === NEIGHBOURS);
    if (kind === GOODBYE) return { kind: 'goodbye' };
    return { kind: 'neighbours', linked: readIds(reader), lost: readIds(reader) };
  });
}

function readIds(reader: ByteReader): readonly KeyId[] {
  const count = reader.varUint(MAX_NEIGHBOURS);
  return Array.from({ length: count }, () => readId<KeyId>(reader, 32));
}
