import {
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipWriter,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import { expect, test } from 'vitest';
import { concat, utf8, type Bytes } from '../../../src/base/bytes.ts';
import { LEFT_OUT_NAME, readZip, writeZip } from '../../../src/classroom/files-zip.ts';
import type { LeftOut } from '../../../src/classroom/safekeeping.ts';
import { MemoryNotebookApp } from '../../support/memory-notebook-app.ts';

/** Not packed in a zip: what is changed in it shows by its checksum only. */
const CHANGED = 'changed.txt';

async function zipped(app: MemoryNotebookApp) {
  const parts: Bytes[] = [];
  const left: LeftOut[] = [];
  const sink = async (part: Bytes) => void parts.push(part.slice());
  const words = (all: readonly LeftOut[]) => all.map(({ name }) => name).join();
  const count = await writeZip(
    app,
    sink,
    words,
    (one) => left.push(one),
    () => undefined,
  );
  return { count, left, zip: new Blob(parts) };
}

async function putBack(zip: Blob) {
  const app = new MemoryNotebookApp();
  const left: LeftOut[] = [];
  const count = await readZip(
    zip,
    app,
    (one) => left.push(one),
    () => undefined,
  );
  return { app, count, left };
}

async function zipOf(files: Readonly<Record<string, Bytes>>): Promise<Bytes> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, bytes] of Object.entries(files))
    await writer.add(name, new Uint8ArrayReader(bytes), name === CHANGED ? { level: 0 } : {});
  return new Uint8Array(await writer.close());
}

test('[ST10] a zip holds all files in their folders, and puts them back where they were', async () => {
  const app = new MemoryNotebookApp();
  app.files.set('Diary.ipynb', '{"cells":[]}');
  app.files.set('week 1/50 % «ü».csv', 'a;b\n'.repeat(100_000));
  app.files.set('packed.png', 'not really');
  app.files.set('empty.txt', '');
  const { count, left, zip } = await zipped(app);
  expect([count, left]).toEqual([4, []]);
  expect(zip.size).toBeLessThan(20_000); // it is packed
  const back = await putBack(zip);
  expect(back.app.files).toEqual(app.files);
  expect([back.count, back.left]).toEqual([4, []]);
});

test('[ST10] a file that cannot be read is named, also in the zip, and the others are in it', async () => {
  const app = new MemoryNotebookApp();
  app.files.set('good.txt', 'good');
  app.damaged.add('bad.bin');
  const { count, left, zip } = await zipped(app);
  expect([count, left]).toEqual([1, [{ name: 'bad.bin', why: 'unreadable' }]]);
  expect(new TextDecoder().decode(await zip.arrayBuffer())).toContain(LEFT_OUT_NAME);
  const back = await putBack(zip);
  expect(back.app.files).toEqual(new Map([['good.txt', 'good']]));
});

test('[ST10] [SE1] from a stranger’s zip the good files come, the bad ones are named, nothing lands elsewhere', async () => {
  const bytes = await zipOf({
    'good.txt': utf8('good'),
    '../outside.txt': utf8('no'),
    '/root.txt': utf8('no'),
    'C:\\windows.txt': utf8('no'),
    '__MACOSX/._good.txt': utf8('clutter'),
    'bomb.bin': new Uint8Array(129 * 1024 * 1024),
    [CHANGED]: utf8('this text will not fit its checksum'),
  });
  const at = new TextDecoder('latin1').decode(bytes).indexOf('this text');
  bytes[at] = 0x54;
  const { app, count, left } = await putBack(new Blob([bytes]));
  expect([...app.files]).toEqual([['good.txt', 'good']]);
  expect(count).toBe(1);
  expect(Object.fromEntries(left.map(({ name, why }) => [name, why]))).toEqual({
    '../outside.txt': 'not-a-path',
    '/root.txt': 'not-a-path',
    'C:\\windows.txt': 'not-a-path',
    'bomb.bin': 'too-large',
    [CHANGED]: 'unreadable',
  });
});

test('[ST10] [SE1] what is no zip, or is cut off, is refused with a reason', async () => {
  const whole = await zipOf({ 'good.txt': utf8('good'.repeat(100)) });
  const cut = whole.slice(0, -30);
  for (const bytes of [utf8('no zip'), new Uint8Array(), cut, concat(utf8('PK'), cut)])
    await expect(putBack(new Blob([bytes]))).rejects.toMatchObject({
      code: 'file-damaged',
      detail: { reason: 'not-zip' },
    });
});
