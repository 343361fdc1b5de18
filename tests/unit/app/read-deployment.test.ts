import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readDeployment } from '../../../src/app/read-deployment.ts';
import { silentLogger } from '../../../src/base/logger.ts';

let answer: { status: number; body: string } = { status: 200, body: '' };
const server = createServer((_request, response) =>
  response.writeHead(answer.status).end(answer.body),
);
let page = '';

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const kept = new Map<string, string>();
  // Node has none.
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a sign-in page or an error in the place of the setting leaves the one that was read last', async () => {
  const read = async (): Promise<string> =>
    (await readDeployment(page, silentLogger, () => undefined)).signaling;
  answer = { status: 200, body: '<h1>Sign in</h1>' };
  expect(await read()).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/signal$/);
  answer = { status: 200, body: '{"signaling":"wss://class.example/signal"}' };
  expect(await read()).toBe('wss://class.example/signal');
  for (const broken of [
    { status: 200, body: '<h1>Sign in</h1>' },
    { status: 500, body: 'no' },
    { status: 200, body: '{"signaling":7}' },
  ]) {
    answer = broken;
    expect(await read()).toBe('wss://class.example/signal');
  }
});

test('[LM2] the host’s own time is told, also by a host that has set nothing', async () => {
  answer = { status: 404, body: '' };
  const told: number[] = [];
  await readDeployment(page, silentLogger, (date) => told.push(date));
  expect(told).toHaveLength(1);
  expect(Math.abs((told[0] ?? 0) - Date.now())).toBeLessThan(60_000);
});
