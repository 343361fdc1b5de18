import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlightPython } from '../../../../src/ui/cells/highlight-python.ts';

describe('highlightPython', () => {
  it('tells keywords, strings, comments and numbers from the rest', () => {
    const pieces = highlightPython('for x in f"a{1}": # for\n    format = 0x1F');
    expect(pieces.filter(({ kind }) => kind !== 'plain')).toEqual([
      { text: 'for', kind: 'keyword' },
      { text: 'in', kind: 'keyword' },
      { text: 'f"a{1}"', kind: 'string' },
      { text: '# for', kind: 'comment' },
      { text: '0x1F', kind: 'number' },
    ]);
  });

  it('takes a quoted text over several lines as one string, closed or not', () => {
    expect(highlightPython('"""a\n# b\n"""')).toEqual([{ text: '"""a\n# b\n"""', kind: 'string' }]);
    expect(highlightPython("'''a\n# b")).toEqual([{ text: "'''a\n# b", kind: 'string' }]);
  });

  it('loses and changes no character, whatever the text', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', "'", '\\', '#', '\n', ' ', 'f', 'if', '1', 'é', '('),
    });
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (source) => {
        expect(
          highlightPython(source)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(source);
      }),
      { numRuns: 500 },
    );
  });
});
