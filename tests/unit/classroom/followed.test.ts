import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { JsonObject } from '../../../src/base/json.ts';
import {
  clearFollowRecord,
  readFollowRecord,
  writeFollowRecord,
} from '../../../src/classroom/follow-record.ts';
import { followedCells } from '../../../src/classroom/followed-cells.ts';
import { FollowedReader, parsePlace } from '../../../src/classroom/read-followed.ts';
import {
  clearFollowed,
  writeFollowed,
  type ShownNotebook,
} from '../../../src/classroom/write-followed.ts';
import type { Json } from '../../../src/base/json.ts';
import type { CellSnapshot, MirrorCell } from '../../../src/notebook/notebook-app.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import { MAX_FOLLOWED_CELLS, MAX_FOLLOWED_OUTPUT_UNITS } from '../../../src/protocol/limits.ts';

const ADA = `${'a'.repeat(42)}A` as KeyId;
const BEN = `${'b'.repeat(42)}A` as KeyId;
const CLIENT = 42;

const printed = (text: string): JsonObject => ({ output_type: 'stream', name: 'stdout', text });

function cell(id: string, source: string, more: Partial<MirrorCell> = {}): MirrorCell {
  return { id, cellType: 'code', source, outputs: [], outputsLeft: false, ...more };
}

function shown(cells: readonly MirrorCell[], more: Partial<ShownNotebook> = {}): ShownNotebook {
  return { by: ADA, client: CLIENT, notebook: 'Loops', cells, cellsLeft: 0, ...more };
}

/** A teacher's document and a follower's, which gets every update. */
function pair() {
  const teacher = new Y.Doc();
  const follower = new Y.Doc();
  teacher.clientID = CLIENT;
  let bytes = 0;
  teacher.on('update', (update: Uint8Array) => {
    bytes = update.length;
    Y.applyUpdate(follower, update);
  });
  let refused = 0;
  const reader = new FollowedReader(() => refused++);
  return {
    teacher,
    follower,
    write: (notebook: ShownNotebook, withOutputs = true) => {
      bytes = 0;
      return { ...writeFollowed(teacher, notebook, withOutputs), bytes };
    },
    read: () => reader.read(follower, CLIENT),
    refused: () => refused,
  };
}

describe('what is written is read', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const anyCell = fc.record({
    id,
    cellType: fc.constantFrom('code', 'markdown', 'raw'),
    source: fc.array(fc.constantFrom('x', '1', '\n', '😀', '😁')).map((all) => all.join('')),
    outputs: fc.array(fc.constantFrom('1', '2').map(printed), { maxLength: 2 }),
    outputsLeft: fc.constant(false),
  });
  const notebook = fc.uniqueArray(anyCell, { selector: (each) => each.id, maxLength: 6 });

  test('[RC6] whatever is typed, run, moved, put in or deleted, the follower has it, in order', () => {
    fc.assert(
      fc.property(fc.array(notebook, { maxLength: 6 }), (notebooks) => {
        const { write, read, refused } = pair();
        for (const cells of notebooks) {
          write(shown(cells));
          expect(read()?.cells).toEqual(cells);
        }
        expect(refused()).toBe(0);
      }),
    );
  });

  test('[RC6] a key that is pressed costs a few bytes, and touches no other cell', () => {
    const { write, read } = pair();
    const long = 'x = 1\n'.repeat(2_000);
    write(shown([cell('a', long), cell('b', 'print(x)', { outputs: [printed('1')] })]));
    const before = read()?.cells;
    const written = write(shown([cell('a', `${long}y`), ...(before ?? []).slice(1)]));
    expect(written).toMatchObject({ units: 1, outputUnits: 0 });
    expect(written.bytes).toBeLessThan(60);
    expect(read()?.cells[0]?.source).toBe(`${long}y`);
    expect(read()?.cells[1]).toBe(before?.[1]);
    expect(write(shown(read()?.cells ?? [])).bytes).toBe(0);
  });

  test('[RC6] outputs that have to wait come later, the rest at once', () => {
    const { write, read } = pair();
    const ran = [cell('a', '1', { outputs: [printed('1')] }), cell('b', '2')];
    write(shown([cell('a', '1'), cell('b', '')]));
    expect(write(shown(ran), false)).toMatchObject({ outputsWait: true, outputUnits: 0 });
    expect(read()?.cells).toEqual([cell('a', '1'), cell('b', '2')]);
    expect(write(shown(ran)).outputsWait).toBe(false);
    expect(read()?.cells).toEqual(ran);
    write(shown([cell('a', '1', { outputsLeft: true }), cell('b', '2')]));
    expect(read()?.cells[0]).toMatchObject({ outputs: [], outputsLeft: true });
    write(shown([cell('a', '1'), cell('b', '2')]));
    expect(read()?.cells).toEqual([cell('a', '1'), cell('b', '2')]);
  });

  test('[RC6] of a notebook that was followed for long, and is followed no more, hardly a byte stays', () => {
    const { teacher, write, read } = pair();
    for (let round = 0; round < 20; round++) {
      let source = '';
      for (let key = 0; key < 100; key++) {
        source += 'key';
        write(shown([cell(`c${round}`, source), cell('b', '1', { outputs: [printed(source)] })]));
      }
      clearFollowed(teacher, ADA);
      expect(read()).toBeNull();
    }
    expect(Y.encodeStateAsUpdate(teacher).length).toBeLessThan(300);
  });
});

