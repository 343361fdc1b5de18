import { expect, test } from 'vitest';
import { AutomaticBackups } from '../../../src/app/automatic-backups.ts';
import { BackupKeys } from '../../../src/app/backup-keys.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { writeZip } from '../../../src/classroom/files-zip.ts';
import { createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import type { OpenContent } from '../../../src/classroom/readable-parts.ts';
import { restoreFile } from '../../../src/classroom/restore-file.ts';
import { dayOf } from '../../../src/classroom/storage-warning.ts';
import { createProtection } from '../../../src/crypto/class-protection.ts';
import type { FileSource } from '../../../src/crypto/backup-file.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import { CLASS_DOC } from '../../../src/protocol/ids.ts';
import { MemorySafekeepingStore } from '../../../src/store/safekeeping-store.ts';
import { loneEnvironment, quickArgon2 } from '../../support/lone-environment.ts';
import { MemoryDisk } from '../../support/memory-folder.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';

const PASSPHRASE = 'correct horse';

/** A device with a class and two files, and a disk for its backups. */
async function device(options: { sealed?: boolean } = {}) {
  const app = new MemoryNotebookApp();
  app.files.set('Diary.ipynb', '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
  app.files.set('week 1/table.csv', 'a;b');
  const env = loneEnvironment({ notebook: new ObservableValue<NotebookApp | null>(app) });
  const record = await createOwnClass(env, 'Python 101', 'Ada');
  await (await openClass(env, record, false, () => undefined)).leave();
  const protection = await createProtection(quickArgon2, secureRandom, PASSPHRASE);
  if (!protection.ok) throw protection.error;
  const seal = options.sealed === true ? protection.value.seal : null;
  const store = new MemorySafekeepingStore();
  const keys = new BackupKeys(env, store, seal);
  await keys.create(PASSPHRASE);
  const disk = new MemoryDisk();
  const open: { now: OpenContent | null } = { now: null };
  const backups = new AutomaticBackups({
    env,
    store,
    keys,
    open: () => open.now,
    sealed: seal !== null,
    person: () => 'Ada',
    alone: async (task) => task().then(() => true),
    writeZip: (notebooks, sink, leaveOut) =>
      writeZip(
        notebooks,
        sink,
        () => '',
        leaveOut,
        () => undefined,
      ),
  });
  return { app, backups, disk, env, keys, open, protection: protection.value, record, store };
}

function named(disk: MemoryDisk, ending: string): string {
  const day = dayOf(Date.now());
  return [...disk.files.keys()].find((name) => name.endsWith(`${day}${ending}`)) ?? 'none';
}

function source(bytes: Bytes): FileSource {
  return { size: bytes.length, read: async (from, to) => bytes.slice(from, to) };
}

test('[ST9] the folder gets a file per class and a zip; unchanged parts are left, changed ones written', async () => {
  const { app, backups, disk, env, open, record } = await device();
  await backups.choose(disk.folder);
  expect(backups.state.value).toMatchObject({ name: 'Backups', standing: 'good' });
  expect(disk.written.map((name) => name.replace(/[\da-f]{8} [\d-]{10}/, '…'))).toEqual([
    'Python 101 ….lectern-backup',
    expect.stringMatching(/^Notebooks and files .*\.zip$/),
  ]);
  disk.written = [];
  await backups.flush(true);
  expect(disk.written).toEqual([]);
  app.files.set('week 1/table.csv', 'a;b;c');
  await backups.flush(true);
  expect(disk.written).toEqual([expect.stringMatching(/\.zip$/)]);
  disk.written = [];
  // While the class is open nobody else may read it at rest: it gives its content itself.
  const session = await openClass(env, record, false, () => undefined);
  open.now = { classId: record.classId, content: session.content };
  await session.endLesson();
  await backups.flush(true);
  expect(disk.written).toEqual([expect.stringMatching(/^Python 101/)]);
  await session.leave();
});

test('[ST9] a class comes back from its file by the passphrase that was typed once', async () => {
  const { backups, disk, env, record } = await device();
  await backups.choose(disk.folder);
  const bytes = disk.files.get(named(disk, '.lectern-backup')) ?? utf8('');
  const other = loneEnvironment();
  expect((await restoreFile(other, source(bytes), PASSPHRASE))?.role).toBe('owner');
  const hashes = async (of: typeof env) =>
    (await of.entries.read(record.classId, CLASS_DOC)).map(({ hash }) => hash);
  expect(await hashes(other)).toEqual(await hashes(env));
  await expect(restoreFile(loneEnvironment(), source(bytes), 'wrong horse')).rejects.toMatchObject({
    code: 'passphrase-wrong',
  });
});

test.each([
  ['NotFoundError', 'gone'],
  ['NotAllowedError', 'paused'],
  ['InvalidStateError', 'failed'],
] as const)(
  '[ST9] %s: what is there stays, it is told, and the next one succeeds',
  async (fault, standing) => {
    const { app, backups, disk } = await device();
    await backups.choose(disk.folder);
    const before = new Map(disk.files);
    app.files.set('new.txt', 'new');
    disk.fault = fault;
    await backups.flush(true);
    expect(backups.state.value?.standing).toBe(standing);
    expect(backups.state.value?.lastAt).not.toBeNull();
    expect(disk.files).toEqual(before);
    disk.fault = null;
    await backups.flush(true);
    expect(backups.state.value?.standing).toBe('good');
    expect(disk.files).not.toEqual(before);
  },
);

test('[ST9] a disk that fills up in the middle leaves the last whole file, and no empty one', async () => {
  const { app, backups, disk } = await device();
  await backups.choose(disk.folder);
  const before = new Map(disk.files);
  app.files.set('noise.bin', 'x'.repeat(20_000));
  disk.room = 100;
  await backups.flush(true);
  expect(backups.state.value?.standing).toBe('full');
  expect(disk.files).toEqual(before);
  const fresh = await device();
  fresh.disk.room = 100;
  await fresh.backups.choose(fresh.disk.folder);
  expect(fresh.disk.files.size).toBe(0);
});

test('[ST9] a permission that lapsed pauses the backups until a person allows the folder again', async () => {
  const { app, backups, disk } = await device();
  await backups.choose(disk.folder);
  disk.permission = 'prompt';
  app.files.set('new.txt', 'new');
  disk.written = [];
  await backups.flush(true);
  expect(backups.state.value?.standing).toBe('paused');
  expect(disk.written).toEqual([]);
  await backups.resume();
  expect(backups.state.value?.standing).toBe('good');
  expect(disk.written).toHaveLength(1);
});

test('[ST9] a class with a passphrase of its own keeps the backup that it has, and is named', async () => {
  const { backups, disk, env, protection, record } = await device();
  await backups.choose(disk.folder);
  const name = named(disk, '.lectern-backup');
  const before = disk.files.get(name);
  await env.keys.patch(record.classId, { protection: protection.protection });
  await backups.flush(true);
  expect(backups.leftOut).toEqual([{ name: 'Python 101', why: 'protected' }]);
  expect(disk.files.get(name)).toBe(before);
});

test('[ST9] of a place that is encrypted nothing readable leaves, and the key does not lie open', async () => {
  const { backups, disk, store } = await device({ sealed: true });
  await backups.choose(disk.folder);
  expect([...disk.files.keys()].filter((name) => name.endsWith('.zip'))).toEqual([]);
  const files = [...disk.files].find(([name]) => name.includes('/Notebooks and files '))?.[1];
  expect(new TextDecoder('latin1').decode(files)).not.toContain('table.csv');
  expect((await store.read()).key?.key).toBeNull();
  const other = new MemoryNotebookApp();
  const env = loneEnvironment({ notebook: new ObservableValue<NotebookApp | null>(other) });
  expect(await restoreFile(env, source(files ?? utf8('')), PASSPHRASE)).toBeNull();
  expect(other.files.get('week 1/table.csv')).toBe('a;b');
  // A key that does not open (the place was moved under another passphrase) is asked for again.
  await store.patch(({ key }) => ({ key: key === null ? null : { ...key, sealed: utf8('no') } }));
  await backups.flush(true);
  expect(backups.state.value?.standing).toBe('locked');
});
