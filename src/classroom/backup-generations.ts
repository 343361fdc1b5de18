/** A backup file's name in the folder: what it is of, the day, the ending. */
const NAME = /^(.+) (\d{4}-\d{2}-\d{2})(\.[\w-]+)$/;

export function backupName(stem: string, day: string, ending: string): string {
  return `${stem} ${day}${ending}`;
}

/** Days of the backups of `stem` among the names of a folder. Names of anything else are passed over. */
export function daysOf(names: readonly string[], stem: string, ending: string): string[] {
  return names.flatMap((name) => {
    const [, of, day, end] = NAME.exec(name) ?? [];
    return of === stem && end === ending && day !== undefined && isDay(day) ? [day] : [];
  });
}

/**
 * The days whose backups can go. Four stay at most: the newest, the one before it, the first of the newest one's week and
 * the first of the week before: so there is always one that is some days old, and one that is older than a week.
 */
export function daysToDrop(days: readonly string[]): string[] {
  const sorted = [...new Set(days)].sort();
  const newest = sorted.at(-1);
  if (newest === undefined) return [];
  const week = mondayOf(newest, 0);
  const before = mondayOf(newest, 7);
  const kept = new Set([
    newest,
    sorted.at(-2),
    sorted.find((day) => day >= week),
    sorted.find((day) => day >= before && day < week),
  ]);
  return sorted.filter((day) => !kept.has(day));
}

/** The Monday of a day's week, or of as many days earlier. Days are calendar days: UTC has no hours that are missing. */
function mondayOf(day: string, daysEarlier: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7) - daysEarlier);
  return date.toISOString().slice(0, 10);
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
