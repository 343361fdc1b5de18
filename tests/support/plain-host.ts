import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.zip': 'application/zip',
};

/** A host of static files as there are many: no header of ours, no signalling. Release with `stop`. */
export interface PlainHost {
  /** Address of the application's folder, with a slash at its end. */
  readonly url: string;
  /** Serves another folder from now on. */
  serve(folder: string): void;
  /** Answers 404 to what matches from now on. */
  lose(path: RegExp): void;
  stop(): Promise<void>;
}

/** Serves `folder` below `path` (with slashes around it), for the browser to keep for ten minutes as such hosts say. */
export async function startPlainHost(folder: string, path = '/'): Promise<PlainHost> {
  let [root, lost]: [string, RegExp | null] = [folder, null];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = new URL(request.url ?? '/', 'http://host').pathname;
    const inside = asked.startsWith(path) ? normalize(`/${asked.slice(path.length)}`) : null;
    const name = inside === '/' ? '/index.html' : inside;
    try {
      if (name === null || lost?.test(name) === true) throw new Error('not here');
      const content = await readFile(join(root, name));
      response.writeHead(200, {
        'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
        'Cache-Control': 'max-age=600',
      });
      response.end(content);
    } catch {
      response.writeHead(404).end('Not found');
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${path}`,
    serve: (next) => void (root = next),
    lose: (pattern) => void (lost = pattern),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
