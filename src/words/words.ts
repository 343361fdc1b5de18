import { configureLocalization } from '@lit/localize';
import { keptLanguage } from './kept-language.ts';
import { chooseLanguage, formatTag, type Language, type LanguageId } from './languages.ts';
import { templatesOf, type Translation } from './templates.ts';

// A catalogue takes `msg` from here, so that it is read when the language's sentences are there: its words are plain
// constants. Another language means another page.
export { msg, str } from '@lit/localize';

/** Chunks without imports: one that needed this module's chunk would wait for it, and it for them. */
const TRANSLATIONS: Record<Exclude<LanguageId, 'en'>, () => Promise<{ default: Translation }>> = {
  fr: () => import('./translations/fr.ts'),
  ar: () => import('./translations/ar.ts'),
};

/** What this page's language is chosen from, best first; a program without a page speaks English. */
const inPage = typeof document !== 'undefined';
const wanted: readonly string[] = inPage ? navigator.languages : ['en'];

const { setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: Object.keys(TRANSLATIONS),
  loadLocale: async (id) => ({
    templates: templatesOf((await TRANSLATIONS[id as keyof typeof TRANSLATIONS]()).default),
  }),
});

/** Speaks `language` from now on; English where its sentences cannot be had. */
async function speak(language: Language): Promise<{ language: Language; failure: unknown }> {
  if (language.id === 'en') return { language, failure: null };
  // `start-guard.js` then does not take the page for broken.
  if (inPage) document.documentElement.dataset['words'] = 'coming';
  try {
    await setLocale(language.id);
    return { language, failure: null };
  } catch (failure) {
    return { language: chooseLanguage('en', []), failure };
  } finally {
    if (inPage) delete document.documentElement.dataset['words'];
  }
}

const spoken = await speak(chooseLanguage(inPage ? keptLanguage() : null, wanted));

/** The language of this page. */
export const language = spoken.language;

/** Why it is not the one that was asked for; null where it is. */
export const languageFailure = spoken.failure;

/** The BCP 47 tag for `Intl`. */
export const intlTag = formatTag(language, wanted);

if (inPage) {
  document.documentElement.lang = language.id;
  // Not of the root: JupyterLab's menus would look there and open to the wrong side.
  document.body.dir = language.dir;
}
