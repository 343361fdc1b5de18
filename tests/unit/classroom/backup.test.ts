import { expect, test } from 'vitest';
import { concat } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { LecternError } from '../../../src/base/lectern-error.ts';
import type { Environment } from '../../../src/classroom/environment.ts';
import type { ClassSession } from '../../../src/classroom/class-session.ts';
import { createJoinedClass, createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { recoverClass } from '../../../src/classroom/recover-class.ts';
import { restoreClass } from '../../../src/classroom/restore-class.ts';
import { openBackup } from '../../../src/crypto/backup-file.ts';
import { sha256 } from '../../../src/crypto/sha256.ts';
import { BACKUP_RECORD } from '../../../src/protocol/backup-format.ts';
import { BLOB_CHUNK } from '../../../src/protocol/limits.ts';
import { parseInvitationLink } from '../../../src/protocol/invitation-link.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import type { ClassRecord } from '../../../src/store/key-store.ts';
import { blobIdOf, makeManifest } from '../../../src/sync/blob-manifests.ts';
import { loneEnvironment, quickArgon2 } from '../../support/lone-environment.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';

const PASSPHRASE = 'correct horse';

function source(bytes: Bytes) {
  return { size: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) };
}

async function backupOf(session: ClassSession): Promise<Bytes> {
  const made = await session.backupFile(PASSPHRASE);
  if ('code' in made) throw new Error(made.code);
  expect(made.fileName).toMatch(/^Python-101-\d{4}-\d\d-\d\d\.lectern-backup$/);
  return concat(...made.parts);
}

/** A class with one shared cell, open on its owner's device. */
async function taught(change: Partial<Environment> = {}) {
  const app = new MemoryNotebookApp();
  const cell = app.type('print(6*7)');
  const env = loneEnvironment({
    notebook: new ObservableValue<NotebookApp | null>(app),
    ...change,
  });
  const record = await createOwnClass(env, 'Python 101', 'Ada');
  const session = await openClass(env, record, false, () => undefined);
  await session.toggleShare(cell);
  return { env, record, session };
}

async function opened(env: Environment, record: ClassRecord) {
  const session = await openClass(env, record, false, () => undefined);
  await new Promise((resolve) => setTimeout(resolve));
  return session;
}

test('[ST4] a backup brings the class back on another device, which leads it under a new key', async () => {
  const { record, session } = await taught();
  const there = loneEnvironment();
  const restored = await restoreClass(there, source(await backupOf(session)), PASSPHRASE);
  expect(restored.identity.keyId).not.toBe(record.identity.keyId);
  const again = await opened(there, restored);
  const state = again.state.value;
  expect(state.cells.map(({ source: text }) => text)).toEqual(['print(6*7)']);
  expect(state).toMatchObject({ role: 'owner', standing: 'member', name: 'Python 101' });
  expect(state.people.map(({ name }) => name)).toEqual(['Ada', 'Ada']);
  expect(state.lesson.link).toBe(session.state.value.lesson.link);
  // No chain goes on: the new key has chains of its own.
  const before = new Set(
    (await there.entries.read(record.classId, 'class' as never)).map(({ chain }) => chain),
  );
  await again.withdraw(state.cells[0]?.id ?? '');
  const after = await there.entries.read(record.classId, 'class' as never);
  expect(after.filter(({ chain }) => !before.has(chain)).length).toBe(1);
  await Promise.all([session.leave(), again.leave()]);
});

