import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { lanCertificate } from '../../../scripts/lib/lan-certificate.mjs';
import { createServer, type LecternServer } from '../../../signaling/create-server.ts';
import { readEnvironment } from '../../../signaling/read-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-tls-'));
let server: LecternServer;
let files: { readonly key: string; readonly cert: string };
let cert = '';
beforeAll(async () => {
  files = await lanCertificate(['192.0.2.7'], folder);
  cert = readFileSync(files.cert, 'utf8');
  const tls = { key: readFileSync(files.key, 'utf8'), cert };
  server = await createServer({ host: '127.0.0.1', tls });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test('with a key and a certificate the server speaks https and wss itself', async () => {
  const [answer] = await once(
    get({ host: '127.0.0.1', port: server.port, path: '/health', ca: cert }),
    'response',
  );
  expect(answer.statusCode).toBe(200);
  answer.resume();
  const socket = new WebSocket(`wss://127.0.0.1:${server.port}/signal`, { ca: cert });
  await once(socket, 'open');
  socket.terminate();
});

test('a certificate for the network is the same the next time, and another one for another address', async () => {
  await lanCertificate(['192.0.2.7'], folder);
  expect(readFileSync(files.cert, 'utf8')).toBe(cert);
  await lanCertificate(['192.0.2.8'], folder);
  expect(readFileSync(files.cert, 'utf8')).not.toBe(cert);
});

test('a key without a certificate is told at the start', () => {
  expect(readEnvironment({ TLS_KEY: 'a.pem' })).toEqual({
    ok: false,
    error: 'TLS_KEY and TLS_CERT must both be set, to files of a key and its certificate.',
  });
  expect(readEnvironment({ TLS_KEY: 'a.pem', TLS_CERT: 'b.pem' })).toMatchObject({
    value: { tlsFiles: { key: 'a.pem', cert: 'b.pem' } },
  });
});
