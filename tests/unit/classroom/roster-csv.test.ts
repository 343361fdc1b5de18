import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../../src/classroom/csv.ts';
import { parseRoster } from '../../../src/classroom/roster-csv.ts';
import { MAX_ROSTER_ROWS, MAX_ROSTER_TEXT } from '../../../src/protocol/limits.ts';

const ANA = { name: 'Ana Kovač', number: '0017', group: 'Table 1' };
const BEN = { name: 'Ben', number: '', group: '' };

describe('[CL6] a roster from a CSV file', () => {
  test.each<[string, string]>([
    ['commas', 'name,id,group\nAna Kovač,0017,Table 1\nBen,,\n'],
    [
      'semicolons, a byte order mark and Windows lines',
      '\ufeffName;ID;Group\r\nAna Kovač;0017;Table 1\r\nBen;;\r\n',
    ],
    ['tabs, and no line that names the columns', 'Ana Kovač\t0017\tTable 1\nBen'],
    [
      'columns in another order, and some that are not known',
      'Group,Email,Number,Student\nTable 1,a@b.c,0017,Ana Kovač\n,,,Ben',
    ],
    [
      'quoted fields, old Mac lines',
      '"name","id","group"\r" Ana  Kovač ","0017","Table 1"\r"Ben","",""',
    ],
    ['empty lines between', '\n\nAna Kovač,0017,Table 1\n,,\n\nBen\n'],
  ])('with %s', (_, text) => {
    expect(parseRoster(text)).toEqual({ rows: [ANA, BEN], problems: [] });
  });

  test('with separators, quotes and lines in quoted fields', () => {
    const { rows, problems } = parseRoster(
      'name,id\n"Kovač, Ana",1\n"Ben ""B"" Okafor",2\n"Two\nlines",3\nDan,4',
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'Kovač, Ana',
      'Ben "B" Okafor',
      'Two lines',
      'Dan',
    ]);
    expect(problems).toEqual([]);
  });

  test('what is wrong with a line concerns that line alone, and is told with its number', () => {
    const text = [
      'name,id,group',
      ',7,A',
      'Ana,1,A',
      'Ana,1,B',
      `${'x'.repeat(99)},2`,
      '\u202e,3',
      `Ben,${'9'.repeat(99)}`,
      'Ben,5',
      'Cleo',
      'Cleo',
    ];
    expect(parseRoster(text.join('\n'))).toEqual({
      rows: [
        { name: 'Ana', number: '1', group: 'A' },
        { name: 'Ben', number: '5', group: '' },
        { name: 'Cleo', number: '', group: '' },
      ],
      problems: [
        { line: 2, why: 'no-name' },
        { line: 4, why: 'twice' },
        { line: 5, why: 'name-invalid' },
        { line: 6, why: 'no-name' },
        { line: 7, why: 'field-long' },
        { line: 10, why: 'twice' },
      ],
    });
  });

  test('[SE1] a quote that does not end, too many lines, and a file too large are told', () => {
    expect(parseRoster('Ana\n"Ben\nCleo').problems).toEqual([{ line: 2, why: 'quote-open' }]);
    const many = Array.from({ length: MAX_ROSTER_ROWS + 9 }, (_, i) => `P${i}`).join('\n');
    const { rows, problems } = parseRoster(many);
    expect(rows).toHaveLength(MAX_ROSTER_ROWS);
    expect(problems).toEqual([{ line: MAX_ROSTER_ROWS + 1, why: 'too-many' }]);
    expect(parseRoster('x'.repeat(MAX_ROSTER_TEXT + 1)).problems).toEqual([
      { line: 1, why: 'too-large' },
    ]);
  });

  test('[SE1] any text at all gives an answer', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'B', ',', ';', '"', '\n', '\r', '\t', ' ', '\u202e'),
        }),
        (text) => {
          const { rows, problems } = parseRoster(text);
          for (const { name } of rows) expect(name).not.toBe('');
          for (const { line } of problems) expect(line).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('what was saved is read again', () => {
    const rows = [
      ['name', 'id', 'group'],
      ['Kovač; "Ana"', '0017', 'A,B'],
      ['Ben', '', ''],
    ];
    expect(parseRoster(csvText(rows)).rows).toEqual([
      { name: 'Kovač; "Ana"', number: '0017', group: 'A,B' },
      { name: 'Ben', number: '', group: '' },
    ]);
  });
});
