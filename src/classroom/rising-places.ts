/** A cell of a notebook, in its order, with the place that it has among the shared cells; null for none yet. */
export interface PlacedId {
  readonly id: string;
  readonly place: number | null;
}

/**
 * The places to write so that they rise in the order of `cells`; those that can stay are left. So a cell that is put
 * in between, or moved, costs one number, whatever comes after it.
 */
export function risingPlaces(cells: readonly PlacedId[]): Map<string, number> {
  const kept = longestRise(cells.map(({ place }) => place));
  const places = new Map<string, number>();
  for (let from = 0; from < cells.length;) {
    if (kept.has(from)) {
      from++;
      continue;
    }
    let to = from;
    while (to < cells.length && !kept.has(to)) to++;
    const low = cells[from - 1]?.place ?? null;
    const high = cells[to]?.place ?? null;
    const count = to - from;
    cells.slice(from, to).forEach(({ id }, index) => {
      places.set(id, between(low, high, index, count));
    });
    from = to;
  }
  return rises(cells, places) ? places : numbered(cells);
}

/** Place `index` of `count` between two places, open where one is null. */
function between(low: number | null, high: number | null, index: number, count: number): number {
  if (low !== null && high !== null) return low + ((high - low) * (index + 1)) / (count + 1);
  if (low !== null) return low + index + 1;
  return high === null ? index : high - count + index;
}

/** Whether there was room between the numbers. */
function rises(cells: readonly PlacedId[], places: ReadonlyMap<string, number>): boolean {
  let last = -Infinity;
  for (const { id, place } of cells) {
    const here = places.get(id) ?? place ?? NaN;
    if (!(here > last)) return false;
    last = here;
  }
  return true;
}

function numbered(cells: readonly PlacedId[]): Map<string, number> {
  return new Map(
    cells.flatMap(({ id, place }, index) => (place === index ? [] : [[id, index] as const])),
  );
}

/** Indexes of a longest rising subsequence (patience sorting); null takes no part. */
function longestRise(places: readonly (number | null)[]): Set<number> {
  /** By length: index where a rise of that length can end lowest. */
  const ends: number[] = [];
  const before: number[] = [];
  const at = (index: number | undefined) =>
    (index === undefined ? null : places[index]) ?? -Infinity;
  places.forEach((place, index) => {
    if (place === null) return;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(ends[middle]) < place) low = middle + 1;
      else high = middle;
    }
    before[index] = ends[low - 1] ?? -1;
    ends[low] = index;
  });
  const kept = new Set<number>();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) kept.add(index);
  return kept;
}
