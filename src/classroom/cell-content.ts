import { utf8, toHex } from '../base/bytes.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { CellContent } from '../notebook/notebook-app.ts';
import { digest } from 'lib0/hash/sha256';

/** SHA-256 of a cell's type and source, hex: tells whether a person changed a cell. Outputs do not count. */
export function cellDigest(cell: Pick<CellContent, 'cellType' | 'source'>): string {
  return toHex(digest(utf8(`${cell.cellType}\n${cell.source}`)));
}

/** Reads nbformat cell content from untrusted JSON; null where it is none. */
export function parseCellContent(value: unknown): CellContent | null {
  if (!isJsonObject(value)) return null;
  const { cellType, source, outputs, attachments } = value;
  if (cellType !== 'code' && cellType !== 'markdown' && cellType !== 'raw') return null;
  if (typeof source !== 'string') return null;
  if (!Array.isArray(outputs) || !outputs.every(isOutput)) return null;
  if (!isJsonObject(attachments)) return null;
  return { cellType, source, outputs, attachments: attachments as JsonObject };
}

const OUTPUT_TYPES = new Set(['stream', 'display_data', 'execute_result', 'error']);

function isOutput(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) &&
    typeof value['output_type'] === 'string' &&
    OUTPUT_TYPES.has(value['output_type'])
  );
}
