import { expect, test } from 'vitest';
import { backupName, daysOf, daysToDrop } from '../../../src/classroom/backup-generations.ts';

/** Days from the first on, one after the other. */
function days(first: string, count: number, step = 1): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * step * 86_400_000).toISOString().slice(0, 10),
  );
}

/** What is left after a backup on each of these days. */
function kept(all: readonly string[]): string[] {
  let there: string[] = [];
  for (const day of all) {
    there.push(day);
    const dropped = new Set(daysToDrop(there));
    there = there.filter((one) => !dropped.has(one));
  }
  return there;
}

test('[ST9] of daily backups four stay: today’s, yesterday’s, and the first of this week and of the last', () => {
  // 2026-03-19 is a Thursday.
  expect(kept(days('2026-01-05', 74))).toEqual([
    '2026-03-09',
    '2026-03-16',
    '2026-03-18',
    '2026-03-19',
  ]);
  expect(kept(days('2026-03-16', 1))).toEqual(['2026-03-16']);
});

test('[ST9] after any number of days at most four stay, one of them older than a week after the first two weeks', () => {
  for (let count = 1; count < 60; count++) {
    const all = days('2026-03-03', count);
    const there = kept(all);
    expect(there.length).toBeLessThanOrEqual(4);
    expect(there.at(-1)).toBe(all.at(-1));
    const oldest = Date.parse(all.at(-1) ?? '') - Date.parse(there[0] ?? '');
    if (count > 14) expect(oldest / 86_400_000).toBeGreaterThanOrEqual(7);
  }
});

test('[ST9] after a holiday the last backup before it stays', () => {
  expect(kept([...days('2026-03-02', 5), '2026-04-20'])).toEqual(['2026-03-06', '2026-04-20']);
});

test('[ST9] only backups of the same thing count, whatever else lies in the folder', () => {
  const name = backupName('Python 101 00ff00ff', '2026-03-19', '.lectern-backup');
  expect(name).toBe('Python 101 00ff00ff 2026-03-19.lectern-backup');
  const names = [
    name,
    'Python 101 00ff00ff 2026-02-30.lectern-backup',
    'Python 101 00ff00ff 2026-03-19.zip',
    'Python 101 00ff00ff 2026-03-19.lectern-backup.crswap',
    'My thesis 2026-03-19.docx',
    '2026-03-19.lectern-backup',
  ];
  expect(daysOf(names, 'Python 101 00ff00ff', '.lectern-backup')).toEqual(['2026-03-19']);
});