describe('only what counts is read', () => {
  test('[RC6] what another session of a teacher shows is not taken for it, nor cleared by who does not show it', () => {
    const { teacher, write, read, follower } = pair();
    write(shown([cell('a', '1')], { by: BEN, client: 7 }));
    expect(read()).toBeNull();
    expect(new FollowedReader(() => undefined).read(follower, 7)?.cells).toHaveLength(1);
    clearFollowed(teacher, ADA);
    expect(new FollowedReader(() => undefined).read(follower, 7)).not.toBeNull();
    write(shown([cell('a', '2')]));
    expect(read()?.cells[0]?.source).toBe('2');
  });

  test('[RC6] who may be followed is one record, and whatever else stands there is refused', () => {
    const doc = new Y.Doc();
    let refused = 0;
    const read = () => readFollowRecord(doc, () => refused++);
    expect(read()).toBeNull();
    writeFollowRecord(doc, { by: ADA, client: 5, at: 1 });
    expect(read()).toEqual({ by: ADA, client: 5, at: 1 });
    clearFollowRecord(doc);
    expect(read()).toBeNull();
    expect(refused).toBe(0);
    const bad = [3, null, {}, { by: 'me', client: 5, at: 1 }, { by: ADA, client: -1, at: 1 }];
    for (const value of [...bad, { by: ADA, client: 1 }, new Y.Map()]) {
      doc.getMap('follow').set('now', value);
      expect(read()).toBeNull();
    }
    expect(refused).toBe(bad.length + 2);
  });

  test('[RC6] a place is a cell, and offsets or none', () => {
    expect(parsePlace({ place: { cell: 'a', anchor: 1, head: 2 } })).toEqual({
      cell: 'a',
      selection: { anchor: 1, head: 2 },
    });
    for (const selection of [{}, { anchor: -1, head: 0 }, { anchor: 0.5, head: 1 }, { head: 1 }])
      expect(parsePlace({ place: { cell: 'a', ...selection } })?.selection).toBeNull();
    for (const bad of [null, 3, {}, { place: 1 }, { place: { cell: '<b>' } }, { place: {} }])
      expect(parsePlace(bad)).toBeNull();
    expect(parsePlace({ place: { cell: 'a'.repeat(65) } })).toBeNull();
  });
});

