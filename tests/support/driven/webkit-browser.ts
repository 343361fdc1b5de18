import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { DrivenBrowser, DrivenKey } from './driven-browser.ts';

/** What WebDriver calls the keys that are not typed as text (its section 17.4.2). */
const KEYS: Readonly<Partial<Record<DrivenKey, string>>> = {
  Control: '\uE009',
  Enter: '\uE007',
  Escape: '\uE00C',
};
/** The driver's own start and WebKit's, on a busy machine, in ms. */
const START_MS = 60_000;

/**
 * Opens WebKitGTK on a screen of its own, with an empty profile, over WebDriver. `driver` is the path of WebKitWebDriver. With
 * `sharedMemory` pages have it where they are isolated, as in Safari; WebKitGTK as it is shipped has it nowhere. It tells nothing of what
 * pages complain about.
 */
export async function openWebKit(
  driver: string,
  { sharedMemory = false } = {},
): Promise<DrivenBrowser> {
  const port = await freePort();
  const child = spawn('xvfb-run', ['-a', driver, `--port=${port}`], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, ...(sharedMemory && { JSC_useSharedArrayBuffer: '1' }) },
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const address = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([answers(`${address}/status`), failed]);
    return await session(child, address);
  } catch (error) {
    end(child);
    throw error;
  }
}

async function session(child: ChildProcess, address: string): Promise<DrivenBrowser> {
  const begun = (await command('POST', `${address}/session`, { capabilities: {} })) as {
    readonly sessionId: string;
    readonly capabilities: { readonly browserVersion: string };
  };
  const at = `${address}/session/${begun.sessionId}`;
  const post = (path: string, body: object): Promise<unknown> =>
    command('POST', `${at}/${path}`, body);
  const keys = (actions: readonly object[]): Promise<unknown> =>
    post('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  const key = (type: 'keyDown' | 'keyUp', name: string): object => ({
    type,
    value: (KEYS as Record<string, string>)[name] ?? name,
  });
  await post('timeouts', { script: START_MS });
  await post('window/rect', { width: 1366, height: 768 });
  return {
    version: `WebKitGTK ${begun.capabilities.browserVersion}`,
    page: {
      complaints: [],
      open: async (url) => void (await post('url', { url })),
      reload: async () => void (await post('refresh', {})),
      evaluate: (expression) =>
        post('execute/async', {
          script: `const done = arguments[0];
            (async () => ${expression})().then(done, (error) => done(String(error)));`,
          args: [],
        }),
      click: async (x, y) =>
        void (await post('actions', {
          actions: [
            {
              type: 'pointer',
              id: 'mouse',
              actions: [
                { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
                { type: 'pointerDown', button: 0 },
                { type: 'pointerUp', button: 0 },
              ],
            },
          ],
        })),
      async type(text) {
        const named = [...text].map((letter) => (letter === '\n' ? 'Enter' : letter));
        await keys(named.flatMap((letter) => [key('keyDown', letter), key('keyUp', letter)]));
      },
      async press(...names) {
        await keys([
          ...names.map((name) => key('keyDown', name)),
          ...names.toReversed().map((name) => key('keyUp', name)),
        ]);
      },
    },
    async close() {
      await command('DELETE', at).catch(() => undefined); // ends with its driver, below
      end(child);
    },
  };
}

/** One command; throws with the driver's own words. */
async function command(method: string, url: string, body?: object): Promise<unknown> {
  const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await answer.json()) as { value: { error?: string; message?: string } | null };
  if (!answer.ok) throw new Error(`${url}: ${value?.error}: ${value?.message}`);
  return value;
}

async function answers(url: string): Promise<void> {
  for (const until = Date.now() + START_MS; ;) {
    try {
      await command('GET', url);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The screen, the driver and the browser: a group of processes of their own. */
function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // it has ended
  }
}