test('[ST4] a backup holds no key of the device, and the root key only until the recovery file is saved', async () => {
  const { env, record, session } = await taught();
  const root = async () => {
    const file = await openBackup(quickArgon2, source(await backupOf(session)), PASSPHRASE);
    if (!file.ok) throw file.error;
    for await (const { type, body } of file.value.records()) {
      if (type !== BACKUP_RECORD.manifest) continue;
      const manifest = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
      expect(Object.keys(manifest).sort()).toEqual(
        [
          'link',
          'madeAt',
          'myName',
          'participant',
          'rootPrivateKey',
          'rootPublicKey',
          'signalingUrl',
        ].sort(),
      );
      return manifest['rootPrivateKey'];
    }
    throw new Error('no manifest');
  };
  expect(await root()).toEqual(expect.any(String));
  const recovery = await session.recoveryFile(PASSPHRASE);
  expect(await root()).toBeNull();
  // Backup and recovery file together make an owner's device again.
  const there = loneEnvironment();
  const restored = await restoreClass(there, source(await backupOf(session)), PASSPHRASE);
  expect(restored).toMatchObject({ role: 'student', rootPrivateKey: null });
  const recovered = await recoverClass(
    there,
    'text' in recovery ? recovery.text : '',
    PASSPHRASE,
    'Ada',
  );
  expect(recovered.role).toBe('owner');
  const again = await opened(there, recovered);
  expect(again.state.value).toMatchObject({ role: 'owner', standing: 'member' });
  expect(again.state.value.cells.length).toBe(1);
  expect((await env.keys.get(record.classId))?.rootPrivateKey?.extractable).toBe(false);
  await Promise.all([session.leave(), again.leave()]);
});

test('[ST1] [ST4] what a failing store did not take is in the backup', async () => {
  class FullStore extends MemoryEntryStore {
    override change(): Promise<void> {
      return Promise.reject(new LecternError('storage-full'));
    }
    override append(): Promise<void> {
      return Promise.reject(new LecternError('storage-full'));
    }
  }
  const { session } = await taught({ entries: new FullStore() });
  await new Promise((resolve) => setTimeout(resolve));
  expect(session.state.value.problem?.code).toBe('storage-full');
  const there = loneEnvironment();
  const again = await opened(
    there,
    await restoreClass(there, source(await backupOf(session)), PASSPHRASE),
  );
  expect(again.state.value.cells.length).toBe(1);
  await again.leave();
});

test('[ST4] blobs come along, checked by their name', async () => {
  const { env, record, session } = await taught();
  const blob = new Uint8Array(BLOB_CHUNK + 77).map((_, i) => i % 253);
  const chunk = async (index: number) =>
    blob.subarray(index * BLOB_CHUNK, (index + 1) * BLOB_CHUNK);
  const manifest = await makeManifest(sha256, blob.length, chunk);
  const id = await blobIdOf(sha256, manifest ?? new Uint8Array(0));
  await env.blobs(record.classId).put(id, blob);
  const file = await backupOf(session);
  const there = loneEnvironment();
  await restoreClass(there, source(file), PASSPHRASE);
  expect(await there.blobs(record.classId).list()).toEqual([{ id, size: blob.length }]);
  await env.blobs(record.classId).put(id, new Uint8Array(5));
  const forged = await backupOf(session);
  const other = loneEnvironment();
  await expect(restoreClass(other, source(forged), PASSPHRASE)).rejects.toMatchObject({
    code: 'file-damaged',
  });
  await session.leave();
});

test('[ST4] of a backup that turns out damaged or does not fit on the disk nothing stays', async () => {
  const { record, session } = await taught();
  const file = await backupOf(session);
  const changed = file.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const there = loneEnvironment();
  await expect(restoreClass(there, source(changed), PASSPHRASE)).rejects.toMatchObject({
    code: 'file-damaged',
  });
  class FullStore extends MemoryEntryStore {
    override append(): Promise<void> {
      return Promise.reject(new LecternError('storage-full'));
    }
  }
  const full = loneEnvironment({ entries: new FullStore() });
  await expect(restoreClass(full, source(file), PASSPHRASE)).rejects.toMatchObject({
    code: 'storage-full',
  });
  for (const env of [there, full]) {
    expect(await env.keys.list()).toEqual([]);
    expect(await env.entries.documents(record.classId)).toEqual([]);
  }
  // And the class is free to be restored from a whole copy.
  await restoreClass(there, source(file), PASSPHRASE);
  await session.leave();
});

