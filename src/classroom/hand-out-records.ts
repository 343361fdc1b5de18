import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isFileName } from '../protocol/file-name.ts';
import { isHash32, isId16, type BlobId, type KeyId } from '../protocol/ids.ts';
import { MAX_BLOB_BYTES, MAX_HAND_OUTS } from '../protocol/limits.ts';
import type { CellGroup, CellSource } from './shared-cell-records.ts';

/** A file for students as a document holds it: one plain JSON value under its id in the map `handouts`. */
export interface HandOutRecord {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  /** Bytes of the file. */
  readonly size: number;
  /** The file, or what is sealed of it. */
  readonly blob: BlobId;
  /** AES-256-GCM key (32 bytes in base64url) of a file that is for a group; null for everybody's, which is not sealed. */
  readonly key: string | null;
  /** Counts from 1. */
  readonly version: number;
  readonly at: number;
  readonly by: KeyId;
  readonly withdrawn: boolean;
}

/** A file for students, and for whom it is: null for everybody. */
export interface PlacedHandOut extends HandOutRecord {
  readonly group: CellGroup | null;
}

/** All readable files of these documents, by name; what cannot be read, or is too many, is told to `refuse` and left out. */
export function readHandOuts(
  sources: readonly CellSource[],
  refuse: (id: string) => void,
): PlacedHandOut[] {
  const found: PlacedHandOut[] = [];
  for (const { doc, group } of sources) {
    for (const [id, value] of doc.getMap<unknown>('handouts')) {
      const record = parse(id, value);
      // A file of a group that anybody could open is not what it says.
      if (record === null || (group === null) !== (record.key === null)) refuse(id);
      else found.push({ ...record, group });
    }
  }
  const byName = new Intl.Collator('en', { numeric: true });
  found.sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  for (const { id } of found.splice(MAX_HAND_OUTS)) refuse(id);
  return found;
}

export function writeHandOut(doc: Y.Doc, record: HandOutRecord): void {
  const { id, name, mediaType, size, blob, key, version, at, by, withdrawn } = record;
  const value = { name, mediaType, size, blob, version, at, by, withdrawn };
  doc.getMap('handouts').set(id, key === null ? value : { ...value, key });
}

function parse(id: string, value: unknown): HandOutRecord | null {
  if (!isId16(id) || !isJsonObject(value)) return null;
  const { name, mediaType, size, blob, key = null, version, at, by, withdrawn } = value;
  if (typeof name !== 'string' || !isFileName(name)) return null;
  if (typeof mediaType !== 'string' || !isMediaType(mediaType)) return null;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || size > MAX_BLOB_BYTES)
    return null;
  if (typeof blob !== 'string' || !isHash32(blob)) return null;
  if (key !== null && (typeof key !== 'string' || !isHash32(key))) return null;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return null;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  if (typeof by !== 'string' || !isHash32(by) || typeof withdrawn !== 'boolean') return null;
  return {
    id,
    name,
    mediaType,
    size,
    blob: blob as BlobId,
    key,
    version,
    at,
    by: by as KeyId,
    withdrawn,
  };
}

/** Whether `text` is a media type without parameters, of a usual length. */
export function isMediaType(text: string): boolean {
  return text.length <= 127 && /^[\w.+-]+\/[\w.+-]+$/.test(text);
}
