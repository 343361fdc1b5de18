import { MAX_CODE_TTL_S } from './limits.ts';

const DAY_MS = 24 * 3_600_000;

/** The usual wrong clocks: a time zone set by hand, at most 14 hours off, and a date that is a day wrong. */
const SKEW_MS = 26 * 3_600_000;

/** The ISO 8601 week (UTC) of a time in ms since the epoch, as `2026-W47`. */
export function isoWeek(ms: number): string {
  const day = new Date(Math.floor(ms / DAY_MS) * DAY_MS);
  // A week belongs to the year of its Thursday.
  const thursday = day.getTime() + (4 - (day.getUTCDay() || 7)) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}

/**
 * The weeks under which a code that is in force now can have been made, likeliest first: the present one,
 * and a neighbour while the longest life of a code or a clock that is wrong by a day reaches into it.
 */
export function codeWeeks(now: number): readonly string[] {
  const times = [now, now - MAX_CODE_TTL_S * 1000 - SKEW_MS, now + SKEW_MS];
  return [...new Set(times.map((time) => isoWeek(time)))];
}
