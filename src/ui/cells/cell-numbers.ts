import type { SharedCellItem } from '../../classroom/class-state.ts';

/** Numbers cells from 1 within each notebook, in the order of the list. */
export function numberWithinNotebooks(
  cells: readonly Pick<SharedCellItem, 'notebook'>[],
): number[] {
  const counts = new Map<string, number>();
  return cells.map(({ notebook }) => {
    const number = (counts.get(notebook) ?? 0) + 1;
    counts.set(notebook, number);
    return number;
  });
}
