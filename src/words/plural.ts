import { intlTag } from './words.ts';

/**
 * Stands in a translation before the name of a form, and the second one behind it: noncharacters, which `named` takes
 * out of what people write. Translators write `[few]` (docs/translating.md).
 */
const FORM = '\uFDD0';
const FORM_END = '\uFDD1';

const rules = new Intl.PluralRules(intlTag);

/**
 * The sentence for a count: `one` or `other`, by the rules of the page's language. Where a language has more forms,
 * the translation of `other` holds them all. `one` names the number too, as some languages say it for 0 or 21.
 */
export function plural(
  count: number,
  forms: { readonly one: string; readonly other: string },
): string {
  const category = rules.select(count);
  return category === 'one' ? forms.one : formOf(forms.other, category);
}

/** The form of this name in a sentence; where it has no such form, `other`; where it has none at all, the sentence. */
export function formOf(sentence: string, category: string): string {
  if (!sentence.startsWith(FORM)) return sentence;
  const forms = sentence.split(FORM).map((form) => form.split(FORM_END));
  const named = (name: string): string | undefined => forms.find(([key]) => key === name)?.[1];
  return named(category) ?? named('other') ?? '';
}
