import fs from 'node:fs';
import path from 'node:path';
import { RuntimeLitLocalizer } from '@lit/localize-tools/lib/modes/runtime.js';
import { ROOT } from './root.mjs';
import { encodeTranslation, translationFaults } from './translation-text.mjs';

/** The languages besides English; each has its file `translations/<id>.xlf`. */
export const LOCALES = ['fr', 'ar'];

/** Where the sentences are: no other file may call `msg` (tests/unit/house/words.test.ts). */
export const CATALOGUES = ['{src,lite}/**/*{messages,words}.ts'];

/**
 * @typedef {object} Sentence
 * @property {string} name the message's id
 * @property {(string | {untranslatable: string, index: number})[]} contents
 * @property {boolean} counted whether it is what `plural` says for "other"
 */

/** Reads all catalogues and all translations. */
export function readWords() {
  const localizer = new RuntimeLitLocalizer({
    baseDir: ROOT,
    resolve: (file) => path.resolve(ROOT, file),
    sourceLocale: 'en',
    targetLocales: LOCALES,
    tsConfig: 'tsconfig.json',
    inputFiles: CATALOGUES,
    output: { mode: 'runtime', outputDir: 'unused' },
    interchange: { format: 'xliff', xliffDir: 'translations' },
  });
  const { messages, errors } = localizer.extractSourceMessages();
  /** @type {Sentence[]} */
  const sentences = messages.map(({ name, contents, node }) => ({
    name,
    contents,
    counted:
      node.parent?.name?.escapedText === 'other' &&
      node.parent.parent?.parent?.expression?.escapedText === 'plural',
  }));
  return {
    localizer,
    sentences,
    errors: errors.map(({ messageText }) => JSON.stringify(messageText)),
    translations: localizer.readTranslationsSync().translations,
  };
}

/**
 * What is missing or wrong, one line each.
 * @param {ReturnType<typeof readWords>} words
 * @returns {string[]}
 */
export function faultsOf({ sentences, errors, translations }) {
  return [
    ...errors,
    ...LOCALES.flatMap((locale) =>
      translationFaults(locale, sentences, translations.get(locale) ?? []),
    ),
  ];
}

/**
 * The text of `src/words/translations/<locale>.ts`.
 * @param {ReturnType<typeof readWords>} words
 * @param {string} locale
 */
export function translationModule({ sentences, translations }, locale) {
  const known = new Map((translations.get(locale) ?? []).map((one) => [one.name, one]));
  const lines = sentences
    .flatMap((sentence) => {
      const translated = known.get(sentence.name);
      if (translated === undefined) return [];
      const said = encodeTranslation(translated.contents, sentence);
      return [`  ${JSON.stringify(sentence.name)}: ${JSON.stringify(said)},\n`];
    })
    .sort();
  return `// Made from translations/${locale}.xlf by \`npm run words\`.\nexport default {\n${lines.join('')}};\n`;
}

/** @param {string} locale */
export function translationModulePath(locale) {
  return path.join(ROOT, 'src/words/translations', `${locale}.ts`);
}

/**
 * Brings the files of the translators up to date with the catalogues, and the modules with these files.
 * @returns {Promise<string[]>} what is missing or wrong
 */
export async function updateTranslations() {
  const words = readWords();
  await words.localizer.writeInterchangeFiles();
  for (const locale of LOCALES)
    fs.writeFileSync(translationModulePath(locale), translationModule(words, locale));
  return faultsOf(words);
}
