import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../../src/base/bytes.ts';

test('base64url is that of RFC 4648, without padding, and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = toBase64Url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64Url(text)).toEqual(new Uint8Array(bytes));
    }),
  );
  const long = new Uint8Array(100_000).fill(0xfb);
  expect(toBase64Url(long)).toBe(Buffer.from(long).toString('base64url'));
});

test('of base64url only the one canonical form is read', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('A', 'Z', 'a', '9', '-', '_', '+', '/', '=', 'é', '€') }),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const bytes = fromBase64Url(text);
      const canonical = Buffer.from(text, 'base64url').toString('base64url') === text;
      expect(bytes !== null).toBe(canonical);
      if (bytes !== null) expect(toBase64Url(bytes)).toBe(text);
    }),
    { numRuns: 1_000 },
  );
  for (const text of ['A', 'AB', 'AAB', 'AA=', 'AA==', 'A A', 'AA\n', 'a+', 'a/'])
    expect(fromBase64Url(text)).toBeNull();
});
