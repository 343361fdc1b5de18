import { expect, test } from 'vitest';
import { AutomaticBackups } from '../../../src/app/automatic-backups.ts';
import { BackupKeys } from '../../../src/app/backup-keys.ts';
import { PageSafekeeping } from '../../../src/app/page-safekeeping.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { LecternError } from '../../../src/base/lectern-error.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { concat, type Bytes } from '../../../src/base/bytes.ts';
import { createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { restoreFile } from '../../../src/classroom/restore-file.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import { DeviceStorage } from '../../../src/store/device-storage.ts';
import { MemorySafekeepingStore } from '../../../src/store/safekeeping-store.ts';
import { loneEnvironment } from '../../support/lone-environment.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';

const PASSPHRASE = 'correct horse';

/** A page whose browser says no, and asks the person or not. */
function page(asksPerson: boolean, persist = async () => false) {
  const app = new MemoryNotebookApp();
  const env = loneEnvironment({ notebook: new ObservableValue<NotebookApp | null>(app) });
  const store = new MemorySafekeepingStore();
  const asked: string[] = [];
  const saved = new Map<string, Bytes>();
  const storage = new DeviceStorage(
    {
      persisted: async () => false,
      persist: () => {
        asked.push('persist');
        return persist();
      },
      estimate: async () => ({ usage: 5, quota: 1000 }),
    },
    silentLogger,
  );
  const make = () => {
    const keys = new BackupKeys(env, store, null);
    const automatic = new AutomaticBackups({
      env,
      store,
      keys,
      open: () => null,
      sealed: false,
      person: () => 'Ada',
      alone: async () => true,
      writeZip: async () => undefined,
    });
    return new PageSafekeeping({
      env,
      store,
      keys,
      automatic,
      storage,
      browser: { asksPerson, sevenDays: false, isPrivate: async () => false },
      caches: undefined,
      pickFolder: undefined,
      person: () => 'Ada',
      open: () => null,
      async save(name, _bytes, write) {
        const parts: Bytes[] = [];
        await write(async (part) => void parts.push(part.slice()));
        saved.set(name, concat(...parts));
        return true;
      },
      zips: () => Promise.reject(new LecternError('app-load-failed')),
    });
  };
  return { app, asked, env, make, saved, store };
}

test.each([
  [true, 1],
  [false, 2],
])(
  '[ST7] nobody is asked before there is work; then once where the person is asked (%s: %s)',
  async (asksPerson, times) => {
    const { app, asked, env, make } = page(asksPerson);
    await make().begin(app, () => true);
    expect(asked).toEqual([]);
    await createOwnClass(env, 'Python 101', 'Ada');
    await make().begin(app, () => true);
    expect(asked).toHaveLength(1);
    await make().begin(app, () => true);
    expect(asked).toHaveLength(times);
  },
);

test('[ST7] [ST8] work that was there before the page looked counts, an empty notebook does not', async () => {
  const { app, asked, make, store } = page(false);
  await make().begin(app, () => false);
  expect((await store.read()).since).toBeNull();
  app.files.set('table.csv', 'a;b');
  await make().begin(app, () => false);
  expect((await store.read()).since).not.toBeNull();
  expect(asked).toHaveLength(1);
});

test('[ST7] [ST9] all goes on while the person has not answered the browser', async () => {
  const { app, asked, make } = page(true, () => new Promise(() => undefined));
  app.files.set('table.csv', 'a;b');
  const keeper = make();
  await keeper.begin(app, () => true);
  expect(asked).toHaveLength(1);
  await keeper.backUp(PASSPHRASE);
  expect(keeper.state.value.done).toEqual({ kind: 'backed-up', count: 1 });
});

test('[ST9] "Back up now" has everything in one file; a class that is open elsewhere is named', async () => {
  const { app, env, make, saved } = page(false);
  app.files.set('table.csv', 'a;b');
  const record = await createOwnClass(env, 'Python 101', 'Ada');
  await (await openClass(env, record, false, () => undefined)).leave();
  const other = await createOwnClass(env, 'Data', 'Ada');
  await env.lock.acquire(other.classId, false, () => undefined);
  const keeper = make();
  await keeper.backUp(null);
  expect(keeper.state.value.problem?.code).toBe('passphrase-wanted');
  await keeper.backUp('short');
  expect(keeper.state.value.problem?.code).toBe('passphrase-wrong');
  await keeper.backUp(PASSPHRASE);
  expect(keeper.state.value).toMatchObject({
    problem: null,
    done: { kind: 'backed-up', count: 1 },
    hasPassphrase: true,
    leftOut: [{ name: 'Data', why: 'open-elsewhere' }],
  });
  const [bytes = new Uint8Array()] = saved.values();
  const fresh = page(false);
  const source = {
    size: bytes.length,
    read: async (from: number, to: number) => bytes.slice(from, to),
  };
  expect(await restoreFile(fresh.env, source, PASSPHRASE)).toBeNull();
  expect((await fresh.env.keys.list()).map(({ className }) => className)).toEqual(['Python 101']);
  expect(fresh.app.files.get('table.csv')).toBe('a;b');
});

test('[ST9] a storage that is full takes no note of a backup, which is made all the same', async () => {
  const { app, make, saved, store } = page(false);
  app.files.set('table.csv', 'a;b');
  store.patch = () => Promise.reject(new LecternError('storage-full'));
  const keeper = make();
  await keeper.backUp(PASSPHRASE);
  expect(keeper.state.value.problem).toBeNull();
  expect(keeper.state.value.lastBackup).not.toBeNull();
  expect(saved.size).toBe(1);
});
