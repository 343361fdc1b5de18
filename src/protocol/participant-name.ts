import { MAX_NAME_UNITS } from './limits.ts';

// Control characters, line separators, lone surrogates, and what turns the direction of the text around it.
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** `text` as a participant's name: trimmed and in Unicode form NFC; null where it is empty, too long or unfit. */
export function participantName(text: string): string | null {
  if (text.length > 8 * MAX_NAME_UNITS) return null;
  const name = text.trim().normalize('NFC').trim();
  if (name.length === 0 || name.length > MAX_NAME_UNITS || UNFIT.test(name)) return null;
  return name;
}
