import { expect, test } from 'vitest';
import type { SharedCellItem } from '../../../../src/classroom/class-state.ts';
import { listedCells } from '../../../../src/ui/cells/cell-sections.ts';

function item(notebook: string, source: string, group: SharedCellItem['group'] = null) {
  return { id: source, notebook, source, group, by: 'Ada' } as unknown as SharedCellItem;
}

const red = { id: 'r', name: 'Red' };
const cells = [
  item('Lists', 'a = []'),
  item('Lists', 'b = [1]', red),
  item('Lists', 'c = [2]', red),
  item('Loops', 'for x in a: pass'),
];

test('the first cell of each notebook and group heads the others', () => {
  expect(listedCells(cells, '').map(({ number, heads }) => [number, heads])).toEqual([
    [1, 1],
    [2, 2],
    [3, 0],
    [1, 1],
  ]);
});

test('a notebook whose cells for a group stand between the others has a heading for each run', () => {
  const mixed = [...cells.slice(0, 3), item('Lists', 'd = []'), item('Lists', 'e = []')];
  expect(listedCells(mixed, '').map(({ heads }) => heads)).toEqual([1, 2, 0, 2, 0]);
});

test('a search finds text, notebook, group and teacher by all of its words, and keeps the numbers', () => {
  const found = (search: string) => listedCells(cells, search).map(({ item: { id } }) => id);
  expect(found(' RED ')).toEqual(['b = [1]', 'c = [2]']);
  expect(found('loops pass')).toEqual(['for x in a: pass']);
  expect(found('ada = lists')).toHaveLength(3);
  expect(found('nowhere')).toEqual([]);
  expect(listedCells(cells, '[2]').map(({ number, heads }) => [number, heads])).toEqual([[3, 1]]);
});
