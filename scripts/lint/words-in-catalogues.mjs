/** Attributes and properties that a person reads or hears. */
const SAID = ['aria-label', 'aria-description', 'title', 'placeholder', 'alt'];
const SAID_BY_CODE = new Set([
  'title',
  'textContent',
  'innerText',
  'placeholder',
  'ariaLabel',
  'alt',
]);

/** Names, the same in every language. */
const NAMES = new Set(['Lectern', 'Python', 'PDF']);

const WORDS = /\p{L}{2}/u;

/**
 * The words that stand in the text of an HTML template, or in an attribute that is read out.
 * @param {readonly string[]} strings the template's own parts
 * @returns {string[]}
 */
export function wordsInTemplate(strings) {
  const source = strings.join('\0').replaceAll(/<!--.*?-->/gs, '');
  const attributes = SAID.flatMap((name) =>
    [...source.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) => value),
  );
  const texts = source.replaceAll(/<[^>]*>/g, '\0').split('\0');
  return [...texts, ...attributes].map((text) => text.trim()).filter((text) => WORDS.test(text));
}

/** The lint rule: what a person reads comes from a catalogue (`…messages.ts`, `…words.ts`), where it can be translated. */
export const wordsInCatalogues = {
  meta: { type: 'problem', docs: { description: 'Words on screen stand in catalogues' } },
  create(context) {
    const isCatalogue = /(?:messages|words)\.ts$/.test(context.filename);
    const report = (node, text) =>
      context.report({ node, message: `“${text}”: put it into a catalogue (CONTRIBUTING.md)` });
    const check = (node, name, value) => {
      if (!SAID_BY_CODE.has(name) && !SAID.includes(name)) return;
      if (value?.type !== 'Literal' || typeof value.value !== 'string') return;
      if (WORDS.test(value.value) && !NAMES.has(value.value)) report(node, value.value);
    };
    return {
      TaggedTemplateExpression(node) {
        if (node.tag.type !== 'Identifier' || node.tag.name !== 'html') return;
        for (const text of wordsInTemplate(
          node.quasi.quasis.map(({ value }) => value.cooked ?? ''),
        ))
          report(node, text);
      },
      AssignmentExpression(node) {
        if (node.left.type === 'MemberExpression' && node.left.property.type === 'Identifier')
          check(node, node.left.property.name, node.right);
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type === 'Identifier' && callee.name === 'msg' && !isCatalogue)
          context.report({ node, message: '`msg` belongs into a catalogue (CONTRIBUTING.md)' });
        const isSet = callee.type === 'MemberExpression' && callee.property.name === 'setAttribute';
        const [name, value] = node.arguments;
        if (isSet && name?.type === 'Literal') check(node, name.value, value);
      },
    };
  },
};
