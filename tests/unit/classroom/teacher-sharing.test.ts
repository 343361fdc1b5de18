import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/base/json.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { CellPlaces } from '../../../src/classroom/cell-places.ts';
import { writeSharingDefaults } from '../../../src/classroom/class-settings.ts';
import { Notices } from '../../../src/classroom/notices.ts';
import { readAllSharedCells } from '../../../src/classroom/shared-cell-records.ts';
import { Sharing } from '../../../src/classroom/sharing.ts';
import type { CellRef, NotebookApp } from '../../../src/notebook/notebook-app.ts';
import type { ClassId, KeyId } from '../../../src/protocol/ids.ts';
import { looseDocument } from '../../support/loose-document.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const classId = toBase64Url(new Uint8Array(32)) as ClassId;
const otherClass = toBase64Url(new Uint8Array(32).fill(4)) as ClassId;
const self = toBase64Url(new Uint8Array(32).fill(1)) as KeyId;
const red = { id: toBase64Url(new Uint8Array(16).fill(7)), name: 'Red' };
const text = (line: string, count: number | null = 1) => ({
  output_type: 'execute_result',
  data: { 'text/plain': line },
  metadata: {},
  execution_count: count,
});

function teacher(app = new MemoryNotebookApp(), id = classId) {
  const clock = new VirtualClock();
  const doc = new Y.Doc();
  const redDoc = new Y.Doc();
  const notices = new Notices();
  const groups = [{ handle: looseDocument('group:red', true, redDoc), group: red }];
  const places = new CellPlaces(looseDocument('class', true, doc), () => groups);
  const notebook = new ObservableValue<NotebookApp | null>(app);
  const random = secureRandom;
  const open = () => new Sharing({ classId: id, self, places, notebook, notices, clock, random });
  const sharing = open();
  let updates = 0;
  doc.on('update', () => updates++);
  return {
    app,
    clock,
    doc,
    redDoc,
    groups,
    notices,
    sharing,
    open,
    records: () => readAllSharedCells(places.sources(), () => expect.unreachable('unreadable')),
    shown: () =>
      readAllSharedCells(places.sources(), () => expect.unreachable('unreadable'))
        .filter(({ withdrawn }) => !withdrawn)
        .map(({ content }) => content.source),
    keys: () => notices.list.value.map(({ key }) => key),
    updates: () => updates,
  };
}

