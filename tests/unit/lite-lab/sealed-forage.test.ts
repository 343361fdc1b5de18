import { beforeEach, expect, test } from 'vitest';
import { silentLogger, type Logger } from '../../../src/base/logger.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { toHex, utf8 } from '../../../src/base/bytes.ts';
import { createProtection } from '../../../src/crypto/class-protection.ts';
import { SealedForage } from '../../../lite/files/sealed-forage.ts';
import { isWhole } from '../../../lite/files/whole-storage.ts';
import { quickArgon2 } from '../../support/lone-environment.ts';

/** What localforage keeps, by name, as a database would: copies. */
class KeptRows {
  readonly rows = new Map<string, unknown>();
  async getItem(key: string): Promise<unknown> {
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
  async length(): Promise<number> {
    return this.rows.size;
  }
  async iterate(visit: (value: unknown, key: string) => void): Promise<void> {
    for (const [key, value] of this.rows) visit(structuredClone(value), key);
  }
}

let kept: KeptRows;

async function sealed(logger: Logger = silentLogger): Promise<SealedForage> {
  const made = await createProtection(quickArgon2, secureRandom, 'correct horse');
  if (!made.ok) throw made.error;
  return new SealedForage(kept as unknown as LocalForage, 'files', made.value.seal, logger);
}

beforeEach(() => {
  kept = new KeptRows();
});

const notebook = { name: 'Diary.ipynb', content: { cells: [{ source: 'the answer is 42' }] } };

test('[SC3] what is put in comes out, by its name and in lists, and goes when it is removed', async () => {
  const store = await sealed();
  expect(await store.getItem('Diary.ipynb')).toBeNull();
  await store.setItem('Diary.ipynb', notebook);
  await store.setItem('b.txt', 'text');
  await store.setItem('nothing', undefined);
  expect(await store.getItem('Diary.ipynb')).toEqual(notebook);
  expect(await store.getItem('nothing')).toBeNull();
  expect((await store.keys()).sort()).toEqual(['Diary.ipynb', 'b.txt', 'nothing']);
  expect(await store.length()).toBe(3);
  const seen: unknown[] = [];
  expect(await store.iterate((value, key) => void seen.push([key, value]))).toBeUndefined();
  expect(seen).toContainEqual(['Diary.ipynb', notebook]);
  expect(await store.iterate((_value, key) => (key === 'b.txt' ? 'found' : undefined))).toBe(
    'found',
  );
  await store.removeItem('b.txt');
  expect(await store.getItem('b.txt')).toBeNull();
  await store.clear();
  expect(await store.keys()).toEqual([]);
});

test('[SC3] who reads the database finds neither name nor content', async () => {
  const store = await sealed();
  await store.setItem('Diary.ipynb', notebook);
  const seen = JSON.stringify([...kept.rows], (_, value: unknown) =>
    value instanceof Uint8Array ? toHex(value) : value,
  );
  for (const secret of ['Diary', 'answer'])
    for (const form of [secret, toHex(utf8(secret))]) expect(seen).not.toContain(form);
});

test('of writes to one name the last one stays, whatever sealing takes', async () => {
  const store = await sealed();
  const long = 'x'.repeat(2_000_000);
  await Promise.all([store.setItem('a', long), store.setItem('a', 'short')]);
  expect(await store.getItem('a')).toBe('short');
});

test('[SE1] a row that was changed, moved or made by another hand is never given out, and never written over unasked', async () => {
  const noted: string[] = [];
  const store = await sealed({ log: (_level, code) => noted.push(code) });
  await store.setItem('a', 1);
  await store.setItem('b', 2);
  const [[first, rowA], [second, rowB]] = [...kept.rows] as [[string, unknown], [string, unknown]];
  kept.rows.set(first, rowB);
  kept.rows.set(second, rowA);
  kept.rows.set('stranger', { key: 'a', value: 'b' });
  kept.rows.set('empty', null);
  await expect(store.getItem('a')).rejects.toMatchObject({ code: 'storage-damaged' });
  expect(await store.keys()).toEqual([]);
  expect(noted).toEqual(Array.from({ length: 4 }, () => 'sealed-file-unreadable'));
});

test('[SC4] a storage is whole where every name and every content can be read', async () => {
  const store = await sealed();
  for (const name of ['a', 'b']) await store.setItem(name, name);
  expect(await isWhole(store)).toBe(true);
  const [[name, row]] = [...kept.rows] as [[string, { key: Uint8Array; value: Uint8Array }]];
  for (const part of ['key', 'value'] as const) {
    kept.rows.set(name, { ...row, [part]: row[part].map((byte) => byte ^ 1) });
    expect(await isWhole(store), part).toBe(false);
  }
});
