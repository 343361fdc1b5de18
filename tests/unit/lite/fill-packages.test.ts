import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestIndex } from '../../support/package-index.ts';
import { makeWheel, wheelName } from '../../support/wheel.ts';

const ROOT = join(import.meta.dirname, '../../..');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-fill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const index = new TestIndex([
  { name: 'plotting', depends: ['numbers'], imports: ['plot'], files: { 'plot.py': '' } },
  { name: 'numbers', version: '2.0', files: { 'numbers.py': '' } },
  { name: 'unused', files: { 'unused.py': '' } },
  { name: 'ipython', depends: ['numbers'], imports: ['IPython'], files: { 'IPython.py': '' } },
  { name: 'jedi', files: { 'jedi.py': '' } },
]);

/** What `npm run packages -- …` says and ends with. */
function fill(...args: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const script = join(ROOT, 'scripts/packages.mjs');
    const child = spawn(process.execPath, [script, ...args, '--to', join(folder, 'packages')]);
    let said = '';
    child.stdout.on('data', (part) => (said += String(part)));
    child.stderr.on('data', (part) => (said += String(part)));
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** Serves the index while `use` runs, which gets its address. */
async function served<T>(use: (address: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) =>
    index.serve((request.url ?? '').slice(1), request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('[KE6] a deployer fills a folder from the web: what is asked for and all that it needs, once, with a list of no more', () =>
  served(async (address) => {
    const first = await fill('Plotting', '--from', address);
    expect(first.code, first.said).toBe(0);
    expect(first.said).toContain('2 packages, 0.0 MB');
    const to = join(folder, 'packages');
    expect(readdirSync(to).toSorted()).toEqual([
      'numbers-2.0-py3-none-any.whl',
      'plotting-1.0-py3-none-any.whl',
      'pyodide-lock.json',
    ]);
    const wheel = readFileSync(join(to, 'numbers-2.0-py3-none-any.whl'));
    expect(wheel).toEqual(index.file('numbers-2.0-py3-none-any.whl'));
    const list = JSON.parse(readFileSync(join(to, 'pyodide-lock.json'), 'utf8')) as {
      packages: Record<string, { size: number }>;
    };
    expect(Object.keys(list.packages)).toEqual(['plotting', 'numbers']);
    expect(list.packages['numbers']?.size).toBe(wheel.length);

    // A file that was cut off, and one that is asked for no more.
    writeFileSync(join(to, 'numbers-2.0-py3-none-any.whl'), wheel.subarray(9));
    index.requests.length = 0;
    const second = await fill('numbers', '--from', address);
    expect(second.code, second.said).toBe(0);
    expect(index.requests).toEqual(['pyodide-lock.json', 'numbers-2.0-py3-none-any.whl']);
    expect(readdirSync(to)).not.toContain('plotting-1.0-py3-none-any.whl');
    index.requests.length = 0;
    await fill('numbers', '--from', address);
    expect(index.requests).toEqual(['pyodide-lock.json']);
  }));

test('[KE6] from a folder too; a name that is not there, or a damaged file, is an error that says so', async () => {
  const from = join(folder, 'index');
  mkdirSync(from);
  writeFileSync(join(from, 'pyodide-lock.json'), index.lock());
  writeFileSync(join(from, 'numbers-2.0-py3-none-any.whl'), 'damaged');
  const unknown = await fill('numbrs', '--from', from);
  expect(unknown).toMatchObject({
    code: 1,
    said: expect.stringContaining('Did you mean numbers?'),
  });
  const module = await fill('plot', '--from', from);
  expect(module.said).toContain('Did you mean plotting?');
  const damaged = await fill('numbers', '--from', from);
  expect(damaged).toMatchObject({ code: 1, said: expect.stringContaining('is damaged') });
  expect(readdirSync(join(folder, 'packages'))).toEqual([]);
});

test('[KE10] with --official the IPython kernel comes too, and the setting beside the folder names it', () =>
  served(async (address) => {
    const setting = join(folder, 'config.json');
    writeFileSync(setting, '{"packages": ["packages/", "other/"]}');
    const plain = await fill('plotting', '--from', address);
    expect(plain.code, plain.said).toBe(0);
    expect(readFileSync(setting, 'utf8')).not.toContain('kernels');
    for (let i = 0; i < 2; i++) {
      const official = await fill('--official', '--from', address);
      expect(official.code, official.said).toBe(0);
      expect(official.said).toContain('comm is not in');
    }
    expect(readdirSync(join(folder, 'packages')).toSorted()).toEqual([
      'ipython-1.0-py3-none-any.whl',
      'jedi-1.0-py3-none-any.whl',
      'numbers-2.0-py3-none-any.whl',
      'pyodide-lock.json',
    ]);
    expect(JSON.parse(readFileSync(setting, 'utf8'))).toEqual({
      packages: ['packages/', 'other/'],
      kernels: ['ipython'],
    });
  }));

test('[KE10] a wheel that the index lacks is added with its needs; one that is not pure Python is refused', async () => {
  const from = join(folder, 'index');
  mkdirSync(from);
  writeFileSync(join(from, 'pyodide-lock.json'), index.lock());
  for (const name of ['numbers-2.0', 'unused-1.0'])
    writeFileSync(join(from, `${name}-py3-none-any.whl`), index.file(`${name}-py3-none-any.whl`));
  const item = {
    name: 'controls',
    files: { 'controls/__init__.py': '' },
    needs: ['numbers>=1', 'widgetsnbextension', 'pytest; extra == "test"'],
  };
  const wheel = join(folder, wheelName(item));
  writeFileSync(wheel, makeWheel(item));
  const done = await fill('unused', '--wheel', wheel, '--from', from);
  expect(done.code, done.said).toBe(0);
  const list = JSON.parse(readFileSync(join(folder, 'packages/pyodide-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  expect(Object.keys(list.packages).toSorted()).toEqual(['controls', 'numbers', 'unused']);
  expect(list.packages['controls']).toMatchObject({ imports: ['controls'], depends: ['numbers'] });
  const compiled = join(folder, 'controls-1.0-cp314-cp314-linux_x86_64.whl');
  writeFileSync(compiled, makeWheel(item));
  const refused = await fill('--wheel', compiled, '--from', from);
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('not pure Python') });
});
