import type { LanguageId } from './languages.ts';

const KEY = 'lectern-language';

/** The language that was chosen on this device; null where none was, or nothing is kept here. */
export function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // no storage here
  }
}

/** Keeps a choice for the pages that open from now on; false where nothing can be kept. */
export function keepLanguage(id: LanguageId): boolean {
  try {
    localStorage.setItem(KEY, id);
    return true;
  } catch {
    return false; // no storage here, or it is full
  }
}
