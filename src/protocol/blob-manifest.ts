import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import { concat, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import { BLOB_CHUNK, MAX_BLOB_BYTES } from './limits.ts';

const LABEL = utf8('lectern/blob/1');
const HASH = 32;

/** What a blob consists of. Its hash names the blob, so that each chunk can be checked by itself. */
export interface BlobManifest {
  /** Bytes of the whole. */
  readonly size: number;
  /** SHA-256 of each chunk (`BLOB_CHUNK` bytes, the last one shorter), one after the other: 32 bytes each. */
  readonly hashes: Bytes;
}

/** How many chunks a blob of `size` bytes has. */
export function chunkCount(size: number): number {
  return Math.ceil(size / BLOB_CHUNK);
}

/** Length of chunk `index`, which the blob has. */
export function chunkLength(size: number, index: number): number {
  return Math.min(BLOB_CHUNK, size - index * BLOB_CHUNK);
}

/** SHA-256 that chunk `index` has to have. */
export function chunkHash({ hashes }: BlobManifest, index: number): Bytes {
  return hashes.subarray(index * HASH, (index + 1) * HASH);
}

export function encodeBlobManifest({ size, hashes }: BlobManifest): Bytes {
  const encoder = createEncoder();
  writeVarUint(encoder, size);
  writeUint8Array(encoder, hashes);
  return toUint8Array(encoder);
}

/** Reads a manifest. Never throws. */
export function decodeBlobManifest(bytes: Bytes): Result<BlobManifest, 'malformed'> {
  return parseBytes(bytes, (reader) => {
    const size = reader.varUint(MAX_BLOB_BYTES);
    return { size, hashes: reader.bytes(chunkCount(size) * HASH).slice() };
  });
}

/** What is hashed to the blob's id. */
export function blobIdBytes(manifest: Uint8Array): Bytes {
  return concat(LABEL, manifest);
}
