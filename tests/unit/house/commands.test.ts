import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { ensureBrowser, findBrowser } from '../../../scripts/find-browser.mjs';
import { findSecondCopies } from '../../../scripts/lib/second-copies.mjs';
import { precompress } from '../../../scripts/precompress.mjs';

describe('precompress', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-compress-'));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('files that get smaller have compressed siblings, which follow the file', async () => {
    mkdirSync(join(folder, 'assets'), { recursive: true });
    const text = `${folder}\n`.repeat(200);
    writeFileSync(join(folder, 'assets', 'a.js'), text);
    writeFileSync(join(folder, 'assets', 'twin.js'), text);
    writeFileSync(join(folder, 'b.png'), text);
    writeFileSync(join(folder, 'small.js'), '1');
    writeFileSync(join(folder, 'gone.js.br'), 'stale');
    const first = await precompress(folder);
    expect(readdirSync(folder).sort()).toEqual(['assets', 'b.png', 'small.js']);
    const twins = ['twin.js', 'twin.js.br', 'twin.js.gz'];
    expect(readdirSync(join(folder, 'assets')).sort()).toEqual([
      'a.js',
      'a.js.br',
      'a.js.gz',
      ...twins,
    ]);
    const compressed = (suffix: string): Buffer =>
      readFileSync(join(folder, 'assets', `a.js${suffix}`));
    expect(brotliDecompressSync(compressed('.br')).toString()).toBe(text);
    expect(gunzipSync(compressed('.gz')).toString()).toBe(text);
    expect(first.files).toBe(3);
    expect(await precompress(folder)).toEqual({ ...first, made: 0 });
  });
});

describe('findSecondCopies', () => {
  test('a library that must be one is found when the lock file holds two', () => {
    const packages = {
      '': {},
      'node_modules/yjs': {},
      'node_modules/@lumino/widgets': {},
      'node_modules/other/node_modules/yjs': {},
      'node_modules/other/node_modules/semver': {},
      'node_modules/semver': {},
    };
    expect(findSecondCopies(JSON.stringify({ packages }))).toEqual([
      ['yjs', ['node_modules/yjs', 'node_modules/other/node_modules/yjs']],
    ]);
  });

  test('the present lock file holds one of each', () => {
    expect(findSecondCopies()).toEqual([]);
  });
});

describe('findBrowser', () => {
  test('a CHROME_PATH that cannot be run is named, and nothing else is tried', () => {
    const before = process.env['CHROME_PATH'];
    process.env['CHROME_PATH'] = '/nowhere/chrome';
    try {
      expect(findBrowser()).toBeNull();
      expect(() => ensureBrowser()).toThrow('CHROME_PATH names /nowhere/chrome');
    } finally {
      if (before === undefined) delete process.env['CHROME_PATH'];
      else process.env['CHROME_PATH'] = before;
    }
  });
});
