import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import { parseMark } from '../../../src/classroom/cell-mark.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { LeapingClock } from '../../support/leaping-clock.ts';
import { idOf, SmallClass, stateOf, until, type Attendee } from '../../support/small-class.ts';

let group: SmallClass;
let ada: Attendee;
let ben: Attendee;
let cleo: Attendee;

beforeEach(async () => {
  group = new SmallClass();
  ada = await group.teach('Ada');
  [ben, cleo] = (await group.join(ada, 'Ben', 'Cleo')) as [Attendee, Attendee];
}, 60_000);
afterEach(() => group.close());

const names = (someone: Attendee) => stateOf(someone).files.map(({ name }) => name);
const keys = (someone: Attendee) => stateOf(someone).notices.map(({ key }) => key);
const file = (someone: Attendee, name: string) => {
  const found = stateOf(someone).files.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no file ${name}`);
  return found;
};
const python = (name: string, text: string) => ({
  name,
  mediaType: 'text/x-python',
  bytes: utf8(text),
});

it('[SH4] gives a file to students who ask for it, beside what they have', async () => {
  ben.app.files.set('helpers.py', 'mine = True');
  expect(await ada.session.handOut(python('helpers.py', 'x = 1'), null)).toBeNull();
  await until(() => names(ben).length === 1 && names(cleo).length === 1);
  expect(keys(ben)).toContain('file-handed-out');
  expect(file(ben, 'helpers.py')).toMatchObject({ by: 'Ada', size: 5, fresh: true, state: 'none' });
  expect([...ben.app.files]).toEqual([['helpers.py', 'mine = True']]);
  await ben.session.getFile(file(ben, 'helpers.py').id);
  expect(ben.app.files.get('helpers.py')).toBe('mine = True');
  expect(ben.app.files.get('helpers (2).py')).toBe('x = 1');
  expect(ben.app.opened).toEqual(['helpers (2).py']);
  await until(() => file(ben, 'helpers.py').state === 'current');
  expect(file(ben, 'helpers.py')).toMatchObject({ path: 'helpers (2).py', fresh: false });
  expect(stateOf(cleo).freshFiles).toBe(1);
}, 30_000);

it('[SH4] tells of a newer version, and of a file that is taken back; what was got stays', async () => {
  await ada.session.handOut(python('helpers.py', 'x = 1'), null);
  await until(() => names(ben).length === 1);
  await ben.session.getFile(file(ben, 'helpers.py').id);
  expect(await ada.session.handOut(python('helpers.py', 'x = 1'), null)).toBeNull();
  await ada.session.handOut(python('helpers.py', 'x = 22'), null);
  await until(() => file(ben, 'helpers.py').version === 2);
  expect(file(ben, 'helpers.py')).toMatchObject({ state: 'newer', size: 6, fresh: true });
  expect(keys(ben)).toContain('file-updated');
  await ada.session.withdrawFile(file(ben, 'helpers.py').id);
  await until(() => names(cleo).length === 0);
  await until(() => file(ben, 'helpers.py').withdrawn);
  expect(keys(ben)).toContain('file-withdrawn');
  await ben.session.getFile(file(ben, 'helpers.py').id);
  expect([...ben.app.files.values()]).toEqual(['x = 1']);
}, 30_000);

it('[SH4] hands out the open notebook so that its cells know their class, and nothing of other classes', async () => {
  const cell = ada.app.type('print(6*7)');
  await ada.session.toggleShare(cell);
  const metadata = ada.app.cell(cell)?.metadata ?? {};
  const other = { class: 'x', kind: 'original' };
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      {
        cell_type: 'code',
        id: 'a',
        source: ['print(6', '*7)'],
        outputs: [],
        execution_count: 9,
        metadata: { ...metadata, lectern: { ...(metadata['lectern'] as object), also: [other] } },
      },
      { cell_type: 'raw', id: 'b', source: 'raw', metadata: { lectern: other, kept: 1 } },
    ],
  };
  ada.app.files.set('Lesson.ipynb', JSON.stringify(notebook));
  expect(await ada.session.handOut('Lesson.ipynb', null)).toBeNull();
  await until(() => names(ben).includes('Lesson.ipynb'));
  await ben.session.getFile(file(ben, 'Lesson.ipynb').id);
  const got = JSON.parse(ben.app.files.get('Lesson.ipynb') ?? '{}') as {
    cells: { metadata: JsonObject; execution_count?: number }[];
  };
  const [shared] = stateOf(ben).cells;
  expect(parseMark(got.cells[0]?.metadata ?? {})).toMatchObject({
    cell: shared?.id,
    kind: 'copy',
    version: 1,
    base: 'print(6*7)',
  });
  expect(JSON.stringify(got)).not.toContain('original');
  expect(got.cells[0]?.execution_count).toBeNull();
  expect(got.cells[1]?.metadata).toEqual({ kept: 1 });
}, 30_000);

it('[SH3] hands out to a group: others see nothing of it, and who carries it cannot read it', async () => {
  const red = await ada.session.makeGroup('Red', [idOf(ada, 'Ben')]);
  await until(() => stateOf(ada).groups.length === 1);
  await until(() => ada.app.actions?.groups().length === 1);
  const secret = 'the answer to the question of the red group';
  expect(await ada.session.handOut(python('red.py', secret), red)).toBeNull();
  await until(() => names(ben).includes('red.py'));
  await ben.session.getFile(file(ben, 'red.py').id);
  expect(ben.app.files.get('red.py')).toBe(secret);
  expect(names(cleo)).toEqual([]);
  expect(file(ada, 'red.py').group).toMatchObject({ name: 'Red' });
  const carried = [];
  for (const { id } of await ada.env.blobs(stateOf(ada).id).list())
    carried.push(
      new TextDecoder().decode((await ada.env.blobs(stateOf(ada).id).get(id)) ?? undefined),
    );
  expect(carried).toHaveLength(1);
  expect(carried.join()).not.toContain('answer');
}, 30_000);

it('[SH3] shares cells with a group in a class: its members alone get them', async () => {
  const red = await ada.session.makeGroup('Red', [idOf(ada, 'Ben')]);
  await until(() => ada.app.actions?.groups().length === 1);
  const cell = ada.app.type('for the red ones');
  ada.app.actions?.share([cell], { group: red });
  await until(() => stateOf(ben).cells.length === 1);
  expect(stateOf(ben).cells[0]).toMatchObject({
    source: 'for the red ones',
    group: { name: 'Red' },
  });
  expect(stateOf(cleo).cells).toEqual([]);
  ada.app.actions?.choose([cell], { group: null });
  await until(() => stateOf(cleo).cells.length === 1);
}, 30_000);

it('[SH5] announces to everybody, bounded, and takes it back', async () => {
  expect(await ada.session.announce('  ')).toBe(false);
  expect(await ada.session.announce(' Break until 10:40 ')).toBe(true);
  expect(await ada.session.announce('x'.repeat(5_000))).toBe(true);
  expect(await ben.session.announce('I am the teacher')).toBe(false);
  await until(() => stateOf(ben).announcements.length === 2);
  expect(
    stateOf(ben)
      .announcements.map(({ text }) => text.length)
      .toSorted((a, b) => a - b),
  ).toEqual([17, 2_000]);
  expect(keys(ben)).toContain('announced');
  const said = stateOf(ada).announcements.find(({ text }) => text.startsWith('Break'));
  await ada.session.withdrawAnnouncement(said?.id ?? '');
  await until(() => stateOf(ben).announcements.length === 1);
}, 30_000);

it('[SH4] [SY13] a device gives up the older version of a file, and one that was taken back, after a week; not what is listed', async () => {
  const clock = new LeapingClock();
  const school = new SmallClass({ clock });
  const teacher = await school.teach('Ada');
  const [student] = await school.join(teacher, 'Ben');
  if (student === undefined) throw new Error('Ben came');
  const kept = async ({ env }: Attendee) =>
    (await env.blobs(stateOf(teacher).id).list()).map(({ size }) => size).toSorted((a, b) => a - b);
  for (const [name, text] of [
    ['helpers.py', 'x = 1'],
    ['gone.py', 'x = 22'],
  ] as const)
    await teacher.session.handOut(python(name, text), null);
  await until(() => stateOf(student).files.length === 2);
  for (const { id } of stateOf(student).files) await student.session.getFile(id);
  await teacher.session.handOut(python('helpers.py', 'x = 333'), null);
  await teacher.session.withdrawFile(file(teacher, 'gone.py').id);
  await until(() => stateOf(student).files.some(({ version }) => version === 2));
  await student.session.getFile(file(student, 'helpers.py').id);
  expect([await kept(teacher), await kept(student)]).toEqual([
    [5, 6, 7],
    [5, 6, 7],
  ]);
  const DAY = 24 * 3_600_000;
  clock.leap(6 * DAY);
  await new Promise(setImmediate);
  expect([await kept(teacher), await kept(student)]).toEqual([
    [5, 6, 7],
    [5, 6, 7],
  ]);
  await vi.waitFor(
    async () => {
      clock.leap(DAY);
      expect([await kept(teacher), await kept(student)]).toEqual([[7], [7]]);
    },
    { timeout: 10_000 },
  );
  await school.close();
}, 30_000);
