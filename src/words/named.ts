import { language } from './words.ts';

/** Longest name inside a sentence (UTF-16 units): the whole one stands where it has room of its own. */
const MAX_QUOTED_UNITS = 80;

/** Marks that turn a sentence's direction around, and the noncharacters that `plural` works with. */
const MARKS = /[\u202A-\u202E\u2066-\u2069\uFDD0\uFDD1]/g;

/** Hebrew, Arabic and the other scripts from right to left. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\uFB1D-\uFDCF\uFDF0-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * A text of another direction inside a sentence, such that it leaves the order of the words around it alone
 * (FIRST STRONG ISOLATE, Unicode's UAX 9).
 */
export function isolated(text: string): string {
  return language.dir === 'rtl' || RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** Somebody's words inside a sentence of ours: cut, isolated, and without marks of their own. */
export function named(name: string | number | undefined, otherwise = '…'): string {
  const text = String(name ?? '')
    .replaceAll(MARKS, '')
    .trim();
  if (text === '') return otherwise;
  return isolated(
    text.length <= MAX_QUOTED_UNITS ? text : `${text.slice(0, MAX_QUOTED_UNITS).trimEnd()}…`,
  );
}
