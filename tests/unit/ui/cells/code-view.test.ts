import { describe, expect, it } from 'vitest';
import { numberWithinNotebooks } from '../../../../src/ui/cells/cell-numbers.ts';
import { firstLines } from '../../../../src/ui/cells/code-view.ts';

describe('firstLines', () => {
  it('takes the first lines that say something', () => {
    expect(firstLines('\n\na\n\n  b\nc\nd', 3)).toBe('a\n  b\nc');
  });

  it('cuts endless lines', () => {
    expect(firstLines('x'.repeat(1_000_000), 3)).toHaveLength(160);
  });
});

describe('numberWithinNotebooks', () => {
  it('counts the cells of each notebook from 1', () => {
    const cells = ['A', 'A', 'B', 'A'].map((notebook) => ({ notebook }));
    expect(numberWithinNotebooks(cells)).toEqual([1, 2, 1, 3]);
  });
});
