import { isJsonObject } from '../../src/base/json.ts';

/** One way in which a value breaks its schema. */
export interface SchemaViolation {
  /** Names of properties and positions from the root to the value, outermost first. */
  readonly path: readonly (string | number)[];
  /** The schema keyword that is broken. */
  readonly keyword: string;
  /** In English, beginning with "must". */
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
}

type Path = readonly (string | number)[];

interface Check {
  readonly root: unknown;
  readonly found: SchemaViolation[];
}

/** How deep schemas and values may nest; a recursive `$ref` without progress ends here. */
const maxDepth = 64;

/**
 * Checks `value` against a JSON schema (draft 7) as far as JupyterLab's settings use it: types, enumerations,
 * numbers, strings, arrays, objects, `$ref` within the document, `allOf`, `anyOf`, `oneOf`, `not`. Unknown
 * keywords are ignored. Interprets the schema, where Ajv would compile it to code: the page's content security
 * policy has no 'unsafe-eval'.
 */
export function violations(
  schema: unknown,
  value: unknown,
  root: unknown = schema,
): readonly SchemaViolation[] {
  const check: Check = { root, found: [] };
  visit(check, schema, value, []);
  return check.found;
}

/** The schema that a `$ref` within `root` names, followed to its end; other schemas unchanged. */
export function resolve(schema: unknown, root: unknown): unknown {
  let current = schema;
  for (
    let depth = 0;
    depth < maxDepth && isJsonObject(current) && typeof current['$ref'] === 'string';
    depth++
  ) {
    current = lookUp(current['$ref'], root);
  }
  return current;
}

function lookUp(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return true; // another document: not ours to judge
  let target = root;
  for (const part of reference.split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    target = isJsonObject(target) ? target[key] : undefined;
  }
  return target ?? true;
}

function visit(check: Check, unresolved: unknown, value: unknown, path: Path): void {
  const schema = resolve(unresolved, check.root);
  if (schema === false) report(check, path, 'false schema', 'must not be present');
  if (!isJsonObject(schema) || path.length > maxDepth) return;
  checkType(check, schema, value, path);
  checkChoice(check, schema, value, path);
  checkCombination(check, schema, value, path);
  if (typeof value === 'number') checkNumber(check, schema, value, path);
  if (typeof value === 'string') checkString(check, schema, value, path);
  if (Array.isArray(value)) checkArray(check, schema, value, path);
  else if (isJsonObject(value)) checkObject(check, schema, value, path);
}

function report(
  check: Check,
  path: Path,
  keyword: string,
  message: string,
  params: SchemaViolation['params'] = {},
): void {
  check.found.push({ path, keyword, message, params });
}

function checkType(
  check: Check,
  schema: Record<string, unknown>,
  value: unknown,
  path: Path,
): void {
  const wanted = schema['type'];
  if (wanted === undefined) return;
  const types = Array.isArray(wanted) ? wanted : [wanted];
  if (types.some((type) => hasType(value, type))) return;
  report(check, path, 'type', `must be ${types.join(' or ')}`, { type: types.join(',') });
}

function hasType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function checkChoice(
  check: Check,
  schema: Record<string, unknown>,
  value: unknown,
  path: Path,
): void {
  const choices = schema['enum'];
  if (Array.isArray(choices) && !choices.some((choice) => sameJson(choice, value))) {
    report(check, path, 'enum', 'must be one of the allowed values');
  }
  if ('const' in schema && !sameJson(schema['const'], value))
    report(check, path, 'const', 'must be the one allowed value');
}

function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => key in b && sameJson(a[key], b[key]))
    );
  }
  return Object.is(a, b);
}

function checkCombination(
  check: Check,
  schema: Record<string, unknown>,
  value: unknown,
  path: Path,
): void {
  const { allOf, anyOf, oneOf, not } = schema;
  const fits = (candidate: unknown): boolean =>
    violations(candidate, value, check.root).length === 0;
  if (Array.isArray(allOf)) for (const part of allOf) visit(check, part, value, path);
  if (Array.isArray(anyOf) && !anyOf.some(fits))
    report(check, path, 'anyOf', 'must match one of the forms');
  if (Array.isArray(oneOf) && oneOf.filter(fits).length !== 1)
    report(check, path, 'oneOf', 'must match exactly one of the forms');
  if (not !== undefined && fits(not))
    report(check, path, 'not', 'must not match the excluded form');
}

function checkNumber(
  check: Check,
  schema: Record<string, unknown>,
  value: number,
  path: Path,
): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === 'number' && value < minimum)
    report(check, path, 'minimum', `must be at least ${minimum}`, { limit: minimum });
  if (typeof maximum === 'number' && value > maximum)
    report(check, path, 'maximum', `must be at most ${maximum}`, { limit: maximum });
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    report(check, path, 'exclusiveMinimum', `must be more than ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    report(check, path, 'exclusiveMaximum', `must be less than ${exclusiveMaximum}`);
  if (typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf))
    report(check, path, 'multipleOf', `must be a multiple of ${multipleOf}`);
}

function checkString(
  check: Check,
  schema: Record<string, unknown>,
  value: string,
  path: Path,
): void {
  const { minLength, maxLength, pattern } = schema;
  if (typeof minLength === 'number' && value.length < minLength)
    report(check, path, 'minLength', `must have at least ${minLength} characters`);
  if (typeof maxLength === 'number' && value.length > maxLength)
    report(check, path, 'maxLength', `must have at most ${maxLength} characters`);
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value))
    report(check, path, 'pattern', `must match ${pattern}`);
}

function checkArray(
  check: Check,
  schema: Record<string, unknown>,
  value: readonly unknown[],
  path: Path,
): void {
  const { items, minItems, maxItems, uniqueItems } = schema;
  if (typeof minItems === 'number' && value.length < minItems)
    report(check, path, 'minItems', `must have at least ${minItems} items`);
  if (typeof maxItems === 'number' && value.length > maxItems)
    report(check, path, 'maxItems', `must have at most ${maxItems} items`);
  if (
    uniqueItems === true &&
    value.some((item, i) => value.slice(0, i).some((earlier) => sameJson(earlier, item)))
  ) {
    report(check, path, 'uniqueItems', 'must not have the same item twice');
  }
  value.forEach((item, i) => {
    const itemSchema: unknown = Array.isArray(items) ? items[i] : items;
    if (itemSchema !== undefined) visit(check, itemSchema, item, [...path, i]);
  });
}

function checkObject(
  check: Check,
  schema: Record<string, unknown>,
  value: Record<string, unknown>,
  path: Path,
): void {
  const { required, additionalProperties } = schema;
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const patterns = Object.entries(
    isJsonObject(schema['patternProperties']) ? schema['patternProperties'] : {},
  ).map(([pattern, of]) => ({ pattern: new RegExp(pattern, 'u'), of }));
  for (const name of Array.isArray(required) ? required : []) {
    if (typeof name === 'string' && value[name] === undefined) {
      report(check, path, 'required', `must have the property '${name}'`, {
        missingProperty: name,
      });
    }
  }
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const own = Object.hasOwn(properties, name);
    if (own) visit(check, properties[name], member, [...path, name]);
    const matching = patterns.filter(({ pattern }) => pattern.test(name));
    for (const { of } of matching) visit(check, of, member, [...path, name]);
    if (own || matching.length > 0) continue;
    if (additionalProperties === false) {
      report(check, path, 'additionalProperties', `must not have the property '${name}'`, {
        additionalProperty: name,
      });
    } else if (additionalProperties !== undefined) {
      visit(check, additionalProperties, member, [...path, name]);
    }
  }
}
