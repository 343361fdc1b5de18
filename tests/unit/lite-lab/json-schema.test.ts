import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jupyterPackages } from '../../../lite/build/jupyter-packages.ts';
import { violations } from '../../../lite/settings/json-schema.ts';
import { withDefaults } from '../../../lite/settings/schema-defaults.ts';
import fs from 'node:fs';
import path from 'node:path';

const keywords = (schema: unknown, value: unknown): readonly string[] =>
  violations(schema, value).map(({ keyword }) => keyword);

describe('interpreting JSON schemas', () => {
  test.each([
    [{ type: 'integer' }, 1, []],
    [{ type: 'integer' }, 1.5, ['type']],
    [{ type: ['string', 'null'] }, null, []],
    [{ type: 'object' }, [], ['type']],
    [{ enum: ['a', { b: 1 }] }, { b: 1 }, []],
    [{ enum: ['a'] }, 'c', ['enum']],
    [{ minimum: 2, maximum: 3 }, 4, ['maximum']],
    [{ minLength: 2, pattern: '^a' }, 'b', ['minLength', 'pattern']],
    [{ items: { type: 'string' }, uniqueItems: true }, ['x', 'x', 1], ['uniqueItems', 'type']],
    [
      { properties: { a: {} }, additionalProperties: false },
      { a: 1, b: 2 },
      ['additionalProperties'],
    ],
    [{ properties: {}, additionalProperties: { type: 'number' } }, { b: 'x' }, ['type']],
    [
      { patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false },
      { 'x-a': 1 },
      [],
    ],
    [{ required: ['a'] }, {}, ['required']],
    [{ oneOf: [{ const: 1 }, { type: 'number' }] }, 1, ['oneOf']],
    [{ anyOf: [{ const: 1 }, { const: 2 }] }, 3, ['anyOf']],
    [{ not: { type: 'string' } }, 'x', ['not']],
    [{ $ref: '#/definitions/d', definitions: { d: { type: 'boolean' } } }, 1, ['type']],
  ])('%j with %j breaks %j', (schema, value, expected) => {
    expect(keywords(schema, value)).toEqual(expected);
  });

  test('defaults fill in at every depth, through references, and leave what is there', () => {
    const schema = {
      definitions: { inner: { properties: { x: { default: 1 }, y: { default: 2 } } } },
      properties: {
        a: { $ref: '#/definitions/inner', default: {} },
        b: { items: { $ref: '#/definitions/inner' } },
        c: { default: [1] },
      },
    };
    expect(withDefaults(schema, { b: [{ x: 5 }] })).toEqual({
      a: { x: 1, y: 2 },
      b: [{ x: 5, y: 2 }],
      c: [1],
    });
  });

  test('every schema that JupyterLab ships accepts its own defaults', () => {
    for (const { name, folder, jupyterlab } of jupyterPackages()) {
      const schemas =
        jupyterlab.schemaDir === undefined ? null : path.join(folder, jupyterlab.schemaDir);
      if (schemas === null || !fs.existsSync(schemas)) continue;
      for (const file of fs.readdirSync(schemas).filter((entry) => entry.endsWith('.json'))) {
        const schema: unknown = JSON.parse(fs.readFileSync(path.join(schemas, file), 'utf8'));
        expect(violations(schema, withDefaults(schema, {})), `${name}:${file}`).toEqual([]);
      }
    }
  });

  test('[SE1] any value under any schema ends, without an error', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.jsonValue(),
        (schema, value) => void violations(schema, withDefaults(schema, value)),
      ),
    );
    const endless = { $ref: '#', properties: { a: { $ref: '#' } } };
    expect(() => violations(endless, { a: {} })).not.toThrow();
  });
});
