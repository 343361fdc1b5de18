import { expect, test } from 'vitest';
import { codeWeeks, isoWeek } from '../../../src/protocol/code-week.ts';

test('weeks are those of ISO 8601, over the turn of a year too', () => {
  const weeks = {
    '2026-11-21': '2026-W47',
    '2027-01-03': '2026-W53',
    '2027-01-04': '2027-W01',
    '2024-12-30': '2025-W01',
    '2023-01-01': '2022-W52',
  };
  for (const [day, week] of Object.entries(weeks)) {
    expect(isoWeek(Date.parse(`${day}T00:00:00Z`)), day).toBe(week);
    expect(isoWeek(Date.parse(`${day}T23:59:59.999Z`)), day).toBe(week);
  }
});

test('in the middle of a week only that week is tried', () => {
  expect(codeWeeks(Date.parse('2026-11-18T12:00:00Z'))).toEqual(['2026-W47']);
});

test('[LM2] a date that is a day wrong reaches over the turn of the week, either way', () => {
  expect(codeWeeks(Date.parse('2026-11-17T08:00:00Z'))).toContain('2026-W46'); // made on Sunday evening
  expect(codeWeeks(Date.parse('2026-11-22T00:00:00Z'))).toContain('2026-W48'); // it is Monday elsewhere
});

test('at its ends the neighbours are tried after it', () => {
  expect(codeWeeks(Date.parse('2026-11-16T08:00:00Z'))).toEqual(['2026-W47', '2026-W46']);
  expect(codeWeeks(Date.parse('2026-11-22T20:00:00Z'))).toEqual(['2026-W47', '2026-W48']);
});
