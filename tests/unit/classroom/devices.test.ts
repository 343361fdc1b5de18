import { afterEach, expect, test, vi } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import type { Environment } from '../../../src/classroom/environment.ts';
import type { ClassSession } from '../../../src/classroom/class-session.ts';
import { createJoinedClass, createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { restoreClass } from '../../../src/classroom/restore-class.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import { parseInvitationLink } from '../../../src/protocol/invitation-link.ts';
import type { ClassRecord } from '../../../src/store/key-store.ts';
import { loneEnvironment } from '../../support/lone-environment.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';
import { MemoryRooms } from '../../support/memory-rooms.ts';

const PASSPHRASE = 'correct horse';

let rooms = new MemoryRooms();
const open: ClassSession[] = [];

afterEach(async () => {
  for (const session of open.splice(0)) await session.leave();
  rooms = new MemoryRooms();
});

const until = (isSo: () => boolean) =>
  vi.waitFor(() => expect(isSo(), String(isSo)).toBe(true), { timeout: 10_000, interval: 5 });

function device(app = new MemoryNotebookApp()): Environment {
  return loneEnvironment({
    connect: rooms.connect,
    dial: () => rooms.signaling(),
    notebook: new ObservableValue<NotebookApp | null>(app),
  });
}

async function enter(env: Environment, record: ClassRecord): Promise<ClassSession> {
  const session = await openClass(env, record, false, () => undefined);
  open.push(session);
  return session;
}

async function come(name: string, link: string, env = device()): Promise<ClassSession> {
  const parsed = parseInvitationLink(link);
  if (!parsed.ok) throw parsed.error;
  const session = await enter(env, await createJoinedClass(env, parsed.value, name));
  await until(
    () => session.state.value.standing === 'member' && session.state.value.cells.length > 0,
  );
  return session;
}

/** Ada's class with two shared cells, and Mia in it, who has looked at the first. */
async function lesson() {
  const app = new MemoryNotebookApp();
  const cells = [app.type('first'), app.type('second')];
  const env = device(app);
  const ada = await enter(env, await createOwnClass(env, 'Python 101', 'Ada'));
  for (const cell of cells) await ada.toggleShare(cell);
  const { link } = ada.state.value.lesson;
  const mia = await come('Mia', link);
  await until(() => mia.state.value.cells.length === 2);
  const [first = '', second = ''] = mia.state.value.cells.map(({ id }) => id);
  mia.look(first);
  await until(() => mia.state.value.freshCount === 1);
  return { ada, mia, link, first, second };
}

const people = (session: ClassSession) => session.state.value.people;
const mias = (session: ClassSession) => people(session).filter(({ name }) => name === 'Mia');
/** How somebody calls a person who is not known by an older device. */
const newcomer = (session: ClassSession, known: string) =>
  mias(session).find(({ id }) => id !== known);

test('[SY4] [SY11] a student on another computer is linked by the teacher, and is one person with one work', async () => {
  const { ada, mia, link, first, second } = await lesson();
  const id = mias(ada)[0]?.id ?? '';
  const laptop = await come('Mia', link);
  expect(laptop.state.value.freshCount).toBe(2); // nothing of the other device yet
  await until(() => mias(ada).length === 2);
  expect(mias(mia).every(({ linkable }) => linkable === 'no')).toBe(true);
  const came = newcomer(ada, id);
  expect(came?.linkable).toBe('any');
  // Both have the same name: whichever is named, the one who came first is the person.
  await ada.linkDevice(came?.id as never, id as never);
  for (const session of [ada, mia, laptop])
    await until(() => mias(session).length === 1 && mias(session)[0]?.id === id);
  expect(ada.state.value.notices.at(-1)).toMatchObject({
    key: 'device-linked',
    detail: { name: 'Mia' },
  });
  expect(mias(laptop)[0]).toMatchObject({ self: true, present: true });
  expect(mias(laptop)[0]?.devices.map(({ here }) => here)).toEqual([false, true]);
  await until(() => laptop.state.value.freshCount === 1); // what she looked at on the other one
  laptop.look(second);
  await until(() => mia.state.value.freshCount === 0);
  expect(ada.state.value.connection.people).toBe(1);
  // And what she looks at on the old one is known on the new one.
  expect(laptop.state.value.cells.find((cell) => cell.id === first)?.fresh).toBe(false);
  // The old one is taken off: she stays.
  await ada.loseDevice(id as never);
  await until(() => mia.state.value.standing === 'removed');
  expect(mia.state.value.problem?.code).toBe('device-taken-off');
  expect(mias(ada)[0]?.devices.map(({ lost }) => lost)).toEqual([true, false]);
  expect(laptop.state.value.standing).toBe('member');
});

test('[ST4] [SY4] a restored backup says whose device it was, its person or the teacher says so too', async () => {
  const { ada, mia } = await lesson();
  const id = mias(ada)[0]?.id ?? '';
  const made = await mia.backupFile(PASSPHRASE);
  if ('code' in made) throw new Error(made.code);
  const file: Bytes = concat(...made.parts);
  const env = device();
  const record = await restoreClass(
    env,
    { size: file.length, read: async (from, to) => file.slice(from, to) },
    PASSPHRASE,
  );
  const restored = await enter(env, record);
  await until(() => restored.state.value.standing === 'member');
  await until(() => newcomer(ada, id)?.deviceOf === id && newcomer(mia, id) !== undefined);
  // Mia herself, on her first device, may say that it is hers.
  const came = newcomer(mia, id);
  expect(came).toMatchObject({ deviceOf: id, linkable: 'own' });
  await mia.linkDevice(id as never, came?.id as never);
  await until(() => mias(ada).length === 1 && mias(restored)[0]?.self === true);
  await until(() => restored.state.value.freshCount === 1);
  expect(restored.state.value.problem).toBeNull();
});

test('[SY4] who waits in the lobby is linked from there', async () => {
  const { ada, mia, link } = await lesson();
  const id = mias(ada)[0]?.id ?? '';
  await ada.setDoor('lobby');
  const env = device();
  const parsed = parseInvitationLink(link);
  if (!parsed.ok) throw parsed.error;
  const laptop = await enter(env, await createJoinedClass(env, parsed.value, 'Mia again'));
  await until(
    () => laptop.state.value.standing === 'waiting' && ada.state.value.waiting.length === 1,
  );
  await ada.linkDevice(id as never, ada.state.value.waiting[0]?.id as never);
  await until(
    () => laptop.state.value.standing === 'member' && laptop.state.value.myName === 'Mia',
  );
  expect(people(mia).length).toBe(2);
});
