import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from '../../../signaling/create-server.ts';
import type { LecternServer } from '../../../signaling/create-server.ts';

let folder = '';
let server: LecternServer;
const SCRIPT = 'console.log(1)\n'.repeat(100);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-http-'));
  const dist = join(folder, 'dist');
  mkdirSync(join(dist, 'assets'), { recursive: true });
  mkdirSync(join(dist, 'pyodide', '1.0'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(dist, '.hidden'), 'secret');
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Lectern</title>');
  writeFileSync(join(dist, 'empty.txt'), '');
  writeFileSync(join(dist, 'pyodide', '1.0', 'a.wasm'), 'wasm');
  mkdirSync(join(dist, 'pyodide', 'frame-1'));
  writeFileSync(join(dist, 'pyodide', 'frame-1', 'network.html'), '<!doctype html>');
  writeFileSync(join(dist, 'assets', 'a.js'), SCRIPT);
  writeFileSync(join(dist, 'assets', 'a.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(dist, 'assets', 'a.js.gz'), gzipSync(SCRIPT));
  const hash = `sha256-${createHash('sha256').update('x').digest('base64')}`;
  writeFileSync(
    join(dist, 'csp.json'),
    JSON.stringify({ scriptHashes: [hash], unsafeEval: false }),
  );
  server = await createServer({ host: '127.0.0.1', appDir: dist });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: server.port, path, headers, method },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    sent.on('error', reject).end();
  });
}

test('the page comes isolated, with a strict policy that names its inline scripts and its own socket', async () => {
  const { status, headers, body } = await ask('/', { host: 'lectern.example:8080' });
  expect(status).toBe(200);
  expect(body.toString()).toContain('Lectern');
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'self';");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval' blob: 'sha256-");
  expect(policy).toContain(
    "connect-src 'self' data: blob: ws://lectern.example:8080 wss://lectern.example:8080;",
  );
  expect(policy).not.toContain(" 'unsafe-eval'");
});

test('[KE1] the frame of a Python with network has an origin of its own, whoever loads it', async () => {
  const { headers } = await ask('/pyodide/frame-1/network.html');
  expect(headers['content-security-policy']).toBe("sandbox allow-scripts; frame-ancestors 'self'");
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
});

test('a host that is none does not get into the policy', async () => {
  const { headers } = await ask('/', { host: "x; script-src * 'unsafe-inline'" });
  expect(headers['content-security-policy']).not.toContain('*');
});

test('a file comes in the best encoding that the browser takes, each with a tag of its own', async () => {
  const plain = await ask('/assets/a.js');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.toString()).toBe(SCRIPT);
  const brotli = await ask('/assets/a.js', { 'accept-encoding': 'gzip, deflate, br' });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotli.body).toEqual(brotliCompressSync(SCRIPT));
  const gzip = await ask('/assets/a.js', { 'accept-encoding': 'gzip;q=0.5, br;q=0' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gzip.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(gzip.headers['vary']).toBe('Accept-Encoding');
  expect(new Set([plain, brotli, gzip].map(({ headers }) => headers['etag'])).size).toBe(3);
});

test('what names its content may be kept for ever; the rest is asked for again and answered by 304', async () => {
  for (const path of ['/assets/a.js', '/pyodide/1.0/a.wasm']) {
    const { headers } = await ask(path);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  }
  const { headers } = await ask('/');
  const again = await ask('/', { 'if-none-match': `"other", W/${String(headers['etag'])}` });
  expect(again.status).toBe(304);
  expect(again.body.length).toBe(0);
  expect(again.headers['cross-origin-embedder-policy']).toBe('require-corp');
});

test('HEAD has the headers alone', async () => {
  const { status, headers, body } = await ask('/assets/a.js', {}, 'HEAD');
  expect(status).toBe(200);
  expect(Number(headers['content-length'])).toBe(SCRIPT.length);
  expect(body.length).toBe(0);
});

test('an empty file is an empty answer', async () => {
  expect(await ask('/empty.txt')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
});

test('what is not there is a page in plain words, with the same protections', async () => {
  const { status, headers, body } = await ask('/nothing');
  expect(status).toBe(404);
  expect(body.toString()).toContain('There is nothing at this address');
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
});

test('other methods are 405', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
    const { status, headers } = await ask('/', {}, method);
    expect(status).toBe(405);
    expect(headers['allow']).toBe('GET, HEAD');
  }
});

test('no path leads out of the folder or to a hidden file', async () => {
  const tricks = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2f..%2fsecret.txt',
    '/assets/%2e%2e%5csecret.txt',
    '//secret.txt',
    '/.hidden',
    '/%2ehidden',
    '/a%00.js',
    '/%',
    '/assets',
    '/assets/',
    '/index.html/',
  ];
  for (const path of tricks) expect((await ask(path)).status, path).toBe(404);
});

test('any path is answered, and never with a secret', async () => {
  const part = fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2f',
    '%5c',
    '/',
    'assets',
    'secret.txt',
    '.hidden',
    '%00',
    '%',
    '?',
    'C:',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
      const { status, body } = await ask(`/${parts.join('')}`);
      expect([200, 404]).toContain(status);
      expect(body.toString()).not.toContain('secret');
    }),
    { numRuns: 300 },
  );
});

test('/health gives counts and nothing else', async () => {
  const { headers, body } = await ask('/health');
  expect(JSON.parse(body.toString())).toEqual({
    status: 'ok',
    rooms: 0,
    connections: 0,
    uptimeS: expect.any(Number),
  });
  expect(headers['cache-control']).toBe('no-store');
});
