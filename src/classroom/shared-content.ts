import { sameJson } from '../base/json.ts';
import type { CellContent } from '../notebook/notebook-app.ts';

/** What of a cell is shared: without execution counts, which are the teacher's own, and with outputs only where wanted. */
export function sharedContent(cell: CellContent, withOutputs: boolean): CellContent {
  const { cellType, source, attachments } = cell;
  const outputs = withOutputs
    ? cell.outputs.map((output) =>
        'execution_count' in output ? { ...output, execution_count: null } : output,
      )
    : [];
  return { cellType, source, outputs, attachments };
}

/** Whether both hold the same, whatever the order of keys in their JSON. */
export function sameSharedContent(a: CellContent, b: CellContent): boolean {
  return (
    a.cellType === b.cellType &&
    a.source === b.source &&
    sameJson(a.attachments, b.attachments) &&
    sameJson(a.outputs, b.outputs)
  );
}
