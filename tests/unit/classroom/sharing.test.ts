import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { ObservableValue } from '../../../src/base/observable.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { CellPlaces } from '../../../src/classroom/cell-places.ts';
import { projectItems } from '../../../src/classroom/shared-cell-items.ts';
import { Notices } from '../../../src/classroom/notices.ts';
import { readAllSharedCells } from '../../../src/classroom/shared-cell-records.ts';
import { Sharing } from '../../../src/classroom/sharing.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import type { ClassId, KeyId } from '../../../src/protocol/ids.ts';
import { looseDocument } from '../../support/loose-document.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';

const classId = toBase64Url(new Uint8Array(32)) as ClassId;
const teacherId = toBase64Url(new Uint8Array(32).fill(1)) as KeyId;

function lesson() {
  const doc = new Y.Doc();
  const teacherApp = new MemoryNotebookApp();
  const sharing = new Sharing({
    classId,
    self: teacherId,
    places: new CellPlaces(looseDocument('class', true, doc), () => []),
    notebook: new ObservableValue<NotebookApp | null>(teacherApp),
    notices: new Notices(),
    clock: systemClock,
    random: secureRandom,
  });
  const records = () =>
    readAllSharedCells([{ doc, group: null }], () => expect.unreachable('an unreadable record'));
  const items = () =>
    projectItems({
      records: records(),
      authority: { members: new Map(), waiting: [], removed: [], closed: false, admission: null },
      copies: [],
      looked: null,
    });
  const only = () => {
    const [item, ...more] = items();
    if (item === undefined || more.length > 0) throw new Error('not one item');
    return item;
  };
  return { teacherApp, sharing, records, items, only, doc };
}

describe('sharing cells', () => {
  let l: ReturnType<typeof lesson>;
  beforeEach(() => {
    l = lesson();
  });

  it('shares a cell, shows its state on the buttons, and withdraws it at the second press', () => {
    const ref = l.teacherApp.type('print(6*7)');
    expect(l.sharing.state(ref)).toMatchObject({ shared: false, stale: false });
    l.sharing.toggleShare(ref);
    expect(l.sharing.state(ref)).toMatchObject({ shared: true, stale: false });
    expect(l.records()).toMatchObject([
      { version: 1, notebook: 'Lesson', withdrawn: false, content: { source: 'print(6*7)' } },
    ]);
    l.sharing.toggleShare(ref);
    expect(l.sharing.state(ref)).toMatchObject({ shared: false, stale: false });
    expect(l.records()).toMatchObject([{ withdrawn: true, content: { source: '' } }]);
  });

  it('sends a later version with Share now or a run, not while typing', () => {
    const ref = l.teacherApp.type('a');
    l.sharing.toggleShare(ref);
    l.teacherApp.edit(ref, 'b');
    expect(l.only().version).toBe(1);
    expect(l.sharing.state(ref)).toMatchObject({ shared: true, stale: true });
    l.sharing.share([ref]);
    expect(l.only()).toMatchObject({ version: 2, source: 'b' });
    l.teacherApp.edit(ref, 'c');
    l.teacherApp.run(ref, [{ output_type: 'stream', name: 'stdout', text: 'c' }]);
    expect(l.only()).toMatchObject({ version: 3, source: 'c', outputs: [{ text: 'c' }] });
    l.teacherApp.run(ref, [{ output_type: 'stream', name: 'stdout', text: 'c' }]);
    expect(l.only().version).toBe(3);
  });

  it('gives a duplicated cell a shared cell of its own', () => {
    const ref = l.teacherApp.type('a');
    l.sharing.toggleShare(ref);
    const twin = l.teacherApp.duplicate(ref);
    expect(l.sharing.state(twin)).toMatchObject({ shared: false, stale: false });
    l.sharing.toggleShare(twin);
    expect(new Set(l.records().map(({ id }) => id)).size).toBe(2);
  });

  it('refuses a cell over the limit with a notice, and shares nothing of it', () => {
    const ref = l.teacherApp.type('x'.repeat(17 * 1024 * 1024));
    l.sharing.toggleShare(ref);
    expect(l.records()).toEqual([]);
  });

  it('keeps the order of the notebook', () => {
    const first = l.teacherApp.type('first');
    const second = l.teacherApp.type('second');
    l.sharing.toggleShare(second);
    l.sharing.toggleShare(first);
    expect(l.items().map(({ source }) => source)).toEqual(['first', 'second']);
  });

  it('[SE1] leaves out records that it cannot read, and tells so', () => {
    const refused: string[] = [];
    const good = l.teacherApp.type('good');
    l.sharing.toggleShare(good);
    const list = l.doc.getArray('cells');
    list.push([{ id: 'junk', source: 1 }, { id: 'AAAAAAAAAAAAAAAAAAAAAA' }, 'text', { id: 7 }]);
    const sources = [{ doc: l.doc, group: null }];
    expect(readAllSharedCells(sources, (id) => refused.push(id))).toHaveLength(1);
    expect(refused.toSorted()).toEqual(['', '', 'AAAAAAAAAAAAAAAAAAAAAA', 'junk']);
  });
});
