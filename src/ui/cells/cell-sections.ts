import type { SharedCellItem } from '../../classroom/class-state.ts';
import { numberWithinNotebooks } from './cell-numbers.ts';

/** A cell of the list with its number within its notebook, from 1. */
export interface ListedCell {
  readonly item: SharedCellItem;
  readonly number: number;
  /** The first one of a run of its notebook and group: how many follow each other; 0 for all others. */
  readonly heads: number;
}

/**
 * The cells that `search` finds, in the order of the list: all words of it must be in the cell's text, the names of its
 * notebook and group, or the name of who shared it. Numbers stay those of the whole list.
 */
export function listedCells(cells: readonly SharedCellItem[], search: string): ListedCell[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const numbers = numberWithinNotebooks(cells);
  const found = cells
    .map((item, index) => ({ item, number: numbers[index] ?? index + 1 }))
    .filter(({ item }) => {
      if (wanted.length === 0) return true;
      const text = [item.source, item.notebook, item.group?.name ?? '', item.by]
        .join('\n')
        .toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
  return found.map((cell, index) => {
    const own = sectionOf(cell.item);
    const before = found[index - 1];
    if (before !== undefined && sectionOf(before.item) === own) return { ...cell, heads: 0 };
    const end = found.findIndex(({ item }, at) => at > index && sectionOf(item) !== own);
    return { ...cell, heads: (end < 0 ? found.length : end) - index };
  });
}

function sectionOf({ notebook, group }: SharedCellItem): string {
  return `${group?.id ?? ''}\n${notebook}`;
}
