import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { SharingChoices } from '../notebook/notebook-app.ts';
import { isHash32, isId16, type ClassId } from '../protocol/ids.ts';
import { MARK_KEY } from './cell-mark.ts';

/** What a cell of the teacher's notebook remembers of being shared with one class. */
export interface OriginalMark {
  /** The shared cell's id. */
  readonly cell: string;
  /** The version shared last; 0 where it was never shared and only how is chosen. */
  readonly version: number;
  /** SHA-256 of the source as shared, hex. */
  readonly digest: string;
  /** What the teacher chose; what is absent follows the class's defaults. */
  readonly choices: Partial<SharingChoices>;
}

/** Other classes that one notebook is taught to at the same time, beside the one used last. */
const MAX_OTHERS = 8;

/** Reads the mark of a cell as an original of this class; null where there is none or it is damaged. */
export function originalMark(metadata: JsonObject, classId: ClassId): OriginalMark | null {
  for (const value of markValues(metadata)) {
    if (value['class'] === classId && value['kind'] === 'original') return parse(value);
  }
  return null;
}

/** Ids of the classes that a cell is, or was, shared with. */
export function originalClasses(metadata: JsonObject): ClassId[] {
  return markValues(metadata).flatMap(({ class: id, kind }) =>
    typeof id === 'string' && isHash32(id) && kind === 'original' ? [id as ClassId] : [],
  );
}

/**
 * The cell's metadata under `MARK_KEY` with this mark in place of the class's former one. Marks of other classes stay:
 * the same notebook may be taught to several.
 */
export function withOriginalMark(
  metadata: JsonObject,
  classId: ClassId,
  { cell, version, digest, choices }: OriginalMark,
): JsonObject {
  const others = markValues(metadata)
    .filter((value) => value['class'] !== classId && value['kind'] === 'original')
    .map(({ also: _also, ...value }) => value as JsonObject)
    .slice(0, MAX_OTHERS);
  const { withOutputs, onRun, live, group } = choices;
  return {
    class: classId,
    cell,
    version,
    kind: 'original',
    digest,
    ...(withOutputs === undefined ? {} : { withOutputs }),
    ...(onRun === undefined ? {} : { onRun }),
    ...(live === undefined ? {} : { live }),
    ...(group === undefined ? {} : { group }),
    ...(others.length === 0 ? {} : { also: others }),
  };
}

/** The mark of the class used last, then those of others. */
function markValues(metadata: JsonObject): Record<string, unknown>[] {
  const value = metadata[MARK_KEY];
  if (!isJsonObject(value)) return [];
  const also = Array.isArray(value['also']) ? value['also'].slice(0, MAX_OTHERS) : [];
  return [value, ...also.filter((other) => isJsonObject(other))];
}

function parse({
  cell,
  version,
  digest,
  ...rest
}: Readonly<Record<string, unknown>>): OriginalMark | null {
  if (typeof cell !== 'string' || !isId16(cell) || typeof digest !== 'string') return null;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) return null;
  const { withOutputs, onRun, live, group } = rest;
  const choices: Partial<SharingChoices> = {
    ...(typeof withOutputs === 'boolean' ? { withOutputs } : {}),
    ...(typeof onRun === 'boolean' ? { onRun } : {}),
    ...(typeof live === 'boolean' ? { live } : {}),
    ...(group === null || (typeof group === 'string' && isId16(group)) ? { group } : {}),
  };
  return { cell, version, digest, choices };
}
