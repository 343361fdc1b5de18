import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { kernelPolicySources } from '../../../lite/kernel/frame-hash.ts';
import { isKernelFrame, KERNEL_FRAME_POLICY } from '../../../signaling/security-headers.ts';
import { pyodideKernel } from '../../../lite/build/pyodide-kernel.ts';

/** A built harness page behind a real server with the headers of the product. */
export interface ServedHarness {
  /** Address of the page with cross-origin isolation; `not-isolated` below it goes without. */
  readonly url: string;
  /** Paths that were asked for since the start, WebSocket upgrades included. */
  readonly requests: readonly string[];
  /** Answers paths that the built page has not, and says whether it did: for tests to set. */
  answer: (path: string, request: IncomingMessage, response: ServerResponse) => boolean;
  /** Origins that the page may ask besides its own, as a deployer would name them to the server: for tests to set. */
  connect: readonly string[];
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Builds a page below `root` and serves it. The caller closes it. */
export async function serveHarness(root: string): Promise<ServedHarness> {
  const outDir = await mkdtemp(join(tmpdir(), 'kernel-harness-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    base: './',
    publicDir: false,
    plugins: [pyodideKernel()],
    build: { outDir, emptyOutDir: true, minify: false, target: 'es2022' },
  });
  const sources = await kernelPolicySources();
  const policy = (): string =>
    [
      "default-src 'none'",
      `script-src 'self' ${sources['script-src'].join(' ')}`,
      `worker-src 'self' ${sources['worker-src'].join(' ')}`,
      `connect-src 'self' ${served.connect.join(' ')}`,
      "style-src 'self' 'unsafe-inline'",
      'img-src data:',
      "frame-src 'self'",
    ].join('; ');
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    requests.push(path);
    if (served.answer(path, request, response)) return;
    const isolated = !(request.headers.referer ?? request.url ?? '').includes('not-isolated');
    const file = path === '/' || path === '/not-isolated' ? 'index.html' : path.slice(1);
    readFile(join(outDir, file)).then(
      (content) => {
        response.writeHead(200, {
          'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
          'Content-Security-Policy': isKernelFrame(path) ? KERNEL_FRAME_POLICY : policy(),
          'Cache-Control': path.startsWith('/pyodide/')
            ? 'public, max-age=31536000, immutable'
            : 'no-cache',
          ...(isolated
            ? {
                'Cross-Origin-Opener-Policy': 'same-origin',
                'Cross-Origin-Embedder-Policy': 'require-corp',
              }
            : {}),
        });
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  server.on('upgrade', (request, socket) => {
    requests.push(`upgrade ${request.url ?? ''}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const served: ServedHarness = {
    url: `http://127.0.0.1:${address.port}/`,
    requests,
    answer: () => false,
    connect: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(outDir, { recursive: true });
    },
  };
  return served;
}
