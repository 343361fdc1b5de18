import { afterEach, expect, test, vi } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
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
  vi.waitFor(() => expect(isSo(), String(isSo)).toBe(true), { timeout: 20_000, interval: 10 });

function device() {
  return loneEnvironment({
    connect: rooms.connect,
    dial: () => rooms.signaling(),
    notebook: new ObservableValue<NotebookApp | null>(new MemoryNotebookApp()),
  });
}

async function enter(env = device(), record: ClassRecord): Promise<ClassSession> {
  const session = await openClass(env, record, false, () => undefined);
  open.push(session);
  return session;
}

async function come(name: string, link: string): Promise<ClassSession> {
  const parsed = parseInvitationLink(link);
  if (!parsed.ok) throw parsed.error;
  const env = device();
  const session = await enter(env, await createJoinedClass(env, parsed.value, name));
  await until(() => session.state.value.standing === 'member');
  return session;
}

async function backupOf(session: ClassSession): Promise<Bytes> {
  const made = await session.backupFile(PASSPHRASE);
  if ('code' in made) throw new Error(made.code);
  return concat(...made.parts);
}

async function restored(file: Bytes): Promise<ClassSession> {
  const env = device();
  const source = { size: file.length, read: async (a: number, b: number) => file.slice(a, b) };
  return enter(env, await restoreClass(env, source, PASSPHRASE));
}

const linkOf = (session: ClassSession) => session.state.value.lesson.link;
const idOf = (session: ClassSession, name: string) =>
  session.state.value.people.find((person) => person.name === name)?.id;

/** Ada's class with Mia and Carl, backups of both, and then Carl removed: link and code are new. */
async function renewed() {
  const env = device();
  const ada = await enter(env, await createOwnClass(env, 'Python 101', 'Ada'));
  await until(() => ada.state.value.lesson.door === 'open');
  const before = linkOf(ada);
  const mia = await come('Mia', before);
  const carl = await come('Carl', before);
  await until(() => ada.state.value.people.length === 3);
  const files = { ada: await backupOf(ada), mia: await backupOf(mia), carl: await backupOf(carl) };
  const id = idOf(ada, 'Carl');
  if (id === undefined) throw new Error('Carl is there');
  await ada.removePerson(id);
  await until(() => linkOf(ada) !== before && linkOf(mia) === linkOf(ada));
  await carl.leave();
  return { ada, mia, files, before };
}

test('[ST4] an owner’s backup from before a renewal leads to the class as it is now, with a student alone there', async () => {
  const { ada, mia, files } = await renewed();
  const link = linkOf(ada);
  await ada.leave();
  const again = await restored(files.ada);
  await until(() => again.state.value.connection.kind === 'connected' && linkOf(again) === link);
  expect(again.state.value).toMatchObject({ role: 'owner', standing: 'member' });
  // And it leads: whoever comes by the link in force is in.
  const dan = await come('Dan', link);
  await until(() => mia.state.value.people.some(({ name }) => name === 'Dan'));
  expect(dan.state.value.problem).toBeNull();
});

test('[ST4] an owner’s backup from before a renewal opens with nobody there, and lets people in by its own link', async () => {
  const { ada, mia, files, before } = await renewed();
  await Promise.all([ada.leave(), mia.leave()]);
  const again = await restored(files.ada);
  await until(() => again.state.value.lesson.door === 'open');
  expect(again.state.value).toMatchObject({ role: 'owner', standing: 'member', problem: null });
  expect(linkOf(again)).toBe(before);
  await again.startLesson();
  await come('Dan', before);
});

test('[ST4] a student’s backup from before a renewal leads to the lobby, says so, and a teacher lets it in as theirs', async () => {
  const { ada, files } = await renewed();
  const again = await restored(files.mia);
  await until(() => again.state.value.standing === 'waiting');
  expect(again.state.value.problem).toBeNull(); // the page at the door says it
  await until(() => ada.state.value.waiting.length === 1);
  const [asks] = ada.state.value.waiting;
  expect(asks).toMatchObject({ name: 'Mia', deviceOf: 'Mia' });
  await ada.linkDevice(idOf(ada, 'Mia') as never, asks?.id as never);
  await until(() => again.state.value.standing === 'member' && linkOf(again) === linkOf(ada));
  expect(ada.state.value.people.map(({ name }) => name).sort()).toEqual(['Ada', 'Mia']);
});

test('[ST4] [SY4] a removed person’s backup brings them to the lobby only', async () => {
  const { ada, files } = await renewed();
  const again = await restored(files.carl);
  await until(() => again.state.value.standing === 'waiting');
  expect(again.state.value.problem).toBeNull(); // the page at the door says it
  expect(ada.state.value.people.map(({ name }) => name).sort()).toEqual(['Ada', 'Mia']);
});