test('[SE1] forged entries in a backup are refused like those of a peer', async () => {
  const { record, session } = await taught();
  const stranger = await taught();
  const file = await backupOf(stranger.session);
  // The stranger's entries under this class's name: their maker knows the passphrase, not the keys.
  const there = loneEnvironment();
  const own = await openBackup(quickArgon2, source(await backupOf(session)), PASSPHRASE);
  const foreign = await openBackup(quickArgon2, source(file), PASSPHRASE);
  if (!own.ok || !foreign.ok) throw new Error('they open');
  const { sealBackup } = await import('../../../src/crypto/backup-file.ts');
  const mixed: Bytes[] = [];
  const records = async function* () {
    for await (const one of own.value.records()) if (one.type === BACKUP_RECORD.manifest) yield one;
    for await (const one of foreign.value.records())
      if (one.type !== BACKUP_RECORD.manifest) yield one;
  };
  for await (const part of sealBackup(
    quickArgon2,
    there.random,
    { classId: record.classId, className: 'Python 101' },
    PASSPHRASE,
    records(),
  ))
    mixed.push(part);
  const again = await opened(
    there,
    await restoreClass(there, source(concat(...mixed)), PASSPHRASE),
  );
  expect(again.state.value.cells).toEqual([]);
  await Promise.all([session.leave(), stranger.session.leave(), again.leave()]);
});

test('[ST4] a student’s backup gives the class back to read, and the new device asks to join', async () => {
  const { session } = await taught();
  const there = loneEnvironment();
  const link = parseInvitationLink(session.state.value.lesson.link);
  if (!link.ok) throw link.error;
  const teacherFile = await backupOf(session);
  // The student has the class's content: here from the teacher's entries.
  const joined = await createJoinedClass(there, link.value, 'Ben');
  await restoreClass(there, source(teacherFile), PASSPHRASE);
  await there.keys.put(joined);
  const ben = await opened(there, joined);
  const third = loneEnvironment();
  const restored = await restoreClass(third, source(await backupOf(ben)), PASSPHRASE);
  expect(restored).toMatchObject({
    role: 'student',
    myName: 'Ben',
    rootPrivateKey: null,
    deviceOf: joined.identity.keyId,
  });
  const again = await opened(third, restored);
  expect(again.state.value.cells.length).toBe(1);
  expect(again.state.value.standing).toBe('joining');
  await Promise.all([session.leave(), ben.leave(), again.leave()]);
});

test('a recovery file makes an owner’s device without content, whose invitation waits for the class', async () => {
  const { record, session } = await taught();
  const made = await session.recoveryFile(PASSPHRASE);
  const text = 'text' in made ? made.text : '';
  const there = loneEnvironment();
  await expect(recoverClass(there, text, 'wrong horse', 'Ada')).rejects.toMatchObject({
    code: 'passphrase-wrong',
  });
  await expect(recoverClass(there, '{}', PASSPHRASE, 'Ada')).rejects.toMatchObject({
    code: 'file-damaged',
    detail: { reason: 'not-recovery' },
  });
  await expect(recoverClass(there, text, PASSPHRASE, ' ')).rejects.toMatchObject({
    code: 'name-invalid',
  });
  const recovered = await recoverClass(there, text, PASSPHRASE, 'Ada');
  expect(recovered).toMatchObject({ classId: record.classId, role: 'owner', recoverySaved: true });
  const again = await opened(there, recovered);
  expect(again.state.value).toMatchObject({ role: 'owner', standing: 'member' });
  // What is in force may be newer than the file: nothing is put over it before somebody was met.
  const statements = () => there.entries.read(record.classId, 'authority' as never);
  expect((await statements()).length).toBe(1);
  await again.startLesson(); // the owner goes on without the others
  expect((await statements()).length).toBe(2);
  await Promise.all([session.leave(), again.leave()]);
});

test('[ST1] stored entries that cannot be read are told, with the backup of the rest as the way out', async () => {
  class TornStore extends MemoryEntryStore {
    override async read(...given: Parameters<MemoryEntryStore['read']>) {
      const entries = await super.read(...given);
      if (given[1] !== 'class') return entries;
      return entries.map((entry) => ({ ...entry, bytes: entry.bytes.slice(0, 9) }));
    }
  }
  const { env, record, session } = await taught({ entries: new TornStore() });
  await session.leave();
  const again = await opened(env, record);
  expect(again.state.value.problem).toMatchObject({ code: 'storage-damaged' });
  expect((await backupOf(again)).length).toBeGreaterThan(0);
  await again.leave();
});
