/** Most edits between a name and what was meant: a third of its letters, as Python's own suggestions allow about. */
const SHARE = 3;

/** The names nearest to `name`, at most `most`, the nearest first; none that is far off. */
export function nearNames(name: string, names: Iterable<string>, most = 3): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / SHARE));
  const near: { readonly other: string; readonly edits: number }[] = [];
  for (const other of names) {
    if (Math.abs(other.length - name.length) > limit) continue;
    const edits = editsBetween(name.toLowerCase(), other.toLowerCase());
    if (edits <= limit) near.push({ other, edits });
  }
  near.sort((a, b) => a.edits - b.edits || (a.other < b.other ? -1 : 1));
  return near.slice(0, most).map(({ other }) => other);
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
