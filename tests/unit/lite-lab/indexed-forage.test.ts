import { Buffer } from 'node:buffer';
import { beforeEach, expect, test, vi } from 'vitest';
import { IndexedForage, type FileRow } from '../../../lite/files/indexed-forage.ts';
import { SealedForage } from '../../../lite/files/sealed-forage.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { createProtection } from '../../../src/crypto/class-protection.ts';
import { quickArgon2 } from '../../support/lone-environment.ts';

/** What localforage keeps, and how often a value was read from it. */
class KeptRows {
  readonly rows = new Map<string, unknown>();
  reads = 0;
  async getItem(key: string): Promise<unknown> {
    this.reads++;
    return structuredClone(this.rows.get(key) ?? null);
  }
  async setItem(key: string, value: unknown): Promise<unknown> {
    this.rows.set(key, structuredClone(value));
    return value;
  }
  async removeItem(key: string): Promise<void> {
    this.rows.delete(key);
  }
  async clear(): Promise<void> {
    this.rows.clear();
  }
  async keys(): Promise<string[]> {
    return [...this.rows.keys()];
  }
  async length(): Promise<number> {
    return this.rows.size;
  }
  async iterate(visit: (value: unknown, key: string) => void): Promise<void> {
    for (const [key, value] of this.rows) {
      this.reads++;
      visit(structuredClone(value), key);
    }
  }
}

/** A browser's, as far as files need it: Node has none. */
class Reader extends EventTarget {
  result = '';
  readAsDataURL(blob: Blob): void {
    void blob.arrayBuffer().then((bytes) => {
      this.result = `data:;base64,${Buffer.from(bytes).toString('base64')}`;
      this.dispatchEvent(new Event('load'));
    });
  }
}
vi.stubGlobal('FileReader', Reader);

let files: KeptRows;
let index: KeptRows;

beforeEach(() => {
  files = new KeptRows();
  index = new KeptRows();
});

/** Both ways of keeping files, with an index beside them. */
const ways = {
  plain: async () => new IndexedForage(asForage(files), asForage(index), true),
  sealed: async () => {
    const made = await createProtection(quickArgon2, secureRandom, 'correct horse');
    if (!made.ok) throw made.error;
    const { seal } = made.value;
    const sealed = (rows: KeptRows, store: string) =>
      new SealedForage(asForage(rows), store, seal, silentLogger) as unknown as LocalForage;
    return new IndexedForage(sealed(files, 'files'), sealed(index, 'index'), true);
  },
};

function asForage(rows: KeptRows): LocalForage {
  return rows as unknown as LocalForage;
}

function file(path: string, content: string): Partial<FileRow> {
  return { path, name: path, type: 'file', format: 'text', content, size: content.length };
}

function binary(path: string, content: unknown): object {
  return { path, name: path, type: 'file', format: 'base64', content, size: 3 };
}

for (const [way, open] of Object.entries(ways)) {
  test(`[KE5] a list of ${way} files reads no contents`, async () => {
    const store = await open();
    await store.setItem('a.txt', file('a.txt', 'aaa'));
    await store.setItem('b.txt', file('b.txt', 'bb'));
    await store.removeItem('b.txt');
    files.reads = 0;
    const seen: unknown[] = [];
    await store.iterate((row, key) => void seen.push([key, row]));
    expect(seen).toEqual([['a.txt', { ...file('a.txt', 'aaa'), content: null }]]);
    expect(await store.keys()).toEqual(['a.txt']);
    expect(files.reads).toBe(0);
    expect(await store.getItem('a.txt')).toEqual(file('a.txt', 'aaa'));
  });

  test(`[KE5] ${way} files that the index lacks are read once, and those that are gone leave it`, async () => {
    const store = await open();
    await store.setItem('kept.txt', file('kept.txt', 'x'));
    await store.setItem('gone.txt', file('gone.txt', 'x'));
    await store.files.setItem('older.txt', file('older.txt', 'from before the index'));
    await store.files.removeItem('gone.txt');
    expect((await store.keys()).sort()).toEqual(['kept.txt', 'older.txt']);
    expect(await store.row('gone.txt')).toBeNull();
    files.reads = 0;
    expect((await store.rows()).get('older.txt')?.size).toBe(21);
    expect(files.reads).toBe(0);
    await store.clear();
    expect(await store.keys()).toEqual([]);
  });

  test(`[KE5] ${way} binary files are kept as bytes, and are base64 for JupyterLab`, async () => {
    const store = await open();
    const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => at % 256);
    const base64 = Buffer.from(bytes).toString('base64');
    await store.setItem('saved.bin', binary('saved.bin', base64));
    await store.setItem('python.bin', binary('python.bin', bytes));
    for (const path of ['saved.bin', 'python.bin']) {
      expect((await store.stored(path))?.content).toEqual(bytes);
      expect(await store.getItem(path)).toEqual(binary(path, base64));
      expect((await store.row(path))?.content).toBeNull();
    }
    await store.setItem('empty.bin', binary('empty.bin', ''));
    expect(await store.getItem('empty.bin')).toEqual(binary('empty.bin', ''));
  });

  test(`[KE5] ${way} files from before, in base64, and uploads that are not whole yet stay as they are`, async () => {
    const store = await open();
    await store.files.setItem('older.bin', binary('older.bin', 'AAEC'));
    expect(await store.getItem('older.bin')).toEqual(binary('older.bin', 'AAEC'));
    // No base64; with blanks; too short; with bits that are too many; base64 by chance.
    for (const part of ['\u0000\u00ff=', 'A AECAAEC', 'AAE', 'AAF=', 'abcdefgh']) {
      await store.setItem('part.bin', binary('part.bin', part));
      expect(await store.getItem('part.bin')).toEqual(binary('part.bin', part));
    }
  });
}

test('where only JSON can be kept, bytes are kept as base64', async () => {
  const store = new IndexedForage(asForage(files), asForage(index), false);
  await store.setItem('python.bin', binary('python.bin', Uint8Array.of(0, 1, 2)));
  expect(files.rows.get('python.bin')).toEqual(binary('python.bin', 'AAEC'));
});
