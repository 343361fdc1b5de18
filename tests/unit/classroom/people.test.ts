import { afterEach, expect, test, vi } from 'vitest';
import { silentLogger } from '../../../src/base/logger.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import type { Environment } from '../../../src/classroom/environment.ts';
import type { ClassSession } from '../../../src/classroom/class-session.ts';
import { createJoinedClass, createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { recoverClass } from '../../../src/classroom/recover-class.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import { parseInvitationLink } from '../../../src/protocol/invitation-link.ts';
import type { ClassRecord } from '../../../src/store/key-store.ts';
import { loneEnvironment } from '../../support/lone-environment.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';
import { MemoryRooms } from '../../support/memory-rooms.ts';

const PASSPHRASE = 'correct horse';

interface Someone {
  readonly env: Environment;
  readonly app: MemoryNotebookApp;
  session: ClassSession;
  record: ClassRecord;
}

let rooms = new MemoryRooms();
const here: Someone[] = [];

afterEach(async () => {
  for (const { session } of here.splice(0)) await session.leave();
  rooms = new MemoryRooms();
});

async function open(env: Environment, app: MemoryNotebookApp, record: ClassRecord) {
  const session = await openClass(env, record, false, () => undefined);
  const someone = { env, app, session, record };
  here.push(someone);
  return someone;
}

function device() {
  const app = new MemoryNotebookApp();
  const env = loneEnvironment({
    connect: rooms.connect,
    dial: () => rooms.signaling(),
    notebook: new ObservableValue<NotebookApp | null>(app),
    logger: silentLogger,
  });
  return { app, env };
}

async function teach(): Promise<Someone> {
  const { app, env } = device();
  const teacher = await open(env, app, await createOwnClass(env, 'Python 101', 'Ada'));
  await until(() => teacher.session.state.value.lesson.door === 'open');
  return teacher;
}

async function come(name: string, link: string, { app, env } = device()): Promise<Someone> {
  const parsed = parseInvitationLink(link);
  if (!parsed.ok) throw parsed.error;
  return open(env, app, await createJoinedClass(env, parsed.value, name));
}

async function comeAgain({ env, app, session, record }: Someone): Promise<Someone> {
  await session.leave();
  return open(env, app, (await env.keys.get(record.classId)) ?? record);
}

const until = (isSo: () => boolean) =>
  vi.waitFor(() => expect(isSo(), String(isSo)).toBe(true), { timeout: 10_000, interval: 5 });

const stateOf = ({ session }: Someone) => session.state.value;
const linkOf = (someone: Someone) => stateOf(someone).lesson.link;
const named = (name: string) => (each: { readonly name: string }) => each.name === name;

async function isIn(...all: readonly Someone[]): Promise<void> {
  await until(() => all.every((each) => stateOf(each).standing === 'member'));
  await until(() =>
    all.every((each) => stateOf(each).people.filter(({ present }) => present).length >= all.length),
  );
}

function idOf(someone: Someone, name: string) {
  const { people, waiting, removed } = stateOf(someone);
  const found = [...people, ...waiting, ...removed].find(named(name));
  if (found === undefined) throw new Error(`${name} is not there`);
  return found.id;
}

async function share(teacher: Someone, source: string): Promise<void> {
  await teacher.session.toggleShare(teacher.app.type(source));
}

const sources = (someone: Someone) => stateOf(someone).cells.map(({ source }) => source);

test('[SY5] [SY12] a lobby shows who asks; one is admitted, one refused, and nobody sees the class before', async () => {
  const teacher = await teach();
  await teacher.session.setDoor('lobby');
  await share(teacher, 'print(1)');
  const ana = await come('Ana', linkOf(teacher));
  const ben = await come('Ben', linkOf(teacher));
  await until(() => stateOf(teacher).waiting.length === 2);
  expect(stateOf(ana)).toMatchObject({ standing: 'waiting', waiting: [], cells: [] });
  await teacher.session.admit(idOf(teacher, 'Ana'));
  await isIn(teacher, ana);
  await until(() => sources(ana).length === 1);
  await teacher.session.refuse(idOf(teacher, 'Ben'));
  await until(() => stateOf(ben).standing === 'removed');
  expect(stateOf(ben).problem).toEqual({ code: 'admission-refused', detail: {} });
  expect(stateOf(teacher).waiting).toEqual([]);
  // Coming again by the same link asks nobody anything.
  const again = await comeAgain(ben);
  await until(() => stateOf(again).standing === 'removed');
  expect(stateOf(teacher).waiting).toEqual([]);
});

test('all who wait are let in at once', async () => {
  const teacher = await teach();
  await teacher.session.setDoor('lobby');
  const all = await Promise.all(['Ana', 'Ben', 'Cem'].map((name) => come(name, linkOf(teacher))));
  await until(() => stateOf(teacher).waiting.length === 3);
  await teacher.session.admitAll();
  await isIn(teacher, ...all);
  expect(stateOf(teacher).waiting).toEqual([]);
});

test('[SY5] [SY12] a removal renews link and code; who stays moves on by itself, the old link leads to the lobby', async () => {
  const teacher = await teach();
  const before = linkOf(teacher);
  const ana = await come('Ana', before);
  const ben = await come('Ben', before);
  await isIn(teacher, ana, ben);
  await until(() => stateOf(teacher).lesson.code !== null);
  const { code } = stateOf(teacher).lesson;
  await teacher.session.removePerson(idOf(teacher, 'Ben'));
  await until(() => stateOf(ben).standing === 'removed');
  expect(stateOf(ben).problem?.code).toBe('admission-removed');
  expect(linkOf(teacher)).not.toBe(before);
  await until(() => linkOf(ana) === linkOf(teacher));
  await until(() => stateOf(teacher).lesson.code !== null);
  expect(stateOf(teacher).lesson.code).not.toBe(code);
  await share(teacher, 'print(2)');
  await until(() => sources(ana).length === 1);
  expect(sources(ben)).toEqual([]);
  expect((await ana.env.keys.get(ana.record.classId))?.link).toBe(parsedFragment(linkOf(teacher)));
  // With a fresh identity the old link leads before a person; the new one lets in.
  const stranger = await come('Not Ben', before);
  await until(() => stateOf(teacher).waiting.some(named('Not Ben')));
  expect(stateOf(stranger)).toMatchObject({ standing: 'waiting', cells: [] });
  const cem = await come('Cem', linkOf(teacher));
  await isIn(teacher, ana, cem);
  await until(() => sources(cem).length === 1);
});

test('[SY12] who was removed asks again by the new link, and comes back only if a person says so', async () => {
  const teacher = await teach();
  const ben = await come('Ben', linkOf(teacher));
  await isIn(teacher, ben);
  await teacher.session.removePerson(idOf(teacher, 'Ben'));
  await until(() => stateOf(ben).standing === 'removed');
  const fragment = parsedFragment(linkOf(teacher));
  await ben.env.keys.patch(ben.record.classId, { link: fragment });
  const again = await comeAgain(ben);
  await until(() => stateOf(teacher).waiting.some(named('Ben')));
  await until(() => stateOf(again).standing === 'waiting');
  await teacher.session.admit(idOf(teacher, 'Ben'));
  await isIn(teacher, again);
});

test('[SY12] who was away while the link was renewed finds the class by the link they have', async () => {
  const teacher = await teach();
  const ana = await come('Ana', linkOf(teacher));
  const ben = await come('Ben', linkOf(teacher));
  await isIn(teacher, ana, ben);
  await ana.session.leave();
  await teacher.session.removePerson(idOf(teacher, 'Ben'));
  await ben.session.leave();
  const again = await open(ana.env, ana.app, ana.record);
  await isIn(teacher, again);
  await until(() => linkOf(again) === linkOf(teacher));
});

test('[ST5] [SY12] a recovery file from before a renewal leads to the class as it is now, with the owner away', async () => {
  const teacher = await teach();
  const file = await teacher.session.recoveryFile(PASSPHRASE);
  if (!('text' in file)) throw new Error(file.code);
  const ana = await come('Ana', linkOf(teacher));
  const ben = await come('Ben', linkOf(teacher));
  await isIn(teacher, ana, ben);
  await share(teacher, 'print(1)');
  await teacher.session.removePerson(idOf(teacher, 'Ben'));
  await until(() => linkOf(ana) === linkOf(teacher));
  await until(() => sources(ana).length === 1);
  await ben.session.leave();
  await teacher.session.leave();
  const { app, env } = device();
  const recovered = await open(env, app, await recoverClass(env, file.text, PASSPHRASE, 'Ada'));
  await until(() => linkOf(recovered) === linkOf(ana));
  await until(() => sources(recovered).length === 1);
  expect(stateOf(recovered)).toMatchObject({ role: 'owner', standing: 'member' });
  await share(recovered, 'print(2)');
  await until(() => sources(ana).length === 2);
});

test('[SY12] a teacher without the class key removes: the door becomes a lobby that only the owner opens, by a new link', async () => {
  const owner = await teach();
  const before = linkOf(owner);
  const eve = await come('Eve', before);
  const ben = await come('Ben', before);
  await isIn(owner, eve, ben);
  await owner.session.setRole(idOf(owner, 'Eve'), 'teacher');
  await until(() => stateOf(eve).role === 'teacher');
  expect(stateOf(eve).people.find(named('Ben'))).toMatchObject({
    roles: ['assistant', 'student', 'observer'],
    removable: true,
  });
  expect(stateOf(eve).people.find(named('Ada'))).toMatchObject({ roles: [], removable: false });
  await eve.session.removePerson(idOf(eve, 'Ben'));
  await until(() => stateOf(ben).standing === 'removed');
  await until(() => stateOf(owner).lesson.door === 'lobby');
  expect(linkOf(owner)).toBe(before);
  expect(stateOf(eve).lesson.doors).toEqual(['lobby']);
  await owner.session.setDoor('open');
  await until(() => stateOf(eve).lesson.door === 'open' && linkOf(eve) === linkOf(owner));
  expect(linkOf(owner)).not.toBe(before);
});

test('[SY12] a shut door lets nobody in, and opens again for the same link; a new link leaves the old one to the lobby', async () => {
  const owner = await teach();
  const before = linkOf(owner);
  await owner.session.setDoor('shut');
  await until(() => stateOf(owner).lesson.door === 'shut');
  const ana = await come('Ana', before);
  await until(() => stateOf(ana).problem?.code === 'link-expired');
  await owner.session.setDoor('open');
  expect(linkOf(owner)).toBe(before);
  await isIn(owner, await comeAgain(ana));
  await owner.session.renewLink();
  await until(() => linkOf(owner) !== before);
  const ben = await come('Ben', before);
  await until(() => stateOf(owner).waiting.some(named('Ben')));
  expect(stateOf(ben).standing).toBe('waiting');
  await isIn(owner, await come('Cem', linkOf(owner)));
});

test('a role gives rights and takes them again', async () => {
  const owner = await teach();
  const eve = await come('Eve', linkOf(owner));
  await isIn(owner, eve);
  await owner.session.setRole(idOf(owner, 'Eve'), 'teacher');
  await until(() => stateOf(eve).role === 'teacher');
  await share(eve, 'print("by Eve")');
  await until(() => sources(owner).length === 1);
  await owner.session.setRole(idOf(owner, 'Eve'), 'observer');
  await until(() => stateOf(eve).role === 'observer');
  expect(stateOf(eve).notices.map(({ key }) => key)).toContain('role-changed');
  await share(eve, 'print("no more")');
  await owner.session.setRole(idOf(owner, 'Eve'), 'assistant');
  await until(() => stateOf(eve).role === 'assistant');
  expect(sources(owner)).toEqual(['print("by Eve")']);
});

test('[SY5] what a removed teacher shared before stays', async () => {
  const owner = await teach();
  const ana = await come('Ana', linkOf(owner));
  const eve = await come('Eve', linkOf(owner));
  await isIn(owner, ana, eve);
  await owner.session.setRole(idOf(owner, 'Eve'), 'teacher');
  await until(() => stateOf(eve).role === 'teacher');
  await share(eve, 'print("by Eve")');
  await until(() => sources(ana).length === 1 && sources(owner).length === 1);
  await owner.session.removePerson(idOf(owner, 'Eve'));
  await share(owner, 'print("by Ada")');
  await until(() => linkOf(ana) === linkOf(owner) && sources(ana).length > 0);
  await until(() => sources(ana).includes('print("by Ada")'));
  // Neither does the link that the next removal makes.
  await owner.session.renewLink();
  const ben = await come('Ben', linkOf(owner));
  await isIn(owner, ana, ben);
  await owner.session.removePerson(idOf(owner, 'Ben'));
  await until(() => linkOf(ana) === linkOf(owner));
  const both = ['print("by Ada")', 'print("by Eve")'];
  expect([...sources(owner)].sort()).toEqual(both);
  expect([...sources(ana)].sort()).toEqual(both);
});

test('[TR5] "relay only" reconnects everybody by the relay, and newcomers too', async () => {
  const teacher = await teach();
  const ana = await come('Ana', linkOf(teacher));
  await isIn(teacher, ana);
  const paths = (someone: Someone) =>
    [...someone.session.links.value.values()].map(({ path }) => path);
  expect(paths(ana)).toEqual(['direct']);
  await teacher.session.setRelayOnly(true);
  await until(() => stateOf(ana).relayOnly);
  await until(() => paths(ana).length === 1 && paths(ana).every((path) => path === 'relay'));
  const ben = await come('Ben', linkOf(teacher));
  await isIn(teacher, ana, ben);
  await until(() => stateOf(ben).relayOnly);
  await until(() => paths(ben).length === 1 && paths(ben).every((path) => path === 'relay'));
  await share(teacher, 'print(1)');
  await until(() => sources(ben).length === 1);
});

function parsedFragment(link: string): string {
  const parsed = parseInvitationLink(link);
  if (!parsed.ok) throw parsed.error;
  return parsed.value.fragment;
}
