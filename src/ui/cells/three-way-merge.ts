/** A place where two people's versions differ from each other or from what both began with; whole lines, without their ends. */
export interface MergePlace {
  readonly kind: 'place';
  /** What stood there in the version that both began with; null where that is not known. */
  readonly base: readonly string[] | null;
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
  /** Who changed it; `both` where their changes differ, or where it is not known. */
  readonly changedBy: 'mine' | 'theirs' | 'both';
}

/** Lines that need no choice: nobody changed them, or both did in the same way. */
export interface MergedLines {
  readonly kind: 'same';
  readonly lines: readonly string[];
}

export type MergePart = MergedLines | MergePlace;

/** What a person takes at one place; `both`: mine, then theirs. */
export type MergeChoice = 'mine' | 'theirs' | 'both';

/** Lines `from` to `to` of one text became lines `otherFrom` to `otherTo` of another. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
}

/** One person's version on the way through the merge. */
interface Side {
  readonly lines: readonly string[];
  readonly changes: readonly Change[];
  /** Index of the next change. */
  next: number;
  /** What to add to a line number of the base, after the last change. */
  offset: number;
}

/** Comparisons of lines at most (4 MB, some ms); what differs in longer texts is one change. */
const MAX_COMPARISONS = 4_000_000;

/**
 * Merges two versions of one text line by line, as diff3 does: joined, the parts with `mine` chosen everywhere are
 * `mine`, those with `theirs` are `theirs`, but for lines that both changed alike. Changes that touch are one place.
 * Without `base` every difference is a place for both.
 */
export function threeWayMerge(base: string | null, mine: string, theirs: string): MergePart[] {
  const ownLines = mine.split('\n');
  const theirLines = theirs.split('\n');
  if (base === null) return twoWay(ownLines, theirLines);
  const lines = base.split('\n');
  const sides = [ownLines, theirLines].map((side): Side => ({
    lines: side,
    changes: changedLines(lines, side),
    next: 0,
    offset: 0,
  }));
  const parts: MergePart[] = [];
  let at = 0;
  for (;;) {
    const starts = sides.map(({ changes, next }) => changes[next]?.from ?? Infinity);
    const from = Math.min(...starts);
    if (from === Infinity) break;
    if (from > at) parts.push({ kind: 'same', lines: lines.slice(at, from) });
    let to = from;
    const begun = sides.map(({ offset }) => from + offset);
    const touched = [false, false];
    for (let grew = true; grew;) {
      grew = false;
      for (const [i, side] of sides.entries()) {
        const change = side.changes[side.next];
        if (change === undefined || change.from > to) continue;
        side.next++;
        side.offset = change.otherTo - change.to;
        to = Math.max(to, change.to);
        touched[i] = true;
        grew = true;
      }
    }
    const [own = [], their = []] = sides.map((side, i) =>
      side.lines.slice(begun[i], to + side.offset),
    );
    parts.push(place(lines.slice(from, to), own, their, touched));
    at = to;
  }
  if (at < lines.length) parts.push({ kind: 'same', lines: lines.slice(at) });
  return parts;
}

/** What is proposed for a place: nobody's own change gives way unasked, and nobody's alone is passed over. */
export function proposal({ changedBy }: MergePlace): MergeChoice {
  return changedBy === 'theirs' ? 'theirs' : 'mine';
}

/** The lines of a place as somebody chose. */
export function chosenLines({ mine, theirs }: MergePlace, choice: MergeChoice): readonly string[] {
  if (choice === 'both') return [...mine, ...theirs];
  return choice === 'mine' ? mine : theirs;
}

function place(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  [own = false, their = false]: readonly boolean[],
): MergePart {
  if (own && their && same(mine, theirs)) return { kind: 'same', lines: mine };
  const changedBy = own && their ? 'both' : own ? 'mine' : 'theirs';
  return { kind: 'place', base, mine, theirs, changedBy };
}

function twoWay(mine: readonly string[], theirs: readonly string[]): MergePart[] {
  const parts: MergePart[] = [];
  let at = 0;
  for (const { from, to, otherFrom, otherTo } of changedLines(mine, theirs)) {
    if (from > at) parts.push({ kind: 'same', lines: mine.slice(at, from) });
    parts.push({
      kind: 'place',
      base: null,
      mine: mine.slice(from, to),
      theirs: theirs.slice(otherFrom, otherTo),
      changedBy: 'both',
    });
    at = to;
  }
  if (at < mine.length) parts.push({ kind: 'same', lines: mine.slice(at) });
  return parts;
}

/** The changes from `a` to `b` in order, by their longest common subsequence of lines. No two of them touch. */
function changedLines(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  const shorter = Math.min(a.length, b.length) - start;
  while (end < shorter && a.at(-1 - end) === b.at(-1 - end)) end++;
  const rows = a.length - end - start;
  const columns = b.length - end - start;
  if (rows === 0 && columns === 0) return [];
  if (rows * columns > MAX_COMPARISONS) {
    return [{ from: start, to: start + rows, otherFrom: start, otherTo: start + columns }];
  }
  // common[i * width + j]: length of the longest common subsequence of what follows line i of `a` and j of `b`.
  const width = columns + 1;
  const common = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      common[i * width + j] =
        a[start + i] === b[start + j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < rows || j < columns) {
    const from = start + i;
    const otherFrom = start + j;
    while (i < rows || j < columns) {
      if (i < rows && j < columns && a[start + i] === b[start + j]) break;
      const down = i < rows ? (common[(i + 1) * width + j] ?? 0) : -1;
      const right = j < columns ? (common[i * width + j + 1] ?? 0) : -1;
      if (down >= right) i++;
      else j++;
    }
    if (start + i > from || start + j > otherFrom)
      changes.push({ from, to: start + i, otherFrom, otherTo: start + j });
    while (i < rows && j < columns && a[start + i] === b[start + j]) {
      i++;
      j++;
    }
  }
  return changes;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}
