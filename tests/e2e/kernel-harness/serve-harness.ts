import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { kernelPolicySources } from '../../../lite/kernel/frame-hash.ts';
import { pyodideKernel } from '../../../lite/build/pyodide-kernel.ts';

/** A built harness page behind a real server with the headers of the product. */
export interface ServedHarness {
  /** Address of the page with cross-origin isolation; `not-isolated` below it goes without. */
  readonly url: string;
  /** Paths that were asked for since the start, WebSocket upgrades included. */
  readonly requests: readonly string[];
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
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${sources['script-src'].join(' ')}`,
    `worker-src 'self' ${sources['worker-src'].join(' ')}`,
    "connect-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    'img-src data:',
    "frame-src 'self'",
  ].join('; ');
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    requests.push(path);
    const isolated = !(request.headers.referer ?? request.url ?? '').includes('not-isolated');
    const file = path === '/' || path === '/not-isolated' ? 'index.html' : path.slice(1);
    readFile(join(outDir, file)).then(
      (content) => {
        response.writeHead(200, {
          'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
          'Content-Security-Policy': policy,
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
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(outDir, { recursive: true });
    },
  };
}
