import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { parseMark } from '../../../src/classroom/cell-mark.ts';
import { fileNameOf } from '../../../src/classroom/new-notebook-text.ts';
import { MAX_BASE_UNITS, MAX_LOOKED_UNITS } from '../../../src/protocol/limits.ts';
import { ReceivingLesson, sharedId } from '../../support/receiving-lesson.ts';

describe('receiving cells', () => {
  let l: ReceivingLesson;
  beforeEach(() => {
    l = new ReceivingLesson();
  });

  /** A copy of `one`, changed to `mine`, beside a newer version `two`. */
  async function conflict(): Promise<void> {
    l.share(1, 'one');
    await l.sync(1);
    l.app.edit(copy(), 'mine');
    l.share(1, 'two');
  }

  function copy() {
    const ref = l.item(1).copy?.ref;
    if (ref === undefined) throw new Error('no copy');
    return ref;
  }

  const mark = () => parseMark(l.app.cell(copy())?.metadata ?? {});

  it('inserts a copy on Sync, marks it, and counts it as looked at', async () => {
    l.share(1, 'print(6*7)');
    expect(l.item(1)).toMatchObject({ fresh: true, state: 'none' });
    await l.sync(1);
    expect(l.app.sources()).toEqual(['print(6*7)']);
    expect(l.item(1)).toMatchObject({ fresh: false, state: 'current' });
    expect(l.profile.doc.getMap('receipts').toJSON()).toEqual({ [sharedId(1)]: 1 });
    await l.sync(1);
    expect(l.app.sources()).toEqual(['print(6*7)']);
  });

  it('keeps a Sync waiting until the notebook application is there', async () => {
    l.share(1, 'print(6*7)');
    l.notebook.set(null);
    const synced = l.sync(1);
    expect(l.app.sources()).toEqual([]);
    l.notebook.set(l.app);
    await synced;
    expect(l.app.sources()).toEqual(['print(6*7)']);
  });

  it('replaces an unchanged copy, and nothing before Sync is pressed', async () => {
    l.share(1, 'one');
    await l.sync(1);
    l.share(1, 'two');
    expect(l.app.sources()).toEqual(['one']);
    expect(l.item(1)).toMatchObject({ fresh: true, state: 'newer' });
    await l.sync(1);
    expect(l.app.sources()).toEqual(['two']);
    l.syncing.undo();
    expect(l.app.sources()).toEqual(['one']);
    expect(l.item(1).state).toBe('newer');
  });

  it('asks before it touches a copy that the student changed, for each of the answers', async () => {
    await conflict();
    expect(l.item(1).state).toBe('conflict');
    await l.sync(1, null);
    expect(l.app.sources()).toEqual(['mine']);
    expect(l.item(1).state).toBe('conflict');
    await l.sync(1, 'keep');
    expect(l.app.sources()).toEqual(['mine']);
    expect(l.item(1).state).toBe('changed');
    await l.sync(1, 'insert');
    expect(l.app.sources()).toEqual(['mine', 'two']);
    l.syncing.undo();
    expect(l.app.sources()).toEqual(['mine']);
    await l.sync(1, 'replace');
    expect(l.app.sources()).toEqual(['two']);
    l.syncing.undo();
    expect(l.app.sources()).toEqual(['mine']);
  });

  it('[RC2] offers a merge with the version that was taken, and one Undo takes the merge back', async () => {
    await conflict();
    const done = l.syncing.sync(sharedId(1));
    await Promise.resolve();
    expect(l.syncing.question.value).toMatchObject({
      base: 'one',
      mine: 'mine',
      shared: { source: 'two', version: 2 },
      bothChanged: true,
    });
    l.syncing.answer({ merged: 'mine\ntwo' });
    await done;
    expect(l.app.sources()).toEqual(['mine\ntwo']);
    expect(l.item(1).state).toBe('changed');
    expect(mark()).toMatchObject({ version: 2, base: 'two' });
    l.syncing.undo();
    expect(l.app.sources()).toEqual(['mine']);
    expect(mark()).toMatchObject({ version: 1, base: 'one' });
    expect(l.item(1).state).toBe('conflict');
  });

  it('[RC2] merges what was asked about, also where a newer version came in meanwhile', async () => {
    await conflict();
    const done = l.syncing.sync(sharedId(1));
    await Promise.resolve();
    l.share(1, 'three');
    l.syncing.answer({ merged: 'mine\ntwo' });
    await done;
    expect(mark()).toMatchObject({ version: 2, base: 'two' });
    expect(l.item(1).state).toBe('conflict');
  });

  it('[RC2] does nothing where the cell was withdrawn while it asked', async () => {
    await conflict();
    const done = l.syncing.sync(sharedId(1));
    await Promise.resolve();
    l.withdraw(1);
    l.syncing.answer('replace');
    await done;
    expect(l.app.sources()).toEqual(['mine']);
  });

  it('[RC2] remembers no version beyond the limit: a merge then has no base', async () => {
    l.share(1, 'x'.repeat(MAX_BASE_UNITS + 1));
    await l.sync(1);
    expect(mark()).toMatchObject({ version: 1, base: null });
    expect(JSON.stringify(l.app.cell(copy())?.metadata).length).toBeLessThan(500);
  });

  it('takes back only what the student did not change since', async () => {
    l.share(1, 'one');
    await l.sync(1);
    l.app.edit(copy(), 'one, and more');
    l.syncing.undo();
    expect(l.app.sources()).toEqual(['one, and more']);
    expect(l.notices.list.value.at(-1)).toMatchObject({ key: 'sync-undone', detail: { kept: 1 } });
  });

  it('leaves the copy of a withdrawn cell to the student', async () => {
    l.share(1, 'one');
    await l.sync(1);
    l.withdraw(1);
    expect(l.item(1)).toMatchObject({ withdrawn: true, fresh: false, state: 'current' });
    await l.sync(1);
    expect(l.app.sources()).toEqual(['one']);
  });

  it('[RC3] takes all that is new in one step, and one Undo takes it back', async () => {
    for (const number of [1, 2, 3, 4]) l.share(number, `v1 of ${number}`);
    for (const number of [1, 2]) await l.sync(number);
    l.app.edit(copy(), 'mine');
    for (const number of [1, 2]) l.share(number, `v2 of ${number}`);
    const before = l.app.steps;
    await l.syncing.syncAll();
    expect(l.app.steps).toBe(before + 1);
    expect(l.app.sources()).toEqual(['mine', 'v2 of 2', 'v1 of 3', 'v1 of 4']);
    expect(l.notices.list.value.at(-1)).toMatchObject({
      key: 'cells-synced',
      detail: { count: 3, left: 1 },
      undo: true,
    });
    expect(l.items().map(({ state }) => state)).toEqual([
      'conflict',
      'current',
      'current',
      'current',
    ]);
    l.syncing.undo();
    expect(l.app.steps).toBe(before + 2);
    expect(l.app.sources()).toEqual(['mine', 'v1 of 2']);
    expect(l.items().map(({ taken }) => taken)).toEqual([1, 1, 0, 0]);
    await l.syncing.syncAll();
    expect(l.app.sources()).toEqual(['mine', 'v2 of 2', 'v1 of 3', 'v1 of 4']);
  });

  it('[RC3] brings nothing back that the person took and removed, until there is a newer version', async () => {
    l.share(1, 'one');
    await l.sync(1);
    l.app.remove(copy());
    await l.syncing.syncAll();
    expect(l.app.sources()).toEqual([]);
    l.share(1, 'two');
    await l.syncing.syncAll();
    expect(l.app.sources()).toEqual(['two']);
  });

  it('[RC3] inserts a further copy where the person chooses so', async () => {
    l.share(1, 'one');
    await l.sync(1);
    l.share(1, 'two');
    await l.syncing.syncAll('insert');
    expect(l.app.sources()).toEqual(['one', 'two']);
    await l.syncing.sync(sharedId(1), 'insert');
    expect(l.app.sources()).toEqual(['one', 'two', 'two']);
  });

  it('[RC3] takes cells into a new notebook, in their order and under a safe name', async () => {
    l.share(1, 'one');
    l.share(2, '# two', { cellType: 'markdown' });
    l.app.files.set('Lesson.ipynb', 'something else');
    await l.syncing.takeIntoNotebook([2, 1].map(sharedId));
    expect(l.app.current.value).toBe('Lesson (2).ipynb');
    expect(l.app.sources()).toEqual(['one', '# two']);
    expect(l.items().map(({ state }) => state)).toEqual(['current', 'current']);
    expect(fileNameOf('../..//a\u202eb:c.ipynb')).toBe('a b c.ipynb');
    expect(fileNameOf('...')).toBe('Shared cells.ipynb');
  });

  it('[RC4] finds the copy in a closed notebook and offers to open it, instead of a second copy', async () => {
    l.share(1, 'one');
    await l.sync(1);
    l.app.close();
    l.share(1, 'two');
    l.app.current.set('Other.ipynb');
    await l.sync(1, null);
    expect(l.app.sources()).toEqual([]);
    await l.sync(1, 'open');
    expect(l.app.current.value).toBe('Lesson.ipynb');
    expect(l.app.sources()).toEqual(['two']);
    l.app.close();
    l.app.current.set('Other.ipynb');
    l.share(1, 'three');
    await l.answering(() => l.syncing.syncAll(), 'insert');
    expect(l.app.sources()).toEqual(['three']);
  });

  it('[RC5] remembers what was seen last, until the person looks again', () => {
    l.share(1, 'one');
    expect(l.item(1).looked).toBe(null);
    l.syncing.look(sharedId(1));
    l.share(1, 'two');
    expect(l.item(1)).toMatchObject({ fresh: true, looked: { version: 1, source: 'one' } });
    l.syncing.look(sharedId(1));
    expect(l.item(1)).toMatchObject({ fresh: false, looked: { version: 2, source: 'two' } });
    l.share(1, 'x'.repeat(MAX_LOOKED_UNITS + 1));
    l.syncing.look(sharedId(1));
    expect(l.item(1)).toMatchObject({ fresh: false, looked: null });
  });

  it('[RC4] says at the side of each copy how it stands, and syncs the one that was meant', async () => {
    l.share(1, 'one');
    await l.sync(1);
    const first = copy();
    const second = l.app.duplicate(first);
    const sides = () => {
      l.sides.refresh();
      return [first, second].map((ref) => l.app.sides?.side(ref));
    };
    expect(sides()).toEqual(['current', 'current']);
    l.share(1, 'two');
    expect(sides()).toEqual(['newer', 'newer']);
    l.app.edit(second, 'mine');
    expect(sides()).toEqual(['newer', 'conflict']);
    l.app.sides?.sync(first);
    await Promise.resolve();
    await Promise.resolve();
    expect(l.app.sources()).toEqual(['two', 'mine']);
    expect(sides()).toEqual(['current', 'conflict']);
    l.withdraw(1);
    expect(sides()).toEqual(['withdrawn', 'withdrawn']);
    l.sides.close();
    expect(l.app.sides).toBe(null);
  });

  it('[SE1] takes nothing that is damaged for what was seen, taken, or copied', async () => {
    const id = sharedId(1);
    l.share(1, 'one');
    const { doc } = l.profile;
    const texts: unknown[] = [
      7,
      'text',
      {},
      { version: '1', source: 'x' },
      { version: 1, source: 1 },
    ];
    texts.push({ version: 1, source: 'x'.repeat(MAX_LOOKED_UNITS + 1) });
    for (const text of texts) {
      doc.getMap<unknown>('looked').set(id, text);
      expect(l.item(1).looked).toBe(null);
    }
    for (const map of ['seen', 'receipts']) doc.getMap<unknown>(map).set(id, { version: 9 });
    expect(l.item(1)).toMatchObject({ fresh: true, taken: 0 });
    doc.getMap<unknown>('receipts').set(id, 1);
    l.app.files.set('Damaged.ipynb', '{"cells": [');
    l.app.files.set('Odd.ipynb', '{"cells": [null, 3, {"metadata": {"lectern": {"cell": 5}}}]}');
    await l.sync(1);
    expect(l.app.sources()).toEqual(['one']);
    const junk = { ...l.app.cell(copy())?.metadata };
    for (const base of [3, {}, 'x'.repeat(MAX_BASE_UNITS + 1)]) {
      const lectern = { ...(junk['lectern'] as JsonObject), base };
      expect(parseMark({ lectern })).toMatchObject({ version: 1, base: null });
    }
  });
});
