/**
 * The sentences of one language by message id: a text, or texts and, between them, the numbers of the values that go
 * there. Made by `npm run words` from `translations/*.xlf`.
 */
export type Translation = Readonly<Record<string, string | readonly (string | number)[]>>;

interface Template {
  readonly strTag: true;
  readonly strings: TemplateStringsArray;
  readonly values: number[];
}

/** The same in the form that `@lit/localize` takes. */
export function templatesOf(translation: Translation): Record<string, string | Template> {
  const templates: Record<string, string | Template> = {};
  for (const [id, parts] of Object.entries(translation))
    templates[id] = typeof parts === 'string' ? parts : templateOf(parts);
  return templates;
}

/** Texts and numbers take turns, beginning and ending with a text. */
function templateOf(parts: readonly (string | number)[]): Template {
  const strings = parts.filter((part) => typeof part === 'string');
  const values = parts.filter((part) => typeof part === 'number');
  return { strTag: true, strings: Object.assign(strings, { raw: strings }), values };
}
