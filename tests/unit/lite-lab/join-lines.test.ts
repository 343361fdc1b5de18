import { describe, expect, test } from 'vitest';
import { withoutTrust } from '../../../lite/files/cell-trust.ts';
import { joinLines } from '../../../lite/files/join-lines.ts';
import { notebookProblem } from '../../../lite/files/notebook-problem.ts';

const notebook = (cells: readonly unknown[]): unknown => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells,
});

describe('reading notebooks', () => {
  test('lists of lines are joined in sources, streams, MIME values and attachments', () => {
    const joined = joinLines(
      notebook([
        {
          cell_type: 'code',
          source: ['a\n', 'b'],
          outputs: [
            { output_type: 'stream', name: 'stdout', text: ['1\n', '2\n'] },
            {
              output_type: 'display_data',
              metadata: {},
              data: { 'text/html': ['<b>', '</b>'], 'application/json': ['x', 'y'] },
            },
          ],
        },
        {
          cell_type: 'markdown',
          source: 'm',
          attachments: { 'a.png': { 'image/png': ['AA', 'BB'] } },
        },
      ]),
    );
    expect(joined).toEqual(
      notebook([
        {
          cell_type: 'code',
          source: 'a\nb',
          outputs: [
            { output_type: 'stream', name: 'stdout', text: '1\n2\n' },
            {
              output_type: 'display_data',
              metadata: {},
              data: { 'text/html': '<b></b>', 'application/json': ['x', 'y'] },
            },
          ],
        },
        { cell_type: 'markdown', source: 'm', attachments: { 'a.png': { 'image/png': 'AABB' } } },
      ]),
    );
  });

  test('[KE2] no file can call its cells trusted', () => {
    const cells = [
      { cell_type: 'code', source: '', outputs: [], metadata: { trusted: true, tags: ['t'] } },
    ];
    expect(withoutTrust(notebook(cells))).toEqual(
      notebook([{ ...cells[0], metadata: { tags: ['t'] } }]),
    );
  });

  test('[SE1] what is no notebook of format 4 is refused with words for people', () => {
    const bad = [
      null,
      1,
      [],
      {},
      { nbformat: 4, cells: {} },
      notebook([null]),
      notebook([{ cell_type: 'code', source: 1, outputs: [] }]),
      notebook([{ cell_type: 'code', source: '' }]),
      notebook([{ cell_type: 'applet', source: '' }]),
      notebook([{ cell_type: 'code', source: '', outputs: ['x'] }]),
    ];
    for (const value of bad) expect(notebookProblem(value)).toMatch(/damaged or is not a notebook/);
    expect(notebookProblem({ nbformat: 3, worksheets: [] })).toMatch(/old version/);
    expect(
      notebookProblem(notebook([{ cell_type: 'code', source: [], outputs: [], metadata: {} }])),
    ).toBeNull();
  });
});
