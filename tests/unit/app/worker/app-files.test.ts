import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppFiles } from '../../../../src/app/worker/app-files.ts';
import type { RequestEvent, WorkerScope } from '../../../../src/app/worker/worker-scope.ts';
import { MemoryCaches } from '../../../support/memory-caches.ts';

const scope = 'https://school.example/lectern/';

interface Listed {
  url: string;
  revision: string | null;
  integrity: string;
  bytes: number;
  shell?: boolean;
}

const listed = (url: string, text: string, shell = false): Listed => ({
  url,
  revision: url.startsWith('assets/') ? null : `r-${text}`,
  integrity: `sha256-${createHash('sha256').update(text).digest('base64')}`,
  bytes: text.length,
  ...(shell && { shell }),
});

const one = [
  listed('index.html', 'page one', true),
  listed('assets/start-1.js', 'start one', true),
  listed('assets/lab-1.js', 'lab one'),
];
const two = [
  listed('index.html', 'page two', true),
  listed('assets/start-2.js', 'start two', true),
  listed('assets/lab-1.js', 'lab one'),
];

describe('AppFiles', () => {
  let caches: MemoryCaches;
  /** What the host has, by path below the scope. */
  let host: Map<string, string>;
  let asked: string[];
  let locks: string[];
  let registration: {
    -readonly [Key in keyof WorkerScope['registration']]: WorkerScope['registration'][Key];
  };

  beforeEach(() => {
    caches = new MemoryCaches();
    host = new Map();
    asked = [];
    locks = [];
    registration = { scope, active: null, waiting: null, installing: null };
    vi.stubGlobal('self', globalThis);
    vi.stubGlobal('location', new URL(`${scope}service-worker.js`));
    vi.stubGlobal('registration', registration);
    vi.stubGlobal('caches', caches);
    vi.stubGlobal('__WB_DISABLE_DEV_LOGS', true);
    // Workbox asks for these by name.
    vi.stubGlobal('ExtendableEvent', { [Symbol.hasInstance]: () => true });
    vi.stubGlobal('FetchEvent', { [Symbol.hasInstance]: () => false });
    vi.stubGlobal('fetch', async (request: RequestInfo | URL, init?: RequestInit) => {
      const url = request instanceof Request ? request.url : String(request);
      const path = url.slice(scope.length).split('?', 1)[0] ?? '';
      asked.push(path);
      const text = host.get(path);
      if (text === undefined) return new Response('not found', { status: 404 });
      const integrity = init?.integrity ?? (request instanceof Request ? request.integrity : '');
      const digest = `sha256-${createHash('sha256').update(text).digest('base64')}`;
      if (integrity !== '' && integrity !== digest) throw new TypeError('integrity');
      return new Response(text);
    });
  });

  afterEach(() => vi.unstubAllGlobals());

  const files = async (list: unknown): Promise<AppFiles> => {
    const module = await import('../../../../src/app/worker/app-files.ts');
    const worker = {
      caches,
      registration,
      navigator: { locks: { query: async () => ({ held: locks.map((name) => ({ name })) }) } },
    };
    return new module.AppFiles(worker as unknown as WorkerScope, list);
  };

  const serve = (list: readonly Listed[], texts: readonly string[]): void => {
    host = new Map(list.map(({ url }, index) => [url, texts[index] ?? '']));
  };

  const event = (path: string, init: RequestInit & { mode?: string } = {}): RequestEvent => {
    const { mode = 'cors', ...rest } = init;
    const request = new Request(new URL(path, scope), rest);
    Object.defineProperty(request, 'mode', { value: mode });
    Object.defineProperty(request, 'destination', { value: mode === 'navigate' ? 'document' : '' });
    return { request, waitUntil: () => undefined } as unknown as RequestEvent;
  };

  const installFirst = async (): Promise<AppFiles> => {
    serve(one, ['page one', 'start one', 'lab one']);
    const first = await files(one);
    await first.install();
    registration.active = {};
    await first.fill();
    return first;
  };

  it('[PW2] the first version begins with what the start screen needs, then gets the rest, once', async () => {
    serve(one, ['page one', 'start one', 'lab one']);
    const first = await files(one);
    await first.install();
    expect(caches.addresses()).toHaveLength(2);
    registration.active = {};
    expect(await first.fill()).toEqual({ done: 24, total: 24, failed: null });
    asked = [];
    expect(await first.fill()).toEqual({ done: 24, total: 24, failed: null });
    expect(asked).toEqual([]);
  });

  it('[PW2] a full storage and a lost connection are told apart', async () => {
    serve(one, ['page one', 'start one', 'lab one']);
    const first = await files(one);
    caches.failure = new DOMException('full', 'QuotaExceededError');
    expect(await first.fill()).toEqual({ done: 0, total: 24, failed: 'storage' });
    caches.failure = null;
    host.clear();
    expect(await first.fill()).toEqual({ done: 0, total: 24, failed: 'network' });
  });

  it.each([
    ['is missing', ['page two', undefined, 'lab one']],
    ['is another than the list says', ['page two', 'an error page', 'lab one']],
  ])('[PW4] an update of which a file %s is refused', async (_, texts) => {
    await installFirst();
    host = new Map(
      two.flatMap(({ url }, index): [string, string][] => {
        const text = texts[index];
        return text === undefined ? [] : [[url, text]];
      }),
    );
    const next = await files(two);
    await expect(next.install()).rejects.toThrow('network');
  });

  it('[PW3] an update fetches what changed; older files stay while a tab runs their version', async () => {
    await installFirst();
    serve(two, ['page two', 'start two', 'lab one']);
    asked = [];
    const next = await files(two);
    await next.install();
    expect(asked.toSorted()).toEqual(['assets/start-2.js', 'index.html']);
    locks = [`lectern-page-${scope}assets/start-1.js`, 'lectern-page-https://else.example/x.js'];
    await next.tidy();
    expect(caches.addresses()).toContain(`${scope}assets/start-1.js`);
    const older = await next.respond(event('assets/start-1.js'));
    expect(await older?.text()).toBe('start one');
    locks = [`lectern-page-${scope}assets/start-2.js`];
    await next.tidy();
    expect(caches.addresses()).not.toContain(`${scope}assets/start-1.js`);
    expect(caches.addresses()).toHaveLength(3);
  });

  it('[PW3] the version that serves leaves the files of one that waits alone', async () => {
    const first = await installFirst();
    serve(two, ['page two', 'start two', 'lab one']);
    await (await files(two)).install();
    registration.waiting = {};
    await first.tidy();
    expect(caches.addresses()).toContain(`${scope}assets/start-2.js`);
  });

  it.each(['', 'index.html', '?from=link', '#/class/x'])(
    '[PW1] the page at "%s" comes without the network',
    async (path) => {
      const first = await installFirst();
      host.clear();
      const page = await first.respond(event(path, { mode: 'navigate' }));
      expect(await page?.text()).toBe('page one');
    },
  );

  it('[PW1] what is not the application’s own is not answered', async () => {
    const first = await installFirst();
    for (const path of [
      'ice',
      '/ice',
      'metrics',
      'health',
      'signal',
      'config.json',
      'packages/numpy.whl',
      'https://else.example/lectern/index.html',
      '/other/index.html',
    ])
      expect(first.respond(event(path)), path).toBeNull();
    expect(first.respond(event('health', { mode: 'navigate' }))).toBeNull();
    expect(first.respond(event('index.html', { method: 'POST' }))).toBeNull();
    expect(first.respond(event('assets/lab-1.js', { headers: { Range: 'bytes=0-1' } }))).toBeNull();
  });

  it('[PW7] a file that the browser lost comes from the network, and is kept again', async () => {
    const first = await installFirst();
    for (const name of await caches.keys())
      await (await caches.open(name)).delete(`${scope}assets/lab-1.js`);
    const response = await first.respond(event('assets/lab-1.js'));
    expect(await response?.text()).toBe('lab one');
    expect(caches.addresses()).toContain(`${scope}assets/lab-1.js`);
  });

  it('[PW7] where neither device nor network has the page, a page says what to do', async () => {
    const first = await files(one);
    const page = await first.respond(event('', { mode: 'navigate' }));
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('no network')));
    const lost = await first.respond(event('', { mode: 'navigate' }));
    expect(page?.status).toBe(404);
    expect([lost?.status, await lost?.text()]).toEqual([
      503,
      expect.stringContaining('Connect to the internet'),
    ]);
  });

  it('[PW8] a file of this version that came from the class is kept and served; another one, and the page itself, is not', async () => {
    serve(one, ['page one', 'start one', 'lab one']);
    const first = await files(one);
    await first.install();
    const { GivenFiles } = await import('../../../../src/app/worker/given-files.ts');
    const given = new GivenFiles(first);
    const lab = one[2]?.integrity ?? '';
    expect(await given.missing()).toEqual([{ integrity: lab, bytes: 7 }]);
    expect(await given.find(lab)).toBeNull();
    host.clear();
    for (const wrong of ['lab two', 'page one', ''])
      expect(await given.keep(new Blob([wrong])), wrong).toBe(false);
    expect(caches.addresses()).toHaveLength(2);
    expect(await given.keep(new Blob(['lab one']))).toBe(true);
    expect(await given.missing()).toEqual([]);
    expect(await (await given.find(lab))?.text()).toBe('lab one');
    const response = await first.respond(event('assets/lab-1.js'));
    expect(response?.headers.get('Content-Type')).toBe('text/javascript');
    expect(await response?.text()).toBe('lab one');
  });

  it('[PW8] only the files of this version are given, and not the page itself', async () => {
    const first = await installFirst();
    const { GivenFiles } = await import('../../../../src/app/worker/given-files.ts');
    const given = new GivenFiles(first);
    expect(await (await given.find(one[2]?.integrity ?? ''))?.text()).toBe('lab one');
    expect(await given.find(one[0]?.integrity ?? '')).toBeNull();
    expect(await given.find(two[1]?.integrity ?? '')).toBeNull();
    expect(await given.find('')).toBeNull();
  });

  it('[PW8] a full storage keeps nothing that the class gives, and says so', async () => {
    serve(one, ['page one', 'start one', 'lab one']);
    const first = await files(one);
    await first.install();
    const { GivenFiles } = await import('../../../../src/app/worker/given-files.ts');
    caches.failure = new DOMException('full', 'QuotaExceededError');
    expect(await new GivenFiles(first).keep(new Blob(['lab one']))).toBe(false);
  });

  it('a list that is none keeps and answers nothing', async () => {
    const none = await files('no list');
    expect(await none.fill()).toEqual({ done: 0, total: 0, failed: null });
    expect(none.respond(event('index.html'))).toBeNull();
  });
});
