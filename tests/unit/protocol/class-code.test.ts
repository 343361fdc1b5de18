import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secureRandom } from '../../../src/base/random.ts';
import {
  formatClassCode,
  generateClassCode,
  parseClassCode,
} from '../../../src/protocol/class-code.ts';

test('a new code is six symbols and is read back as it was made, grouped or not', () => {
  for (let i = 0; i < 200; i++) {
    const code = generateClassCode(secureRandom);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/);
    expect(parseClassCode(code)).toBe(code);
    expect(parseClassCode(formatClassCode(code))).toBe(code);
  }
});

test('every symbol can occur', () => {
  const all = Array.from({ length: 32 }, (_, i) =>
    generateClassCode((length) => new Uint8Array(length).fill(i)),
  );
  expect(new Set(all.join('')).size).toBe(32);
});

test('lower case, O for 0, I and L for 1, spaces and dashes are read as they were meant', () => {
  expect(parseClassCode(' ab-c 1o\u2013l\n')).toBe('ABC101');
  expect(parseClassCode('iIlLoO')).toBe('111100');
  expect(parseClassCode('\uff21\uff22\uff23\uff11\uff12\uff13')).toBe('ABC123');
});

test('U, other signs and other lengths give no code', () => {
  for (const text of [
    'ABCDEU',
    'ABCDE',
    'ABCDEFG',
    '',
    '------',
    'ABC!23',
    '\u00c4BCDEF',
    'A'.repeat(1_000_000),
  ]) {
    expect(parseClassCode(text), text.slice(0, 20)).toBeNull();
  }
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => parseClassCode(text) === null || true),
  );
});
