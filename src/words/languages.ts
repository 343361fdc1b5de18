/** The languages of Lectern. English is the one that sentences are written in. */
export type LanguageId = 'en' | 'fr' | 'ar';

export interface Language {
  readonly id: LanguageId;
  /** In the language itself. */
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
}

const ENGLISH: Language = { id: 'en', name: 'English', dir: 'ltr' };

export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  { id: 'fr', name: 'Français', dir: 'ltr' },
  { id: 'ar', name: 'العربية', dir: 'rtl' },
];

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-', 1)[0] ?? '';
}

/** The one that was chosen on this device (`kept`), else the first that the person's browser asks for, else English. */
export function chooseLanguage(kept: string | null, wanted: readonly string[]): Language {
  for (const tag of kept === null ? wanted : [kept, ...wanted]) {
    const found = LANGUAGES.find(({ id }) => id === languageOf(tag));
    if (found !== undefined) return found;
  }
  return ENGLISH;
}

/**
 * How dates and numbers are written (BCP 47): as in the person's own country, where the browser names one for this
 * language. Arabic with the digits 0-9, as Python, class codes and cell numbers have them.
 */
export function formatTag({ id }: Language, wanted: readonly string[]): string {
  const tag = wanted.find((one) => languageOf(one) === id) ?? id;
  return id === 'ar' ? `${tag}-u-nu-latn` : tag;
}
