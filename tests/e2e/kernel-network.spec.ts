import { expect, type Page } from '@playwright/test';
import type { Harness } from './kernel-harness/main.ts';
import { cells, test } from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

const DATA = 'https://data.example/table.csv';
const FETCH = `from pyodide.http import pyfetch
try:
    print(await (await pyfetch('${DATA}')).string())
except OSError:
    print('refused')`;

/** Sets whether the harness's kernels may use the network. */
function allow(page: Page, network: 'on' | 'packages'): Promise<void> {
  return page.evaluate((to) => harness.rules.set({ ...harness.rules.value, network: to }), network);
}

/** Answers for a server elsewhere that lets everybody read. */
async function serveData(page: Page): Promise<void> {
  await page.route(DATA, (route) =>
    route.fulfill({ body: 'a,b', headers: { 'Access-Control-Allow-Origin': '*' } }),
  );
}

test('[KE1] with the network on Python reaches other servers, and still nothing that is stored here', async ({
  fresh,
}) => {
  await serveData(fresh);
  await allow(fresh, 'on');
  const [read, stored] = await cells(
    fresh,
    FETCH,
    `import js
from pyodide.ffi import create_proxy
def database():
    request = js.indexedDB.open('x')
    return request
for attempt in (database, lambda: js.caches.open('x'), lambda: js.navigator.storage.getDirectory()):
    try:
        result = attempt()
        if hasattr(result, 'then'):
            await result
        print('WORKED')
    except BaseException as error:
        print('refused')
print(js.origin, js.crossOriginIsolated)`,
  );
  expect(read?.stdout).toBe('a,b\n');
  expect(stored?.stdout).toBe('refused\nrefused\nrefused\nnull True\n');
});

test('[KE1] the network that a class takes away is gone at once; what it gives comes with a restart @long', async ({
  fresh,
}) => {
  await serveData(fresh);
  await allow(fresh, 'on');
  const taken = await fresh.evaluate(async () => {
    const host = (harness.host ??= harness.pool.take());
    const printed = harness.untilPrinted('go');
    const running = harness.run(host, 'print("go")\nwhile True: pass', printed.onOutput);
    await printed.seen;
    harness.rules.set({ ...harness.rules.value, network: 'packages' });
    return running;
  });
  expect(taken.reply).toEqual({ status: 'ended', why: 'network-off' });
  const [without] = await cells(fresh, FETCH);
  expect(without?.stdout).toBe('refused\n');
  await allow(fresh, 'on');
  const [still] = await cells(fresh, FETCH);
  expect(still?.stdout).toBe('refused\n');
  await fresh.evaluate(() => harness.host?.restart());
  const [again] = await cells(fresh, FETCH);
  expect(again?.stdout).toBe('a,b\n');
});

/** Runs in a worker that Python makes: text is no program there (`eval`), but a worker of a blob is. */
const ATTEMPTS = `self.onmessage = async ({ data: base }) => {
  const opened = (make) => new Promise((done, fail) => Object.assign(make(), { onopen: done, onsuccess: done, onmessage: done, onerror: fail }));
  const worker = (address) => new Promise((done, fail) => {
    Object.assign(new Worker(address), { onerror: fail, onmessage: ({ data }) => (data === 'out' ? done() : fail()) });
  });
  const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const inner = "(async () => { for (const tried of [() => fetch('" + base + "INNER'), () => caches.open('x')]) { try { await tried(); postMessage('out'); } catch {} } postMessage('in'); })()";
  const module = await import(blob('export const plain = [fetch, XMLHttpRequest, WebSocket];'));
  const attempts = {
    eval: () => (0, eval)('1'),
    function: () => [].constructor.constructor('return 1')(),
    fetch: () => (0, module.plain[0])(base + 'FETCH'),
    'no-cors': () => fetch(base + 'NOCORS', { mode: 'no-cors' }),
    prototype: () => WorkerGlobalScope.prototype.fetch.call(self, base + 'PROTOTYPE'),
    xhr: () => { const request = new module.plain[1](); request.open('GET', base + 'XHR', false); request.send(); },
    socket: () => opened(() => new module.plain[2](base.replace('http', 'ws') + 'WS')),
    events: () => opened(() => new EventSource(base + 'EVENTS')),
    transport: async () => { await new WebTransport(base.replace('http:', 'https:')).ready; },
    beacon: () => { if (!navigator.sendBeacon(base + 'BEACON', 'x')) throw 0; },
    'blob worker': () => worker(blob(inner)),
    'data worker': () => worker('data:text/javascript,' + encodeURIComponent(inner)),
    'own worker': () => worker(base + 'WORKER.js'),
    'shared worker': () => opened(() => new SharedWorker(base + 'SHARED.js').port),
    scripts: () => importScripts(base + 'SCRIPTS.js'),
    import: () => import(base + 'IMPORT.js'),
    database: () => opened(() => indexedDB.open('x')),
    caches: () => caches.open('x'),
    opfs: () => navigator.storage.getDirectory(),
    buckets: () => navigator.storageBuckets.open('x'),
    locks: () => navigator.locks.request('x', () => 1),
    cookies: () => cookieStore.getAll(),
    page: () => [document, parent, localStorage],
    service: async () => { if ((await navigator.serviceWorker.getRegistrations()).length >= 0) return; },
  };
  const outcome = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      await attempt();
      outcome[name] = 'WORKED';
    } catch {
      outcome[name] = 'refused';
    }
  }
  new BroadcastChannel('lesson').postMessage('from Python');
  postMessage(JSON.stringify(outcome));
};`;

