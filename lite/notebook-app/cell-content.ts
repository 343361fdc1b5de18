import type { ISharedCell } from '@jupyter/ydoc';
import type { ICell } from '@jupyterlab/nbformat';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import type { CellContent, CellSnapshot } from '../../src/notebook/notebook-app.ts';

/** A copy of a cell of the notebook at `path`, as it is now. */
export function snapshot(path: string, index: number, cell: ISharedCell): CellSnapshot {
  // `toJSON` copies; nbformat's types are JSON under names of their own.
  const json = cell.toJSON() as unknown as Record<string, unknown>;
  return {
    path,
    index,
    id: cell.getId(),
    cellType: cell.cell_type === 'code' || cell.cell_type === 'markdown' ? cell.cell_type : 'raw',
    source: cell.getSource(),
    outputs:
      cell.cell_type === 'code' && Array.isArray(json['outputs'])
        ? (json['outputs'] as JsonObject[])
        : [],
    attachments: jsonObject(json['attachments']),
    metadata: jsonObject(json['metadata']),
  };
}

/** `content` as the shared model takes it; `id` empty for a new one. The outputs are not trusted. */
export function asCell(id: string, content: CellContent, metadata: JsonObject): ICell {
  const { cellType, source, outputs, attachments } = content;
  const cell = {
    ...(id === '' ? {} : { id }),
    cell_type: cellType,
    source,
    metadata: structuredClone(metadata),
    ...(cellType === 'code'
      ? { outputs: structuredClone(outputs), execution_count: null }
      : Object.keys(attachments).length > 0
        ? { attachments: structuredClone(attachments) }
        : {}),
  };
  return cell as unknown as ICell;
}

function jsonObject(value: unknown): JsonObject {
  return isJsonObject(value) ? (value as JsonObject) : {};
}
