import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import {
  readAllSharedCells,
  withdrawSharedCell,
  writeOrder,
  writeSharedCell,
  type CellSource,
  type SharedCellRecord,
} from '../../../src/classroom/shared-cell-records.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import { MAX_NOTEBOOK_NAME_UNITS } from '../../../src/protocol/limits.ts';

const group = { id: toBase64Url(new Uint8Array(16).fill(9)), name: 'Red' };
const id = (number: number) => toBase64Url(new Uint8Array(16).fill(number));

function record(number: number, more: Partial<SharedCellRecord> = {}): SharedCellRecord {
  return {
    id: id(number),
    content: { cellType: 'code', source: `cell ${number}`, outputs: [], attachments: {} },
    notebook: 'Lesson',
    version: 1,
    at: 1,
    by: toBase64Url(new Uint8Array(32)) as KeyId,
    withdrawn: false,
    live: false,
    withOutputs: true,
    ...more,
  };
}

function everybodysAndRed() {
  const everybody: CellSource = { doc: new Y.Doc(), group: null };
  const red: CellSource = { doc: new Y.Doc(), group };
  const refused: string[] = [];
  const read = (sources = [everybody, red]) =>
    readAllSharedCells(sources, (cell) => refused.push(cell));
  return { everybody: everybody.doc, red: red.doc, refused, read };
}

describe('the records of shared cells', () => {
  it('keeps what a teacher chose: live, and without outputs', () => {
    const { everybody, read } = everybodysAndRed();
    writeSharedCell(everybody, record(1, { live: true, withOutputs: false }));
    expect(read()).toMatchObject([{ live: true, withOutputs: false, group: null }]);
    withdrawSharedCell(everybody, id(1), 5);
    expect(read()).toMatchObject([{ live: false, withdrawn: true, at: 5 }]);
  });

  it('lists a cell once that two teachers changed at the same time, alike everywhere; the next version is alone', () => {
    const { everybody, read } = everybodysAndRed();
    const other = new Y.Doc();
    writeSharedCell(everybody, record(1));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(everybody));
    writeSharedCell(everybody, record(1, { version: 2, notebook: 'Here' }));
    writeSharedCell(other, record(1, { version: 2, notebook: 'There' }));
    Y.applyUpdate(everybody, Y.encodeStateAsUpdate(other));
    Y.applyUpdate(other, Y.encodeStateAsUpdate(everybody));
    expect(read()).toHaveLength(1);
    expect(read([{ doc: other, group: null }])).toEqual(read());
    writeSharedCell(other, record(1, { version: 3 }));
    expect(other.getArray('cells').length).toBe(1);
  });

  it('keeps hardly more of a thousand versions than of ten', () => {
    const { everybody } = everybodysAndRed();
    const share = (version: number): void => {
      for (const number of [1, 2, 3, 4, 5]) writeSharedCell(everybody, record(number, { version }));
    };
    for (let version = 1; version <= 10; version++) share(version);
    const few = Y.encodeStateAsUpdate(everybody).length;
    for (let version = 11; version <= 1_000; version++) share(version);
    expect(Y.encodeStateAsUpdate(everybody).length).toBeLessThan(1.1 * few);
  });

  it('puts the cells of all documents into the order of the notebook', () => {
    const { everybody, red, read } = everybodysAndRed();
    for (const number of [1, 3]) writeSharedCell(everybody, record(number));
    writeSharedCell(red, record(2));
    writeOrder(everybody, new Map([1, 3].map((number) => [id(number), number])));
    writeOrder(red, new Map([[id(2), 2]]));
    expect(read().map(({ content }) => content.source)).toEqual(['cell 1', 'cell 2', 'cell 3']);
    expect(read()[1]?.group).toEqual(group);
  });

  it('lists a cell once: where it is not withdrawn, else its newest version, whatever the order of documents', () => {
    const { everybody, red, read } = everybodysAndRed();
    writeSharedCell(everybody, record(1, { version: 4, withdrawn: true }));
    writeSharedCell(red, record(1, { version: 3 }));
    writeSharedCell(everybody, record(2, { version: 1 }));
    writeSharedCell(red, record(2, { version: 2 }));
    const expected = [
      { id: id(1), version: 3, group },
      { id: id(2), version: 2, group },
    ];
    expect(read()).toMatchObject(expected);
    const turned = [
      { doc: red, group },
      { doc: everybody, group: null },
    ];
    expect(read(turned)).toMatchObject(expected);
  });

  it('[SE1] refuses choices that are none, and cuts and cleans the name of a notebook', () => {
    const { everybody, read, refused } = everybodysAndRed();
    const list = everybody.getArray<object>('cells');
    writeSharedCell(everybody, record(1));
    list.push([
      { ...list.get(0), id: id(2), live: 1 },
      { ...list.get(0), id: id(3), withOutputs: 'yes' },
    ]);
    writeSharedCell(everybody, record(1, { notebook: `a\u202eb${'x'.repeat(9_999)}` }));
    expect(read()).toHaveLength(1);
    expect(refused.toSorted()).toEqual([id(2), id(3)]);
    expect(read()[0]?.notebook.startsWith('abx')).toBe(true);
    expect(read()[0]?.notebook.length).toBeLessThan(MAX_NOTEBOOK_NAME_UNITS);
  });

  it('takes what it parsed before from its notes, and a changed record anew', () => {
    const { everybody } = everybodysAndRed();
    const parsed = new WeakMap<object, SharedCellRecord>();
    const sources = [{ doc: everybody, group: null }];
    const read = () => readAllSharedCells(sources, () => expect.unreachable(), parsed);
    writeSharedCell(everybody, record(1));
    const first = read()[0]?.content;
    expect(read()[0]?.content).toBe(first);
    writeSharedCell(everybody, record(1, { version: 2 }));
    expect(read()[0]?.version).toBe(2);
  });
});
