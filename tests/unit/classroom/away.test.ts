import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import type { CellRef } from '../../../src/notebook/notebook-app.ts';
import { LeapingClock } from '../../support/leaping-clock.ts';
import { idOf, SmallClass, stateOf, until, type Attendee } from '../../support/small-class.ts';

const HOUR = 3_600_000;

let clock: LeapingClock;
let school: SmallClass;
let ada: Attendee;
let ben: Attendee;
let refs: readonly CellRef[];

beforeEach(async () => {
  clock = new LeapingClock();
  school = new SmallClass({ clock });
  ada = await school.teach('Ada');
  [ben] = (await school.join(ada, 'Ben')) as [Attendee];
  refs = ['kept', 'changed', 'withdrawn', 'deleted'].map((source) => ada.app.type(source));
  ada.app.actions?.share(refs);
  await ada.session.handOut(python('helpers.py', 'x = 1'), null);
  await ada.session.announce('Good morning');
  await until(() => stateOf(ben).cells.length === 4 && stateOf(ben).files.length === 1);
  await until(() => stateOf(ben).announcements.length === 1);
  await ben.session.syncAll();
  ben.session.lookAtFiles();
  await until(() => stateOf(ben).freshCount === 0 && stateOf(ben).freshFiles === 0);
}, 30_000);

afterEach(() => school.close());

const python = (name: string, text: string) => ({
  name,
  mediaType: 'text/x-python',
  bytes: utf8(text),
});

/** What a lesson does in an hour. */
async function anHour(): Promise<void> {
  const [, changed, withdrawn, deleted] = refs;
  if (!changed || !withdrawn || !deleted) throw new Error('four cells');
  ada.app.edit(changed, 'changed since');
  ada.app.actions?.share([changed]);
  ada.app.actions?.withdraw([withdrawn]);
  ada.app.remove(deleted);
  ada.app.type('new');
  ada.app.actions?.share(ada.app.cells('Lesson.ipynb').slice(-1));
  await ada.session.handOut(python('helpers.py', 'x = 22'), null);
  await ada.session.handOut(python('more.py', 'y = 1'), null);
  await ada.session.announce('Break until 10:40');
  clock.leap(HOUR);
  await until(() => stateOf(ada).cells.filter(({ withdrawn: gone }) => !gone).length === 3);
}

/** What Ben sees of it, and what of that he is told is new. */
async function seesItAll(someone: Attendee): Promise<void> {
  await vi.waitFor(
    () =>
      expect(
        stateOf(someone)
          .cells.toSorted((a, b) => Number(a.withdrawn) - Number(b.withdrawn)) // theirs is no place any more
          .map(({ source, state, fresh, withdrawn }) => [
            source,
            withdrawn ? 'withdrawn' : state,
            fresh,
          ]),
      ).toEqual([
        ['kept', 'current', false],
        ['changed since', 'newer', true],
        ['new', 'none', true],
        ['', 'withdrawn', false],
        ['', 'withdrawn', false],
      ]),
    { timeout: 10_000 },
  );
  await until(() => stateOf(someone).announcements.length === 2);
  await until(() => stateOf(someone).files.length === 2);
  expect(stateOf(someone)).toMatchObject({ freshCount: 2, freshFiles: 2 });
  expect(stateOf(someone).files.map(({ name, version, fresh }) => [name, version, fresh])).toEqual([
    ['helpers.py', 2, true],
    ['more.py', 1, true],
  ]);
  // The notebook is as it was left.
  expect(someone.app.sources()).toEqual(['kept', 'changed', 'withdrawn', 'deleted']);
  expect(stateOf(someone).problem).toBeNull();
}

test('[RC1] [RC5] an hour without a network: all that was done comes afterwards, and the list says what is new', async () => {
  const end = school.rooms.cut(idOf(ada, 'Ben'));
  await until(() => stateOf(ben).connection.kind === 'offline');
  await anHour();
  expect(stateOf(ben).cells.map(({ source }) => source)).toEqual([
    'kept',
    'changed',
    'withdrawn',
    'deleted',
  ]);
  end();
  await seesItAll(ben);
  const told = stateOf(ben).notices.map(({ key }) => key);
  for (const key of ['cell-shared', 'cell-updated', 'file-handed-out', 'file-updated', 'announced'])
    expect(told).toContain(key);
  await until(() => stateOf(ada).people.every(({ present }) => present));
}, 30_000);

test('[RC1] [RC5] a laptop that slept for an hour, and a tab that was closed for one, come to the same', async () => {
  await ben.session.leave();
  await anHour();
  ben = await school.comeAgain(ben);
  await seesItAll(ben);
}, 30_000);

test('[RC4] what was done away from the class is there when it is back, and goes to the others', async () => {
  const end = school.rooms.cut(idOf(ada, 'Ben'));
  await until(() => stateOf(ben).connection.kind === 'offline');
  await ben.session.sync(stateOf(ben).cells[0]?.id ?? '', 'insert');
  const first = ben.app.cells('Lesson.ipynb')[0];
  if (first === undefined) throw new Error('Ben has cells');
  ben.app.edit(first, 'kept, and mine');
  await until(() => stateOf(ben).cells[0]?.state !== 'none');
  clock.leap(HOUR);
  end();
  await until(() => stateOf(ben).connection.kind === 'connected');
  await until(() => stateOf(ben).connection.waiting === 0);
  expect(ben.app.sources()).toContain('kept, and mine');
}, 30_000);
