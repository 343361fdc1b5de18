import { createServer, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.zip': 'application/zip',
};

/** What such a host answers where a server would say something of its own. */
export type Rubbish = 'pages' | 'errors' | 'noise';

/** The sign-in page of a network, which answers every question with 200. */
export const SIGN_IN = '<!doctype html><title>Free Wi-Fi</title><h1>Please sign in</h1>';

/** A host that has the application's files and rubbish for all else. Release with `stop`. */
export interface RubbishHost {
  readonly url: string;
  /** From now on: `portal`, nothing but the sign-in page; or else what kind of rubbish. */
  answer(kind: Rubbish | 'portal'): void;
  stop(): Promise<void>;
}

/** Serves `folder` on `port` of the loopback interface, with the headers that isolate a page. */
export async function startRubbishHost(folder: string, port = 0): Promise<RubbishHost> {
  let kind: Rubbish | 'portal' = 'pages';
  const rubbish = (response: ServerResponse): void => {
    const status = kind === 'errors' ? 500 : 200;
    response.writeHead(status, {
      'Content-Type': kind === 'noise' ? 'application/json' : 'text/html',
    });
    response.end(kind === 'noise' ? '{"servers":[{"urls":7}],"relay":"\u0000' : SIGN_IN);
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const name = normalize(pathname === '/' ? '/index.html' : pathname);
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    if (kind === 'portal' || /^\/(?:health|ice|config\.json|signal)$/.test(name))
      return rubbish(response);
    readFile(join(folder, name)).then(
      (content) => {
        response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  // Nobody speaks Lectern here: sockets are opened and told nonsense, or refused with a page.
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (kind !== 'noise') return void socket.end(`HTTP/1.1 200 OK\r\n\r\n${SIGN_IN}`);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      for (const nonsense of ['', '[]', '{"type":"nonce","nonce":7}', SIGN_IN, '{"type":"members"'])
        opened.send(nonsense);
      opened.send(Buffer.alloc(100_000, 7));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    answer: (next) => void (kind = next),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
