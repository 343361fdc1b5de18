import { describe, expect, test, vi } from 'vitest';
import { concat, utf8 } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { packPerson } from '../../../src/classroom/pack-person.ts';
import { restoreFile } from '../../../src/classroom/restore-file.ts';
import { createProtection } from '../../../src/crypto/class-protection.ts';
import { sealBackup, type FileSource } from '../../../src/crypto/backup-file.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import {
  BACKUP_RECORD,
  encodeCarriedClass,
  type BackupRecord,
} from '../../../src/protocol/backup-format.ts';
import { encodeCarriedFile } from '../../../src/protocol/carried-file.ts';
import { CLASS_DOC, type ClassId } from '../../../src/protocol/ids.ts';
import { BLOB_CHUNK } from '../../../src/protocol/limits.ts';
import { loneEnvironment, quickArgon2 } from '../../support/lone-environment.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';

const PASSPHRASE = 'correct horse';

function device() {
  const app = new MemoryNotebookApp();
  const env = loneEnvironment({ notebook: new ObservableValue<NotebookApp | null>(app) });
  return { app, env };
}

function source(bytes: Bytes): FileSource {
  return { size: bytes.length, read: async (from, to) => bytes.slice(from, to) };
}

/** A device with two classes and three files, and its file. */
async function packed() {
  const { app, env } = device();
  const ids: ClassId[] = [];
  for (const name of ['Python 101', 'Data']) {
    const record = await createOwnClass(env, name, 'Amal');
    ids.push(record.classId);
    await (await openClass(env, record, false, () => undefined)).leave();
  }
  app.files.set('Diary.ipynb', '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
  app.files.set('week 1/table.csv', `a;b\n${'1;2\n'.repeat(BLOB_CHUNK / 3)}`);
  app.files.set('empty.txt', '');
  const made = await packPerson(env, 'Amal', PASSPHRASE);
  const bytes = new Uint8Array(await new Blob([...made.parts]).arrayBuffer());
  return { env, files: app.files, ids, made, bytes };
}

test('[SC4] all classes and all files of a person come back from one file, under new device keys', async () => {
  const { env, files, ids, made, bytes } = await packed();
  expect(made.fileName).toMatch(/^Amal-\d{4}-\d\d-\d\d\.lectern-backup$/);
  await made.check(source(bytes));
  const other = device();
  expect(await restoreFile(other.env, source(bytes), PASSPHRASE)).toBeNull();
  expect(other.app.files).toEqual(files);
  const records = await other.env.keys.list();
  expect(new Set(records.map(({ className }) => className))).toEqual(
    new Set(['Python 101', 'Data']),
  );
  for (const id of ids) {
    const [before, after] = [await env.keys.get(id), await other.env.keys.get(id)];
    expect(after?.myName).toBe('Amal');
    expect(after?.role).toBe('owner');
    expect(after?.identity.keyId).not.toBe(before?.identity.keyId);
    expect((await other.env.entries.read(id, CLASS_DOC)).map(({ hash }) => hash)).toEqual(
      (await env.entries.read(id, CLASS_DOC)).map(({ hash }) => hash),
    );
  }
});

test('[SC4] restoring once more, or beside other work, overwrites and doubles nothing', async () => {
  const { files, bytes } = await packed();
  const other = device();
  other.app.files.set('empty.txt', 'not empty');
  await restoreFile(other.env, source(bytes), PASSPHRASE);
  await restoreFile(other.env, source(bytes), PASSPHRASE);
  expect(other.app.files.get('empty.txt')).toBe('not empty');
  expect(other.app.files.get('Diary.ipynb')).toBe(files.get('Diary.ipynb'));
  expect((await other.env.keys.list()).length).toBe(2);
});

test('[SC4] the check refuses another file, a cut one and a changed one', async () => {
  const { env, made, bytes } = await packed();
  const again = await packPerson(env, 'Amal', PASSPHRASE);
  const twin = new Uint8Array(await new Blob([...again.parts]).arrayBuffer());
  const changed = bytes.slice();
  changed[changed.length - 40] = (changed[changed.length - 40] ?? 0) ^ 1;
  for (const wrong of [twin, bytes.slice(0, -1), changed, new Uint8Array()])
    await expect(made.check(source(wrong))).rejects.toMatchObject({ code: 'file-damaged' });
});

test('[SC4] a class that is open elsewhere, or protected by itself, stops the packing: nothing is left out in silence', async () => {
  const { env, ids } = await packed();
  const [first] = ids;
  if (first === undefined) throw new Error('there are two');
  await env.lock.acquire(first, false, () => undefined);
  await expect(packPerson(env, 'Amal', PASSPHRASE)).rejects.toMatchObject({
    code: 'class-open-elsewhere',
  });
  env.lock.release(first);
  const alone = loneEnvironment({ keys: env.keys, entries: env.entries, notebook: env.notebook });
  await packPerson(alone, 'Amal', PASSPHRASE); // nothing holds on to a class afterwards
  const made = await createProtection(quickArgon2, secureRandom, 'battery staple');
  if (!made.ok) throw made.error;
  await env.keys.patch(first, { protection: made.value.protection });
  await expect(packPerson(alone, 'Amal', PASSPHRASE)).rejects.toMatchObject({
    code: 'passphrase-wanted',
    detail: { own: 'Python 101' },
  });
});

test('[SC4] a class whose record cannot be read stops the packing', async () => {
  const { env } = await packed();
  vi.spyOn(env.keys, 'count').mockResolvedValue(3);
  await expect(packPerson(env, 'Amal', PASSPHRASE)).rejects.toMatchObject({
    code: 'storage-damaged',
  });
});

describe('[SE1] a hostile file', () => {
  const header = { classId: null, className: 'Mallory' };
  const id = 'A'.repeat(43) as ClassId;

  async function made(...records: BackupRecord[]): Promise<FileSource> {
    const parts: Bytes[] = [];
    async function* all() {
      yield* records;
    }
    for await (const part of sealBackup(quickArgon2, secureRandom, header, PASSPHRASE, all()))
      parts.push(part);
    return source(concat(...parts));
  }

  const file = (path: string, size: number): BackupRecord => ({
    type: BACKUP_RECORD.file,
    body: encodeCarriedFile({ path, size }),
  });
  const piece = (text: string): BackupRecord => ({
    type: BACKUP_RECORD.filePiece,
    body: utf8(text),
  });
  const cases: Record<string, BackupRecord[]> = {
    'a class without a manifest': [
      { type: BACKUP_RECORD.class, body: encodeCarriedClass({ classId: id, className: 'X' }) },
    ],
    'a class that is none': [{ type: BACKUP_RECORD.class, body: new Uint8Array(3) }],
    'a class whose manifest is another thing': [
      { type: BACKUP_RECORD.class, body: encodeCarriedClass({ classId: id, className: 'X' }) },
      { type: BACKUP_RECORD.manifest, body: utf8('{}') },
    ],
    'an entry outside of a class': [{ type: BACKUP_RECORD.entry, body: new Uint8Array(9) }],
    'a class behind a file': [
      file('a.txt', 1),
      piece('a'),
      { type: BACKUP_RECORD.class, body: encodeCarriedClass({ classId: id, className: 'X' }) },
    ],
    'a path that leads elsewhere': [file('../a.txt', 1), piece('a')],
    'a path with a drive': [file('RTC:a.txt', 1), piece('a')],
    'a file that is too long': [file('a.txt', 2 ** 40)],
    'more bytes than announced': [file('a.txt', 1), piece('ab')],
    'fewer bytes than announced': [file('a.txt', 3), piece('ab')],
    'bytes of no file': [piece('ab')],
  };

  test.each(Object.entries(cases))(
    'with %s is refused, and brings nothing in',
    async (_, records) => {
      const { app, env } = device();
      await expect(restoreFile(env, await made(...records), PASSPHRASE)).rejects.toMatchObject({
        code: 'file-damaged',
      });
      expect(await env.keys.list()).toEqual([]);
      expect(app.files.size).toBe(0);
    },
  );

  test('that was cut is refused before anything of it is written', async () => {
    const { bytes } = await packed();
    const { app, env } = device();
    await expect(restoreFile(env, source(bytes.slice(0, -1)), PASSPHRASE)).rejects.toMatchObject({
      code: 'file-damaged',
    });
    expect(await env.keys.list()).toEqual([]);
    expect(app.files.size).toBe(0);
    await expect(restoreFile(env, source(bytes), 'wrong horse')).rejects.toMatchObject({
      code: 'passphrase-wrong',
    });
  });

  test('of a later version may say more: what is unknown is passed over', async () => {
    const { app, env } = device();
    const unknown = { type: 200, body: utf8('later') };
    await restoreFile(env, await made(file('a.txt', 2), unknown, piece('ab'), unknown), PASSPHRASE);
    expect([...app.files]).toEqual([['a.txt', 'ab']]);
  });
});
