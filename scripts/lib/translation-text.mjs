/** As in `src/words/plural.ts`: before the name of a form, and behind it. */
const FORM = '\uFDD0';
const FORM_END = '\uFDD1';

const MARK = /\s*\[(zero|one|two|few|many|other)\]\s*/g;

/** Texts that are the same in this language as in English. */
const SAME = {
  fr: ['Assistant', 'Version {0}', 'Normal', 'Classes'],
  ar: [],
};

/**
 * Texts and, between them, the numbers of values; a text alone where there is no value. The forms of a counted
 * sentence, `[two] … [other] …`, get their marks.
 * @param {import('./translations.mjs').Sentence['contents']} contents
 * @param {import('./translations.mjs').Sentence} sentence
 */
export function encodeTranslation(contents, { contents: source, counted }) {
  const values = valuesOf(source);
  /** @type {(string | number)[]} */
  const parts = [''];
  for (const part of contents) {
    if (typeof part === 'string') parts[parts.length - 1] += part;
    else
      for (const [at, value] of (values.get(part.index) ?? []).entries()) {
        if (at > 0) parts[parts.length - 1] += ' ';
        parts.push(value, '');
      }
  }
  const marked = parts.map((part) =>
    counted && typeof part === 'string'
      ? part.replaceAll(MARK, (_all, name) => `${FORM}${name}${FORM_END}`)
      : part,
  );
  return marked.length === 1 ? marked[0] : marked;
}

/** The values of each placeholder: those with nothing but a space between them are one placeholder to translators. */
function valuesOf(source) {
  let next = 0;
  return new Map(
    source
      .filter((part) => typeof part !== 'string')
      .map(({ index, untranslatable }) => [
        index,
        untranslatable
          .split('${')
          .slice(1)
          .map(() => next++),
      ]),
  );
}

/**
 * What is missing or wrong in a language, one line each.
 * @param {string} locale
 * @param {readonly import('./translations.mjs').Sentence[]} sentences
 * @param {readonly {name: string, contents: import('./translations.mjs').Sentence['contents']}[]} translated
 * @returns {string[]}
 */
export function translationFaults(locale, sentences, translated) {
  const known = new Map(translated.map((one) => [one.name, one.contents]));
  const faults = sentences.flatMap(({ name, contents, counted }) => {
    const translation = known.get(name);
    known.delete(name);
    const why =
      translation === undefined
        ? 'is not translated'
        : faultOf(locale, contents, translation, counted);
    return why === null ? [] : [`${locale}: “${textOf(contents)}” (${name}) ${why}`];
  });
  return [
    ...faults,
    ...[...known.keys()].map((name) => `${locale}: ${name} is no sentence any more`),
  ];
}

function faultOf(locale, source, translation, counted) {
  const text = textOf(translation);
  if (text.trim() === '') return 'is not translated';
  if (text === textOf(source) && /\p{L}{2}/u.test(text) && !SAME[locale].includes(text))
    return 'is the same as in English';
  const forms = counted ? formsOf(text) : new Map();
  const wanted = formsWanted(locale);
  if (counted && (forms.size > 0 || wanted.length > 1)) {
    const names = [...forms.keys()];
    if (!text.trimStart().startsWith('[')) return `has something before its first form`;
    if (names.join() !== wanted.join())
      return `needs the forms ${wanted.join(', ')}, and has ${names.join(', ') || 'none'}`;
  } else if (/\[(?:zero|one|two|few|many|other)\]/.test(text)) return 'has forms, and no count';
  for (const form of forms.size === 0 ? [text] : forms.values()) {
    const fault = placeholderFault(source, form);
    if (fault !== null) return fault;
  }
  return null;
}

/** A value may be used several times and in any order; only a number may be left out ("one person"). */
function placeholderFault(source, form) {
  const used = new Set([...form.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index)));
  const values = source.filter((part) => typeof part !== 'string');
  const lost = values.find(
    ({ index, untranslatable }) => !used.has(index) && !untranslatable.includes('number('),
  );
  if (lost !== undefined) return `lacks ${lost.untranslatable}`;
  const foreign = [...used].find((index) => !values.some((value) => value.index === index));
  return foreign === undefined ? null : `has a value {${foreign}} that is not in the sentence`;
}

/** With `{0}` for its values. */
export function textOf(contents) {
  return contents.map((part) => (typeof part === 'string' ? part : `{${part.index}}`)).join('');
}

function formsOf(text) {
  const pieces = text.split(MARK);
  const forms = new Map();
  for (let i = 1; i < pieces.length; i += 2) forms.set(pieces[i], pieces[i + 1]);
  return forms;
}

/** The forms that `other` holds: those that some count below a thousand takes, but `one`, which is a sentence of its own. */
function formsWanted(locale) {
  const rules = new Intl.PluralRules(locale);
  const wanted = new Set(Array.from({ length: 1000 }, (_unused, count) => rules.select(count)));
  return ['zero', 'two', 'few', 'many', 'other'].filter((name) => wanted.has(name));
}
