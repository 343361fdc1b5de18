import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textChange } from '../../../src/base/text-change.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', '\n', '😀', '😁', '🧑', 'é'), { maxLength: 12 })
  .map((pieces) => pieces.join(''));

test('a change makes one text of the other, and parts no character', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = textChange(before, after);
      if (change === null) return before === after;
      const { at, removed, inserted } = change;
      expect(before.slice(0, at) + inserted + before.slice(at + removed)).toBe(after);
      for (const piece of [before.slice(0, at), inserted, before.slice(at + removed)])
        expect(/\p{Surrogate}/u.test(piece)).toBe(false);
      return true;
    }),
  );
});

test('a key that is pressed is one character', () => {
  expect(textChange('print()', 'print(1)')).toEqual({ at: 6, removed: 0, inserted: '1' });
  expect(textChange('aaa', 'aa')).toEqual({ at: 2, removed: 1, inserted: '' });
  expect(textChange('x😀', 'x😁')).toEqual({ at: 1, removed: 2, inserted: '😁' });
});
