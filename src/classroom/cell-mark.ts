import { isJsonObject, type JsonObject } from '../base/json.ts';
import { isHash32, isId16, type ClassId } from '../protocol/ids.ts';
import { MAX_BASE_UNITS } from '../protocol/limits.ts';

/** The metadata key under which a notebook cell remembers its shared cell. */
export const MARK_KEY = 'lectern';

/** The metadata that a cell in a notebook carries under the key `lectern`. */
export interface CellMark {
  readonly class: ClassId;
  /** The shared cell's id. */
  readonly cell: string;
  readonly version: number;
  /** 'original' in the teacher's notebook, 'copy' in a student's. */
  readonly kind: 'original' | 'copy';
  /** SHA-256 of the source as shared or synced, hex: tells whether it was changed since. */
  readonly digest: string;
  /** Of a copy: source of the version that it was made of, for a merge; null where that is too long or not known. */
  readonly base: string | null;
}

/** Reads the mark of a cell's metadata; null where there is none or it is damaged. */
export function parseMark(metadata: JsonObject): CellMark | null {
  const value = metadata[MARK_KEY];
  if (!isJsonObject(value)) return null;
  const { class: classId, cell, version, kind, digest, base } = value;
  if (typeof classId !== 'string' || !isHash32(classId)) return null;
  if (typeof cell !== 'string' || !isId16(cell)) return null;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return null;
  if (kind !== 'original' && kind !== 'copy') return null;
  if (typeof digest !== 'string') return null;
  const known = typeof base === 'string' && base.length <= MAX_BASE_UNITS;
  return { class: classId as ClassId, cell, version, kind, digest, base: known ? base : null };
}

/** The mark as JSON for a cell's metadata; a `base` that is too long is left out. */
export function markJson({ base, ...mark }: CellMark): JsonObject {
  return base === null || base.length > MAX_BASE_UNITS ? mark : { ...mark, base };
}
