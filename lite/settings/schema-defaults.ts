import { isJsonObject } from '../../src/base/json.ts';
import { resolve } from './json-schema.ts';

/**
 * A copy of `value` in which members that are missing have the schema's defaults, at every depth. As with
 * Ajv's `useDefaults`, defaults inside `anyOf`, `oneOf` and `not` are not taken, for which of those forms is
 * meant is unknown.
 */
export function withDefaults(schema: unknown, value: unknown, root: unknown = schema): unknown {
  const form = resolve(schema, root);
  if (!isJsonObject(form)) return structuredClone(value);
  if (Array.isArray(value)) {
    const { items } = form;
    return value.map((item: unknown, i) =>
      withDefaults(Array.isArray(items) ? items[i] : items, item, root),
    );
  }
  if (!isJsonObject(value)) return value;
  const properties = isJsonObject(form['properties']) ? form['properties'] : {};
  const filled: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const of = Object.hasOwn(properties, name) ? properties[name] : form['additionalProperties'];
    filled[name] = withDefaults(of, member, root);
  }
  for (const [name, of] of Object.entries(properties)) {
    if (filled[name] !== undefined) continue;
    const target = resolve(of, root);
    const standard =
      isJsonObject(of) && of['default'] !== undefined
        ? of['default']
        : isJsonObject(target)
          ? target['default']
          : undefined;
    if (standard !== undefined) filled[name] = withDefaults(of, structuredClone(standard), root);
  }
  const parts = Array.isArray(form['allOf']) ? form['allOf'] : [];
  return parts.reduce<unknown>((sum, part) => withDefaults(part, sum, root), filled);
}
