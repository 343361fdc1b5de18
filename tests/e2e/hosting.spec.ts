import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, get } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

const DIST = process.env['LECTERN_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** A copy of the build with a `config.json` of its own; `remove` takes it away. */
async function builtWith(
  config: unknown,
): Promise<{ appDir: string; remove: () => Promise<void> }> {
  const appDir = await mkdtemp(join(tmpdir(), 'lectern-hosted-'));
  await cp(DIST, appDir, { recursive: true });
  await writeFile(join(appDir, 'config.json'), JSON.stringify(config));
  return { appDir, remove: () => rm(appDir, { recursive: true }) };
}

/** Pages on one server, whose `config.json` names another one for signalling. */
const parted = journey.extend<{ signaling: TestServer }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants the first argument to be destructured
  signaling: async ({}, use) => {
    const signaling = await startServer({ appDir: null });
    await use(signaling);
    await signaling.stop();
  },
  server: async ({ signaling }, use) => {
    const { appDir, remove } = await builtWith({ signaling: signaling.signalingUrl });
    const server = await startServer({ appDir });
    await use(server);
    await server.stop();
    await remove();
  },
});

parted(
  'pages on one host, signalling on another that config.json names: link and code lead into the class @long',
  async ({ people, server, signaling }) => {
    people.allow(new RegExp(`^request to http://localhost:${signaling.port}/ice$`));
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link, code } = await ada.invitation();
    const [ben, cleo] = await Promise.all([people.come(link), people.come()]);
    await Promise.all([ben.join('Ben'), cleo.join('Cleo', code)]);
    await Promise.all([ada, ben, cleo].map((person) => person.isTogetherWith(2)));
    expect(signaling.stats().connections).toBe(3);
    expect(server.stats().connections).toBe(0);
  },
);

/** A reverse proxy that has the server in the folder `/lectern/`, as docs/hosting.md says, and nothing beside it. */
const inFolder = journey.extend<{ server: TestServer }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants the first argument to be destructured
  server: async ({}, use) => {
    const { appDir, remove } = await builtWith({ signaling: 'signal' });
    const server = await startServer({ appDir });
    const proxy = createServer((request, response) => {
      const path = request.url?.startsWith('/lectern/') === true ? request.url.slice(8) : null;
      if (path === null) return void response.writeHead(404).end();
      const { method, headers } = request;
      const passed = get(
        { port: server.port, host: '127.0.0.1', path, method, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      passed.on('error', () => response.destroy());
    });
    proxy.on('upgrade', (request, socket, head) => {
      const upstream = connect(server.port, '127.0.0.1', () => {
        const lines = [`GET ${request.url?.slice(8)} HTTP/1.1`];
        for (let i = 0; i < request.rawHeaders.length; i += 2)
          lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
        upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [upstream, socket])
        end.on('error', () => {
          upstream.destroy();
          socket.destroy();
        });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    await use({ ...server, url: `http://localhost:${port}/lectern/` });
    proxy.closeAllConnections();
    proxy.close();
    await server.stop();
    await remove();
  },
});

inFolder(
  'in a folder of another site: a class, Python, and a second visit @long',
  async ({ people, server }) => {
    const ada = await people.come();
    await ada.teach('Python 101', 'Ada');
    const { link, code } = await ada.invitation();
    expect(link.startsWith(server.url)).toBe(true);
    const [ben, cleo] = await Promise.all([people.come(link), people.come()]);
    await Promise.all([ben.join('Ben'), cleo.join('Cleo', code)]);
    await Promise.all([ada, ben, cleo].map((person) => person.isTogetherWith(2)));
    expect(server.stats().connections).toBe(3);
    await ben.type(ben.cells.first(), 'print(6*7)');
    await ben.run(ben.cells.first(), '42');
    await ben.page.reload();
    await ben.isTogetherWith(2);
    await ben.hasCells('print(6*7)');
    await ben.run(ben.cells.first(), '42');
  },
);