describe('[SH1] [SH2] sharing from the notebook', () => {
  let t: ReturnType<typeof teacher>;
  const cells = (...sources: string[]): CellRef[] => sources.map((source) => t.app.type(source));
  beforeEach(() => {
    t = teacher();
  });

  it('shares several cells at once, in their order, and withdraws them', () => {
    const refs = cells('a', 'b', 'c');
    t.sharing.share(refs.toReversed());
    expect(t.shown()).toEqual(['a', 'b', 'c']);
    t.sharing.withdraw(refs.slice(0, 2));
    expect(t.shown()).toEqual(['c']);
    t.sharing.withdrawEverything();
    expect(t.shown()).toEqual([]);
    t.sharing.share(refs);
    expect(t.records().map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  it('sends no version where nothing changed', () => {
    const [ref] = cells('a') as [CellRef];
    t.sharing.share([ref]);
    const before = t.updates();
    t.sharing.share([ref]);
    t.app.run(ref, []);
    expect(t.records()[0]?.version).toBe(1);
    expect(t.updates()).toBe(before);
  });

  it('shares code, markdown with an attachment, and raw cells', () => {
    const attachments = { 'p.png': { 'image/png': 'AAAA' } };
    const refs = [
      t.app.type('a', [text('1')]),
      t.app.type('![p](attachment:p.png)', [], { cellType: 'markdown', attachments }),
      t.app.type('raw', [], { cellType: 'raw' }),
    ];
    t.sharing.share(refs);
    expect(t.records()).toMatchObject([
      { content: { cellType: 'code', outputs: [{ data: { 'text/plain': '1' } }] } },
      { content: { cellType: 'markdown', attachments } },
      { content: { cellType: 'raw', source: 'raw' } },
    ]);
  });

  it('tells nobody how often a cell ran', () => {
    const ref = t.app.type('a', [text('1', 7)]);
    t.sharing.share([ref]);
    expect(t.records()[0]?.content.outputs).toEqual([text('1', null)]);
    t.app.run(ref, [text('1', 8)]);
    expect(t.records()[0]?.version).toBe(1);
    expect(t.sharing.state(ref)).toMatchObject({ shared: true, stale: false });
  });

  it('follows the order of the notebook, and a move costs one number', () => {
    const [a, b, c] = cells('a', 'b', 'c') as [CellRef, CellRef, CellRef];
    t.sharing.share([a, b, c]);
    t.app.move(c, 0);
    expect(t.shown()).toEqual(['c', 'a', 'b']);
    const places = t.doc.getMap('order').toJSON();
    t.app.type('private', [], {}, 0);
    const first = t.app.type('first', [], {}, 0);
    t.sharing.share([first]);
    expect(t.shown()).toEqual(['first', 'c', 'a', 'b']);
    expect(t.doc.getMap('order').toJSON()).toMatchObject(places);
  });

  it('shares without outputs where that is chosen, and takes them back when it is chosen later', () => {
    const ref = t.app.type('a', [text('secret')]);
    t.sharing.choose([ref], { withOutputs: false });
    expect(t.records()).toEqual([]);
    t.sharing.toggleShare(ref);
    expect(t.records()).toMatchObject([{ withOutputs: false, content: { outputs: [] } }]);
    expect(t.sharing.state(ref)).toMatchObject({ shared: true, stale: false, withOutputs: false });
    t.app.edit(ref, 'typed since');
    t.sharing.choose([ref], { withOutputs: true });
    expect(t.records()).toMatchObject([{ withOutputs: true, content: { source: 'a' } }]);
    t.app.edit(ref, 'a');
    t.sharing.share([ref]);
    expect(t.records()[0]?.content.outputs).toHaveLength(1);
    t.sharing.choose([ref], { withOutputs: false });
    expect(t.records()).toMatchObject([{ content: { source: 'a', outputs: [] } }]);
  });

  it('follows a run only where that is chosen', () => {
    const ref = t.app.type('a');
    t.sharing.share([ref], { onRun: false });
    t.app.edit(ref, 'b');
    t.app.run(ref, [text('1')]);
    expect(t.shown()).toEqual(['a']);
    t.sharing.choose([ref], { onRun: true });
    expect(t.shown()).toEqual(['a']);
    t.app.run(ref, [text('2')]);
    expect(t.shown()).toEqual(['b']);
  });

  it('takes the class’s defaults for cells that were not shared before', () => {
    const old = t.app.type('old', [text('1')]);
    t.sharing.share([old]);
    writeSharingDefaults(t.doc, { withOutputs: false, onRun: false });
    const fresh = t.app.type('fresh', [text('1')]);
    t.sharing.share([fresh]);
    expect(t.sharing.state(old)).toMatchObject({ withOutputs: true, onRun: true });
    expect(t.sharing.state(fresh)).toMatchObject({ withOutputs: false, onRun: false });
    expect(t.records().map(({ content }) => content.outputs.length)).toEqual([1, 0]);
  });

  it('sends a live cell at every pause in typing, and not in between', async () => {
    const ref = t.app.type('a');
    t.sharing.share([ref], { live: true });
    for (const source of ['ab', 'abc', 'abcd']) {
      t.app.edit(ref, source);
      await t.clock.advance(300);
    }
    expect(t.shown()).toEqual(['a']);
    await t.clock.advance(700);
    expect(t.records()).toMatchObject([{ version: 2, live: true, content: { source: 'abcd' } }]);
    t.sharing.choose([ref], { live: false });
    t.app.edit(ref, 'private');
    await t.clock.advance(10_000);
    expect(t.shown()).toEqual(['abcd']);
    expect(t.clock.pending).toBe(0);
  });

  it('sends long live cells less often', async () => {
    const ref = t.app.type('x'.repeat(640 * 1024));
    t.sharing.share([ref], { live: true });
    t.app.edit(ref, 'y'.repeat(640 * 1024));
    await t.clock.advance(9_000);
    expect(t.records()[0]?.version).toBe(1);
    await t.clock.advance(2_000);
    expect(t.records()[0]?.version).toBe(2);
  });

  it('withdraws a deleted cell after a moment, and shares it again when Undo brings it back', async () => {
    const [a] = cells('a', 'b') as [CellRef, CellRef];
    t.sharing.share([a]);
    const bringBack = t.app.keep();
    t.app.remove(a);
    await t.clock.advance(4_000);
    expect(t.shown()).toEqual(['a']);
    await t.clock.advance(2_000);
    expect(t.shown()).toEqual([]);
    expect(t.keys()).toEqual(['deleted-withdrawn']);
    bringBack();
    expect(t.shown()).toEqual(['a']);
    expect(t.sharing.state(a)).toMatchObject({ shared: true });
  });

  it('tells the class nothing of a cell that is cut and pasted elsewhere', async () => {
    const [a, b] = cells('a', 'b') as [CellRef, CellRef];
    t.sharing.share([a, b]);
    const mark = t.app.cell(a)?.metadata ?? {};
    t.app.remove(a);
    await t.clock.advance(3_000);
    const content = { cellType: 'code', source: 'a', outputs: [], attachments: {} } as const;
    await t.app.apply([{ kind: 'insert', content, metadata: mark }]);
    await t.clock.advance(10_000);
    expect(t.records().map(({ version, withdrawn }) => [version, withdrawn])).toEqual([
      [1, false],
      [1, false],
    ]);
    expect(t.shown()).toEqual(['b', 'a']);
  });

  it('withdraws nothing when a notebook is closed, and knows its cells when it is opened again', async () => {
    const [a] = cells('a', 'b') as [CellRef, CellRef];
    t.sharing.share([a], { withOutputs: false, onRun: false });
    t.app.closeNotebook();
    await t.clock.advance(10_000);
    expect(t.shown()).toEqual(['a']);
    t.sharing.close();
    const again = t.open();
    t.app.rename('Lesson.ipynb');
    expect(again.state(a)).toMatchObject({ shared: true, withOutputs: false, onRun: false });
    again.share([a]);
    expect(t.records()).toHaveLength(1);
  });

  it('does not take a mark for shared that has no record any more, such as of a class that is gone', () => {
    const [a] = cells('a') as [CellRef];
    t.sharing.share([a]);
    const later = teacher(t.app);
    expect(later.sharing.state(a)).toMatchObject({ shared: false });
  });

  it('lists cells under the new name of a renamed notebook, as the same version', () => {
    const [a] = cells('a') as [CellRef];
    t.sharing.share([a]);
    t.app.rename('folder/Loops.ipynb');
    expect(t.records()).toMatchObject([{ notebook: 'Loops', version: 1 }]);
  });

  it('keeps one notebook apart for two classes', () => {
    const [a, b] = cells('a', 'b') as [CellRef, CellRef];
    t.sharing.share([a, b]);
    const other = teacher(t.app, otherClass);
    expect(other.sharing.state(a)).toMatchObject({ shared: false });
    other.sharing.share([a], { live: true });
    other.sharing.close();
    expect(t.sharing.state(a)).toMatchObject({ shared: true, live: false });
    t.app.edit(a, 'a2');
    t.sharing.share([a]);
    expect(t.shown()).toEqual(['a2', 'b']);
    expect(other.shown()).toEqual(['a']);
    expect(other.open().state(a)).toMatchObject({ shared: true, live: true, stale: true });
  });

  it('[SE1] leaves a cell unshared whose output no document can hold, and says so', () => {
    let deep: Json = {};
    for (let level = 0; level < 50_000; level++) deep = [deep];
    const data = { 'application/json': deep };
    const ref = t.app.type('a', [{ output_type: 'display_data', data, metadata: {} }]);
    t.sharing.share([ref, t.app.type('b')]);
    expect(t.shown()).toEqual(['b']);
    expect(t.keys()).toEqual(['share-too-large']);
  });

  it('shares with a group, and moves what is shared between groups and everybody', () => {
    const ref = t.app.type('a', [text('1')]);
    t.sharing.share([ref], { group: red.id });
    expect(t.doc.getArray('cells').length).toBe(0);
    expect(t.records()).toMatchObject([{ group: red, version: 1 }]);
    t.app.edit(ref, 'typed since');
    t.sharing.choose([ref], { group: null });
    expect(t.records()).toMatchObject([{ group: null, version: 2, content: { source: 'a' } }]);
    expect(t.redDoc.getArray('cells').toJSON()).toMatchObject([
      { id: t.records()[0]?.id, withdrawn: true, source: '' },
    ]);
    t.sharing.choose([ref], { group: red.id });
    expect(t.records()).toMatchObject([{ group: red, version: 3 }]);
    t.sharing.withdraw([ref]);
    expect(t.shown()).toEqual([]);
    t.groups.length = 0;
    t.sharing.share([ref]);
    expect(t.keys()).toEqual(['share-group-gone']);
    expect(t.shown()).toEqual([]);
  });

  it('keeps the order over everybody’s cells and a group’s', () => {
    const [a, b, c] = cells('a', 'b', 'c') as [CellRef, CellRef, CellRef];
    t.sharing.share([c, a]);
    t.sharing.share([b], { group: red.id });
    expect(t.shown()).toEqual(['a', 'b', 'c']);
    t.app.move(b, 2);
    expect(t.shown()).toEqual(['a', 'c', 'b']);
  });

  it('stays quick with 300 shared cells: a letter typed costs no message', () => {
    const refs = Array.from({ length: 300 }, (_, index) =>
      t.app.type(`print(${index})`, [text(String(index))]),
    );
    t.sharing.share(refs);
    expect(t.records()).toHaveLength(300);
    const before = t.updates();
    for (let letter = 0; letter < 20; letter++) {
      t.app.edit(refs[150] as CellRef, `print(${letter}`);
      for (const ref of refs) t.sharing.state(ref);
    }
    expect(t.updates()).toBe(before);
  });
});
