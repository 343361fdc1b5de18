import { expect, test, vi } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import type { Environment } from '../../../src/classroom/environment.ts';
import type { ClassSession } from '../../../src/classroom/class-session.ts';
import { createJoinedClass, createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { offlineReplica } from '../../../src/classroom/offline-replica.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { recoverClass } from '../../../src/classroom/recover-class.ts';
import { restoreClass } from '../../../src/classroom/restore-class.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import { profileDoc } from '../../../src/protocol/ids.ts';
import type { DocId } from '../../../src/protocol/ids.ts';
import { parseInvitationLink } from '../../../src/protocol/invitation-link.ts';
import type { ClassRecord } from '../../../src/store/key-store.ts';
import { loneEnvironment } from '../../support/lone-environment.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';
import { MemoryRooms } from '../../support/memory-rooms.ts';

const PASSPHRASE = 'correct horse';

const until = (isSo: () => boolean | Promise<boolean>) =>
  vi.waitFor(async () => expect(await isSo(), String(isSo)).toBe(true), {
    timeout: 10_000,
    interval: 5,
  });

function source(bytes: Bytes) {
  return { size: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) };
}

async function backupOf(session: ClassSession): Promise<Bytes> {
  const made = await session.backupFile(PASSPHRASE);
  if ('code' in made) throw new Error(made.code);
  return concat(...made.parts);
}

/** What a device reads of a document with nobody else there. */
async function readAlone(env: Environment, record: ClassRecord, doc: DocId): Promise<unknown> {
  const replica = await offlineReplica(env, record);
  try {
    return (await replica.open(doc)).doc.getMap('seen').toJSON();
  } finally {
    await replica.close();
  }
}

/** Ada's class, with Ben in it, who has looked at the cell that she shares: his sealed profile says so. */
async function lesson() {
  const rooms = new MemoryRooms();
  const change = { connect: rooms.connect, dial: () => rooms.signaling() };
  const app = new MemoryNotebookApp();
  const cell = app.type('print(6*7)');
  const env = loneEnvironment({
    ...change,
    notebook: new ObservableValue<NotebookApp | null>(app),
  });
  const ada = await openClass(
    env,
    await createOwnClass(env, 'Python 101', 'Ada'),
    false,
    () => undefined,
  );
  await ada.toggleShare(cell);
  const link = parseInvitationLink(ada.state.value.lesson.link);
  if (!link.ok) throw link.error;
  const bensEnv = loneEnvironment(change);
  const bensRecord = await createJoinedClass(bensEnv, link.value, 'Ben');
  const ben = await openClass(bensEnv, bensRecord, false, () => undefined);
  await until(() => ben.state.value.cells.length === 1 && ben.state.value.standing === 'member');
  const id = ben.state.value.cells[0]?.id ?? '';
  ben.look(id);
  const profile = profileDoc(bensRecord.identity.keyId);
  // The key, and what it seals.
  await until(async () => (await env.entries.read(bensRecord.classId, profile)).length === 2);
  return { ada, ben, profile, seen: { [id]: 1 } };
}

test('[ST4] [SY11] a teacher’s backup restored alone reads what was sealed for the teacher', async () => {
  const { ada, ben, profile, seen } = await lesson();
  const file = await backupOf(ada);
  await Promise.all([ada.leave(), ben.leave()]);
  const there = loneEnvironment();
  const restored = await restoreClass(there, source(file), PASSPHRASE);
  expect(await readAlone(there, restored, profile)).toEqual(seen);
  // At rest there are wraps for this device only, no key.
  const notes = await there.entries.metaKeys(restored.classId);
  expect(notes.filter((note) => note.startsWith('document-keys/')).length).toBe(1);
  // Once more into the same class: nothing is kept twice.
  await restoreClass(there, source(file), PASSPHRASE);
  expect(await there.entries.metaKeys(restored.classId)).toEqual(notes);
});

test('[ST5] [SY11] backup and recovery file together, offline, read what was sealed for the owner', async () => {
  const { ada, ben, profile, seen } = await lesson();
  const recovery = await ada.recoveryFile(PASSPHRASE);
  const file = await backupOf(ada);
  await Promise.all([ada.leave(), ben.leave()]);
  const there = loneEnvironment();
  const restored = await restoreClass(there, source(file), PASSPHRASE);
  expect(restored.rootPrivateKey).toBeNull();
  const text = 'text' in recovery ? recovery.text : '';
  const recovered = await recoverClass(there, text, PASSPHRASE, 'Ada');
  expect(recovered.identity.keyId).not.toBe(restored.identity.keyId);
  expect(await readAlone(there, recovered, profile)).toEqual(seen);
});

test('[ST4] a student’s backup reads what was the student’s, and nothing of others', async () => {
  const { ada, ben, profile, seen } = await lesson();
  const file = await backupOf(ben);
  const there = loneEnvironment();
  const restored = await restoreClass(there, source(file), PASSPHRASE);
  expect(await readAlone(there, restored, profile)).toEqual(seen);
  await Promise.all([ada.leave(), ben.leave()]);
});
