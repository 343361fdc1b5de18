import { intlTag } from './words.ts';

/** A number as the page's language writes it. */
export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(intlTag, options).format(value);
}

/** A date, a time of day or both. */
export function dateTime(at: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(intlTag, options).format(at);
}

/** A time between two moments, whole: at least 1 ms. */
export function milliseconds(ms: number): string {
  return number(Math.max(1, Math.round(ms)), { style: 'unit', unit: 'millisecond' });
}