test('[KE1] no worker, address, prototype or message inside the sandbox leads out of it', async ({
  python,
  served,
}) => {
  await cells(python, '1');
  const before = served.requests.length;
  await python.evaluate(() => {
    const all = globalThis as unknown as { heard: unknown[]; channel: BroadcastChannel };
    all.heard = [];
    all.channel = new BroadcastChannel('lesson');
    all.channel.onmessage = ({ data }) => all.heard.push(data);
  });
  const [nested, posted] = await cells(
    python,
    `import js
from pyodide.ffi import create_proxy, to_js
script = js.Blob.new(to_js([${JSON.stringify(ATTEMPTS)}]), to_js({'type': 'text/javascript'}, dict_converter=js.Object.fromEntries))
worker = js.Worker.new(js.URL.createObjectURL(script))
def begin(done, fail):
    worker.onmessage = create_proxy(lambda event: done(event.data))
    worker.onerror = create_proxy(lambda event: fail(js.Error.new(event.message)))
answer = js.Promise.new(create_proxy(begin))
worker.postMessage(${JSON.stringify(served.url)})
print(await answer)`,
    `from pyodide.code import run_js
for attempt in (lambda: run_js('1'), lambda: js.eval('1'), lambda: js.Function.new('return 1')):
    try:
        print('WORKED', attempt())
    except BaseException as error:
        print('refused')
js.Object.prototype.type = 'fatal'
js.postMessage('{"detail": "prototype"}')
del js.Object.prototype.type
js.postMessage(to_js({'frame': 'snapshot', 'bytes': js.ArrayBuffer.new(8)}, dict_converter=js.Object.fromEntries))
js.postMessage(js.ArrayBuffer.new(8))
js.postMessage(to_js({'frame': 'worker-error', 'detail': 'x'}, dict_converter=js.Object.fromEntries))
print('end')`,
  );
  const outcome = JSON.parse(nested?.stdout ?? '') as Record<string, string>;
  expect(Object.keys(outcome).length).toBe(24);
  expect(Object.entries(outcome).filter(([, how]) => how !== 'refused')).toEqual([]);
  expect(posted?.stdout).toBe('refused\nrefused\nrefused\nend\n');
  expect(served.requests.slice(before)).toEqual([]);
  // What the page sends itself comes after whatever Python had sent.
  const heard = await python.evaluate(async () => {
    const all = globalThis as unknown as { heard: unknown[]; channel: BroadcastChannel };
    await new Promise((done) => {
      all.channel.addEventListener('message', done, { once: true });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has its origin only
      new BroadcastChannel('lesson').postMessage('own');
    });
    all.channel.close();
    return all.heard;
  });
  expect(heard).toEqual(['own']);
  // The same attempts with an origin: they do what they say.
  const free = await python.evaluate(async (script) => {
    const worker = new Worker(URL.createObjectURL(new Blob([script])));
    const answer = new Promise<MessageEvent<string>>((done) => (worker.onmessage = done));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(location.href);
    return JSON.parse((await answer).data) as Record<string, string>;
  }, ATTEMPTS);
  for (const name of ['fetch', 'no-cors', 'prototype', 'xhr', 'blob worker', 'database', 'caches'])
    expect([name, free[name]]).toEqual([name, 'WORKED']);
  const [next] = await cells(python, '1 + 1');
  expect(next?.outputs).toMatchObject([{ data: { 'text/plain': '2' } }]);
});

test('[KE1] the frame does nothing for who loads it with an origin', async ({ fresh }) => {
  const said = await fresh.evaluate(async () => {
    const sandboxed = document.createElement('iframe');
    sandboxed.setAttribute('sandbox', 'allow-scripts');
    const plain = document.createElement('iframe');
    const heard: unknown[] = [];
    for (const frame of [sandboxed, plain]) {
      frame.srcdoc = harness.frameDocument;
      const loaded = new Promise((done) => frame.addEventListener('load', done));
      document.body.append(frame);
      await loaded;
      const { port1, port2 } = new MessageChannel();
      const answered = new Promise((done) => (port1.onmessage = ({ data }) => done(data)));
      const received = new Promise<null>((done) => {
        // Behind the frame's own listener; of the sandboxed one nothing can be seen, and it answers.
        if (frame === plain)
          frame.contentWindow?.addEventListener('message', () => setTimeout(() => done(null)));
      });
      frame.contentWindow?.postMessage(null, '*', [port2]);
      heard.push(await Promise.race([answered, received]));
    }
    return heard;
  });
  expect(said).toEqual([{ frame: 'open' }, null]);
});
