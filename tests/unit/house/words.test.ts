import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTranslation, translationFaults } from '../../../scripts/lib/translation-text.mjs';
import {
  faultsOf,
  LOCALES,
  readWords,
  translationModule,
  translationModulePath,
} from '../../../scripts/lib/translations.mjs';
import { wordsInTemplate } from '../../../scripts/lint/words-in-catalogues.mjs';

describe('[LA3] the translations', () => {
  let words: ReturnType<typeof readWords>;
  beforeAll(() => {
    words = readWords();
  });

  it('have every sentence, with its values and forms, and no other (mend: npm run words)', () => {
    expect(words.sentences.length).toBeGreaterThan(900);
    expect(faultsOf(words)).toEqual([]);
  });

  it.each(LOCALES)('are what the page loads (%s; mend: npm run words)', (locale) => {
    expect(readFileSync(translationModulePath(locale), 'utf8')).toBe(
      translationModule(words, locale),
    );
  });
});

describe('translationFaults', () => {
  const value = (index: number, untranslatable: string) => ({ index, untranslatable });
  const count = value(0, '${number(count)}');
  const name = value(1, '${name}');
  const faults = (
    locale: string,
    contents: (string | typeof name)[],
    translation: (string | typeof name)[],
    counted = false,
  ) =>
    translationFaults(
      locale,
      [{ name: 'id', contents, counted }],
      [{ name: 'id', contents: translation }],
    ).map((line) => line.replace(/^.*\(id\) /, ''));

  it('find what is missing, the same as in English, or a sentence no more', () => {
    const sentence = { name: 'id', contents: ['Two words'], counted: false };
    expect(translationFaults('fr', [sentence], [])).toEqual([
      'fr: “Two words” (id) is not translated',
    ]);
    expect(faults('fr', ['Two words'], ['Two words'])).toEqual(['is the same as in English']);
    expect(translationFaults('fr', [], [{ name: 'old', contents: ['Vieux'] }])).toEqual([
      'fr: old is no sentence any more',
    ]);
  });

  it('find a value that was lost or made up; a number may be left out', () => {
    expect(faults('fr', ['By ', name], ['Par quelqu’un'])).toEqual(['lacks ${name}']);
    expect(faults('fr', ['By all'], ['Par ', name])).toEqual([
      'has a value {1} that is not in the sentence',
    ]);
    expect(faults('fr', [count, ' cell'], ['une cellule'])).toEqual([]);
  });

  it('want the forms that the language has', () => {
    expect(faults('fr', [count, ' cells'], ['[other] ', count, ' cellules'], true)).toEqual([]);
    expect(faults('ar', [count, ' cells'], [count, ' خلايا'], true)).toEqual([
      'has something before its first form',
    ]);
    expect(
      faults('ar', [count, ' cells'], ['[two] خليتان [other] ', count, ' خلية'], true),
    ).toEqual(['needs the forms zero, two, few, many, other, and has two, other']);
  });
});

describe('encodeTranslation', () => {
  it('counts values as the sentence has them, two where a space alone is between them', () => {
    const both = { index: 0, untranslatable: '${by} ${when}' };
    const third = { index: 1, untranslatable: '${where}' };
    const source = { name: 'id', contents: ['By ', both, ' in ', third], counted: false };
    expect(encodeTranslation([third, ' : ', both], source)).toEqual(['', 2, ' : ', 0, ' ', 1, '']);
  });
});

describe('[LA4] words that a person reads outside of the catalogues', () => {
  it.each<[string[], string]>([
    [['<button>Press me</button>'], 'Press me'],
    [['<p>', ' and more</p>'], 'and more'],
    [['<button aria-label="Close it" class=', '></button>'], 'Close it'],
  ])('are found in the template %j', (strings, text) => {
    expect(wordsInTemplate(strings)).toEqual([text]);
  });

  it.each<[string[]]>([
    [['<button class="small quiet" aria-label=', '>', '</button>']],
    [['<p><!-- Only a note -->', ' · ', '</p>']],
  ])('are not seen in the template %j', (strings) => {
    expect(wordsInTemplate(strings)).toEqual([]);
  });
});
