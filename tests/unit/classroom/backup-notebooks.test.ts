import { expect, test } from 'vitest';
import { concat, toBase64Url, utf8 } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { notebookRecords } from '../../../src/classroom/backup-notebooks.ts';
import { createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { restoreClass } from '../../../src/classroom/restore-class.ts';
import { sealBackup } from '../../../src/crypto/backup-file.ts';
import type { NotebookApp } from '../../../src/notebook/notebook-app.ts';
import { BACKUP_RECORD } from '../../../src/protocol/backup-format.ts';
import { encodeCarriedFile, isNotebookPath } from '../../../src/protocol/carried-file.ts';
import { BLOB_CHUNK } from '../../../src/protocol/limits.ts';
import type { ClassId } from '../../../src/protocol/ids.ts';
import { loneEnvironment, quickArgon2 } from '../../support/lone-environment.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';

const PASSPHRASE = 'correct horse';

function device() {
  const app = new MemoryNotebookApp();
  const env = loneEnvironment({ notebook: new ObservableValue<NotebookApp | null>(app) });
  return { app, env };
}

function source(bytes: Bytes) {
  return { size: bytes.length, read: async (from: number, to: number) => bytes.slice(from, to) };
}

/** A notebook with a cell of a class, or with none of any. */
function notebook(text: string, classId: ClassId | null): string {
  const lectern = { class: classId, cell: 'A'.repeat(22), version: 1, kind: 'copy', digest: '' };
  const metadata = classId === null ? {} : { lectern };
  const cells = [{ cell_type: 'markdown', source: text, metadata }];
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

async function backedUp() {
  const { app, env } = device();
  const record = await createOwnClass(env, 'Python 101', 'Ada');
  const session = await openClass(env, record, false, () => undefined);
  const other = toBase64Url(new Uint8Array(32)) as ClassId;
  app.files.set('Lesson.ipynb', notebook('of the class', record.classId));
  app.files.set('week 1/Own.ipynb', notebook('x'.repeat(BLOB_CHUNK + 7), null));
  app.files.set('Elsewhere.ipynb', notebook('of another class', other));
  app.files.set('Broken.ipynb', '{');
  const made = await session.backupFile(PASSPHRASE);
  if ('code' in made) throw new Error(made.code);
  await session.leave();
  return { file: concat(...made.parts), files: app.files, record };
}

test('[ST4] the class’s notebooks come back, beside what is there; those of another class stay out', async () => {
  const { file, files } = await backedUp();
  const { app, env } = device();
  app.files.set('Lesson.ipynb', notebook('there before', null));
  await restoreClass(env, source(file), PASSPHRASE);
  expect([...app.files.keys()].sort()).toEqual([
    'Lesson (2).ipynb',
    'Lesson.ipynb',
    'week 1/Own.ipynb',
  ]);
  expect(app.files.get('Lesson.ipynb')).toBe(notebook('there before', null));
  expect(app.files.get('Lesson (2).ipynb')).toBe(files.get('Lesson.ipynb'));
  expect(app.files.get('week 1/Own.ipynb')).toBe(files.get('week 1/Own.ipynb'));
});

test('[ST4] a file browser that takes nothing is told, and the class is there all the same', async () => {
  const { file, record } = await backedUp();
  const { app, env } = device();
  app.addNotebook = () => Promise.reject(new Error('no folder'));
  await expect(restoreClass(env, source(file), PASSPHRASE)).rejects.toMatchObject({
    code: 'notebooks-not-restored',
  });
  expect((await env.keys.get(record.classId))?.className).toBe('Python 101');
});

test('[SE1] a path that leads elsewhere, and a notebook that is not whole, are refused', async () => {
  for (const path of [
    '../up.ipynb',
    '/up.ipynb',
    'RTC:up.ipynb',
    'a//b.ipynb',
    'up.py',
    'a\\b.ipynb',
  ])
    expect(isNotebookPath(path), path).toBe(false);
  const { record, file } = await backedUp();
  const { app, env } = device();
  const made: Bytes[] = [];
  const { openBackup } = await import('../../../src/crypto/backup-file.ts');
  const opened = await openBackup(quickArgon2, source(file), PASSPHRASE);
  if (!opened.ok) throw opened.error;
  const records = async function* () {
    for await (const each of opened.value.records())
      if (each.type !== BACKUP_RECORD.file && each.type !== BACKUP_RECORD.filePiece) yield each;
    yield { type: BACKUP_RECORD.file, body: encodeCarriedFile({ path: 'Half.ipynb', size: 9 }) };
    yield { type: BACKUP_RECORD.filePiece, body: utf8('{') };
  };
  const { classId, className } = record;
  for await (const part of sealBackup(
    quickArgon2,
    env.random,
    { classId, className },
    PASSPHRASE,
    records(),
  ))
    made.push(part);
  await expect(restoreClass(env, source(concat(...made)), PASSPHRASE)).rejects.toMatchObject({
    code: 'file-damaged',
  });
  expect(app.files.size).toBe(0);
  expect(await env.keys.list()).toEqual([]);
});

test('[ST1] where no notebook application is there, the backup is made without', async () => {
  const env = loneEnvironment();
  const records = [];
  for await (const record of notebookRecords(env, '' as ClassId)) records.push(record);
  expect(records).toEqual([]);
});
