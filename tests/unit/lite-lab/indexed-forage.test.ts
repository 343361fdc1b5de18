import { beforeEach, expect, test } from 'vitest';
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

let files: KeptRows;
let index: KeptRows;

beforeEach(() => {
  files = new KeptRows();
  index = new KeptRows();
});

/** Both ways of keeping files, with an index beside them. */
const ways = {
  plain: async () => new IndexedForage(asForage(files), asForage(index)),
  sealed: async () => {
    const made = await createProtection(quickArgon2, secureRandom, 'correct horse');
    if (!made.ok) throw made.error;
    const { seal } = made.value;
    const sealed = (rows: KeptRows, store: string) =>
      new SealedForage(asForage(rows), store, seal, silentLogger) as unknown as LocalForage;
    return new IndexedForage(sealed(files, 'files'), sealed(index, 'index'));
  },
};

function asForage(rows: KeptRows): LocalForage {
  return rows as unknown as LocalForage;
}

function file(path: string, content: string): Partial<FileRow> {
  return { path, name: path, type: 'file', format: 'text', content, size: content.length };
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
}