describe('[SE1] bounds', () => {
  const snapshot = (id: string, more: Partial<CellSnapshot> = {}): CellSnapshot => ({
    ...{ id, path: 'Loops.ipynb', index: 0, metadata: {}, attachments: {} },
    ...{ cellType: 'code', source: '', outputs: [] },
    ...more,
  });

  test('[RC6] of a notebook that is too large what fits goes out, and how many cells do not', () => {
    const many = Array.from({ length: MAX_FOLLOWED_CELLS + 3 }, (_, at) => snapshot(`c${at}`));
    expect(followedCells(many, new WeakMap())).toMatchObject({ cellsLeft: 3 });
    const long = [
      snapshot('a', { source: 'x'.repeat(1024 * 1024) }),
      snapshot('b', { source: 'y' }),
    ];
    const cut = followedCells(long, new WeakMap());
    expect(cut).toMatchObject({ cellsLeft: 1, cells: [{ id: 'a' }] });
    const film = [printed('f'.repeat(MAX_FOLLOWED_OUTPUT_UNITS))];
    const run = [{ output_type: 'execute_result', data: {}, metadata: {}, execution_count: 7 }];
    const outputs = [snapshot('a', { outputs: film }), snapshot('b', { outputs: run })];
    const { cells } = followedCells(outputs, new WeakMap());
    expect(cells[0]).toMatchObject({ outputs: [], outputsLeft: true });
    expect(cells[1]?.outputs[0]).toMatchObject({ execution_count: null });
    let deep: Json = {};
    for (let level = 0; level < 50_000; level++) deep = [deep];
    const data = { 'application/json': deep };
    const tower = [
      snapshot('a', { outputs: [{ output_type: 'display_data', data, metadata: {} }] }),
    ];
    expect(followedCells(tower, new WeakMap()).cells[0]).toMatchObject({ outputsLeft: true });
    const pictures = Array.from({ length: 12 }, (_, at) =>
      snapshot(`p${at}`, { outputs: [printed('p'.repeat(200 * 1024))] }),
    );
    const left = followedCells(pictures, new WeakMap()).cells.filter((each) => each.outputsLeft);
    expect(left).toHaveLength(2);
  });

  test('[RC6] what a changed program writes is refused or cut, never shown, and never thrown at the reader', () => {
    const { teacher, write, read, refused } = pair();
    const root = teacher.getMap<unknown>('follow');
    for (const value of [3, 'x', [], { client: CLIENT }, new Y.Array(), new Y.Text('x')]) {
      root.set('shown', value);
      expect(read()).toBeNull();
    }
    write(shown([cell('a', 'good')]));
    const list = (root.get('shown') as Y.Map<unknown>).get('cells') as Y.Array<unknown>;
    const made = (parts: Record<string, unknown>) =>
      new Y.Map(Object.entries({ id: 'z', type: 'code', source: new Y.Text('z'), ...parts }));
    const before = refused();
    const bad = [
      ...[7, 'text', { id: 'z' }, new Y.Text('z'), made({ id: 'a' }), made({ id: '<img>' })],
      ...[made({ type: 'html' }), made({ source: 'z' }), made({ source: new Y.Array() })],
      ...[made({ outputs: 'none' }), made({ outputs: [1] }), made({ outputs: [{ data: {} }] })],
      made({ source: new Y.Text('x'.repeat(1024 * 1024)) }),
    ];
    list.push(bad);
    expect(read()?.cells).toEqual([cell('a', 'good')]);
    expect(refused() - before).toBe(bad.length);
    list.push([made({ id: 'y', outputs: [printed('f'.repeat(MAX_FOLLOWED_OUTPUT_UNITS))] })]);
    expect(read()?.cells[1]).toMatchObject({ outputs: [], outputsLeft: true });
    // The next change by the teacher's own program mends it.
    write(shown([cell('a', 'good'), cell('z', 'mine')]));
    expect(read()?.cells).toEqual([cell('a', 'good'), cell('z', 'mine')]);
    list.push(
      Array.from({ length: 2 * MAX_FOLLOWED_CELLS }, (_, at) =>
        made({ id: `m${at}`, source: new Y.Text() }),
      ),
    );
    expect(read()?.cells).toHaveLength(MAX_FOLLOWED_CELLS);
    (root.get('shown') as Y.Map<unknown>).set('notebook', 5);
    expect(read()).toBeNull();
  });
});
