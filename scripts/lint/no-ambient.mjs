/** Sources of time and chance that must come in through an argument, so that tests can hold them. */
const AMBIENT = new Set(['Math.random', 'Date.now']);

/** The lint rule: no ambient time or chance. `src/base` holds the real ones. */
export const noAmbient = {
  meta: {
    type: 'problem',
    docs: { description: 'Time and randomness come in through an argument' },
  },
  create(context) {
    const report = (node, name) =>
      context.report({
        node,
        message: `${name}: take a Clock or RandomBytes (src/base) as an argument`,
      });
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
        const name = `${node.object.name}.${node.property.name}`;
        if (AMBIENT.has(name)) report(node, name);
      },
      NewExpression(node) {
        const isNow = node.callee.type === 'Identifier' && node.callee.name === 'Date';
        if (isNow && node.arguments.length === 0) report(node, 'new Date()');
      },
    };
  },
};
