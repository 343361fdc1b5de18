import fc from 'fast-check';
import { expect, it } from 'vitest';
import { risingPlaces } from '../../../src/classroom/rising-places.ts';

const place = fc.option(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ noNaN: true })), {
  nil: null,
});

it('gives places that rise in the order of the cells, whatever was there', () => {
  fc.assert(
    fc.property(fc.array(place, { maxLength: 40 }), (before) => {
      const cells = before.map((each, index) => ({
        id: `${index}`,
        place: each !== null && Number.isFinite(each) ? each : null,
      }));
      const changes = risingPlaces(cells);
      const after = cells.map(({ id, place: old }) => changes.get(id) ?? old ?? NaN);
      for (const [index, each] of after.entries())
        expect(each).toBeGreaterThan(after[index - 1] ?? -Infinity);
    }),
  );
});

it('changes one place where one cell moved or came, and none where nothing did', () => {
  const cells = Array.from({ length: 300 }, (_, index) => ({ id: `${index}`, place: index }));
  expect(risingPlaces(cells).size).toBe(0);
  const [first, ...others] = cells;
  if (first === undefined) throw new Error('there are cells');
  expect([...risingPlaces([...others, first]).keys()]).toEqual(['0']);
  const fresh = { id: 'new', place: null };
  expect([...risingPlaces([...cells.slice(0, 9), fresh, ...cells.slice(9)])]).toEqual([
    ['new', 8.5],
  ]);
});

it('numbers all anew where the room between two places is used up', () => {
  const tiny = [
    { id: 'a', place: 1 },
    { id: 'new', place: null },
    { id: 'b', place: 1 + Number.EPSILON },
  ];
  expect([...risingPlaces(tiny)]).toEqual([
    ['a', 0],
    ['new', 1],
    ['b', 2],
  ]);
});
