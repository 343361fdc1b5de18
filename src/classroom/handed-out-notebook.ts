import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { ClassId } from '../protocol/ids.ts';
import { cellDigest } from './cell-content.ts';
import { MARK_KEY, markJson } from './cell-mark.ts';
import { originalMark } from './original-mark.ts';

/**
 * A teacher's notebook as students get it: cells that were shared with the class are marked as copies, so that they know
 * of later versions; marks of other classes, and how often cells ran, stay with the teacher. Text that is no
 * notebook comes back as it is.
 */
export function handedOutNotebook(text: string, classId: ClassId): string {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return text;
  }
  if (!isJsonObject(notebook) || !Array.isArray(notebook['cells'])) return text;
  const cells = notebook['cells'].map((cell: unknown) =>
    isJsonObject(cell) ? handedOutCell(cell, classId) : cell,
  );
  return JSON.stringify({ ...notebook, cells });
}

function handedOutCell(cell: Record<string, unknown>, classId: ClassId): unknown {
  const metadata = isJsonObject(cell['metadata']) ? (cell['metadata'] as JsonObject) : {};
  const { [MARK_KEY]: _mark, ...rest } = metadata;
  const mark = originalMark(metadata, classId);
  const source = sourceOf(cell['source']);
  const type = cell['cell_type'];
  const cellType = type === 'code' || type === 'markdown' ? type : 'raw';
  const copy =
    mark !== null && mark.version > 0
      ? {
          [MARK_KEY]: markJson({
            class: classId,
            cell: mark.cell,
            version: mark.version,
            kind: 'copy',
            digest: cellDigest({ cellType, source }),
            base: source,
          }),
        }
      : {};
  const count = 'execution_count' in cell ? { execution_count: null } : {};
  return { ...cell, ...count, metadata: { ...rest, ...copy } };
}

/** nbformat has a cell's source as a text, or as its lines. */
function sourceOf(source: unknown): string {
  return Array.isArray(source) ? source.join('') : typeof source === 'string' ? source : '';
}
