import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createServer } from '../../../signaling/create-server.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-deployment-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Lectern</title>');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `connect-src` of the policy with which a server sends the application in `folder`. */
async function connectSources(): Promise<string> {
  const connect = ['https://named.example'];
  const server = await createServer({ host: '127.0.0.1', appDir: folder, connect });
  try {
    const { headers } = await fetch(`http://127.0.0.1:${server.port}/`);
    const policy = headers.get('Content-Security-Policy') ?? '';
    return (
      policy
        .replaceAll(/:\d+/g, '')
        .split('; ')
        .find((part) => part.startsWith('connect-src ')) ?? ''
    );
  } finally {
    await server.close();
  }
}

test('[KE6] the pages may ask the package indexes that the deployment names, and nobody else', async () => {
  const own = await connectSources();
  const packages = [
    'packages/',
    'https://cdn.example/pyodide/v1/full/',
    'https://cdn.example/more/',
  ];
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ packages }));
  expect(await connectSources()).toBe(`${own} https://cdn.example`);
});

test('the pages may reach the signalling server that the deployment names, and its /ice', async () => {
  const own = await connectSources();
  writeFileSync(join(folder, 'config.json'), '{"signaling": "wss://signal.example/signal"}');
  expect(await connectSources()).toBe(`${own} wss://signal.example https://signal.example`);
  writeFileSync(join(folder, 'config.json'), '{"signaling": "/lectern/signal"}');
  expect(await connectSources()).toBe(own);
});

test('[KE6] the folder of packages goes out with the right types', async () => {
  mkdirSync(join(folder, 'packages'));
  for (const name of ['a.whl', 'liba.zip', 'pyodide-lock.json'])
    writeFileSync(join(folder, 'packages', name), name);
  const server = await createServer({ host: '127.0.0.1', appDir: folder });
  const types = ['a.whl', 'liba.zip', 'pyodide-lock.json'].map(async (name) => {
    const response = await fetch(`http://127.0.0.1:${server.port}/packages/${name}`);
    expect(await response.text()).toBe(name);
    return response.headers.get('Content-Type');
  });
  expect(await Promise.all(types)).toEqual([
    'application/zip',
    'application/zip',
    'application/json; charset=utf-8',
  ]);
  await server.close();
});

test('a setting that cannot be read is told at the start', async () => {
  writeFileSync(join(folder, 'config.json'), '["packages/"]');
  await expect(connectSources()).rejects.toThrow('config.json is not JSON of an object');
  writeFileSync(join(folder, 'config.json'), '{"packages": "packages/"}');
  await expect(connectSources()).rejects.toThrow(
    'config.json: "packages" is not what it should be',
  );
});
