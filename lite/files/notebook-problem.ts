import { isJsonObject } from '../../src/base/json.ts';
import { fileWords } from './file-words.ts';

/** Shown where a file cannot be read as a notebook at all. */
export const damagedNotebook = fileWords.damagedNotebook;

const cellTypes: ReadonlySet<unknown> = new Set(['code', 'markdown', 'raw']);

/** Why `value` cannot be opened as a notebook of nbformat 4, in words for people; null where it can. */
export function notebookProblem(value: unknown): string | null {
  if (!isJsonObject(value)) return damagedNotebook;
  const { nbformat, cells } = value;
  if (typeof nbformat === 'number' && nbformat < 4) return fileWords.oldNotebook;
  if (nbformat !== 4 || !Array.isArray(cells) || !cells.every(isCell)) return damagedNotebook;
  return null;
}

function isCell(cell: unknown): boolean {
  if (!isJsonObject(cell) || !cellTypes.has(cell['cell_type'])) return false;
  const { source, outputs, metadata } = cell;
  const isText =
    typeof source === 'string' ||
    (Array.isArray(source) && source.every((line) => typeof line === 'string'));
  return (
    isText &&
    (metadata === undefined || isJsonObject(metadata)) &&
    (cell['cell_type'] !== 'code' || (Array.isArray(outputs) && outputs.every(isJsonObject)))
  );
}
