import type { Page } from '@playwright/test';
import type { Harness } from '../e2e/kernel-harness/main.ts';
import { serveHarness, type ServedHarness } from '../e2e/kernel-harness/serve-harness.ts';
import { launchBrowser, median, quantile } from '../support/bench-browser.ts';
import { ipythonIndex } from '../support/ipython-index.ts';

declare const harness: Harness;

const STARTS = 5;
const INTERRUPTS = 50;
const RESTARTS = 100;
/** A Python runs for so long before it is restarted, in ms: time enough for its frame to get a spare worker ready. */
const REST_MS = 4_000;
const CELLS = 1_000;

/**
 * The kernel in a real browser, in its sandbox: how long Python takes to start, from nothing and from a snapshot, one right after the
 * other, and again after a while, each until its first result; how long code that runs takes to stop, with and without shared memory; for how long a page is ever blocked; what restarts leave
 * behind. With `--official FOLDER`, an index as `npm run packages -- --official` fills it, also the start of the kernel with IPython,
 * its wheels being kept by the browser; with `--official debian` that of the IPython of this machine's Debian.
 */
export default async function kernel(args: readonly string[], log: (line: string) => void) {
  const served = await serveHarness(new URL('../e2e/kernel-harness', import.meta.url).pathname);
  const hasIPython = await offerIPython(served, args);
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(served.url);
  await watchLongTasks(page);

  const cold = await start(page);
  const plain: number[] = [];
  for (let i = 0; i < STARTS; i++) plain.push(await start(page));
  log(`from nothing: cold ${cold}, then ${plain.join(' ')} ms`);
  const makingMs = await page.evaluate(async () => {
    const from = performance.now();
    await harness.pool.makeSnapshot();
    return Math.round(performance.now() - from);
  });
  const snapshot: number[] = [];
  for (let i = 0; i < STARTS; i++) snapshot.push(await start(page, true));
  log(`from a snapshot (made in ${makingMs} ms): ${snapshot.join(' ')} ms`);
  const restarted: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    await untilSpare(page);
    restarted.push(await restartToResult(page));
  }
  await page.evaluate(() => {
    harness.host?.dispose();
    harness.host = null;
  });
  log(`a restart, with a spare worker ready: ${restarted.join(' ')} ms`);
  const official: number[] = [];
  for (let i = 0; hasIPython && i <= STARTS; i++) official.push(await startIPython(page));
  const [officialCold = null, ...officialWarm] = official;
  if (hasIPython) log(`IPython: cold ${officialCold}, then ${officialWarm.join(' ')} ms`);
  const longestBefore = await page.evaluate(() => harness.longTaskMs);
  await page.reload();
  await watchLongTasks(page);
  const firstOfPage = await start(page, true);

  const stops: number[] = [];
  const unisolated = await browser.newPage();
  await unisolated.goto(`${served.url}not-isolated`);
  for (let i = 0; i < INTERRUPTS; i++) {
    const code = STUBBORN[(i >> 1) % STUBBORN.length] ?? '';
    stops.push(await interrupt(i % 2 === 0 ? page : unisolated, code));
  }
  await unisolated.close();
  log(`interrupts: ${Math.round(median(stops))} ms, at most ${Math.round(Math.max(...stops))}`);

  await runAll(page, ['sum(i * i for i in range(10_000_000))']);
  await runAll(page, ['for i in range(100_000): print(i)']);
  await runAll(page, ['print("x" * 10_000_000)']);
  await runAll(
    page,
    Array.from({ length: CELLS }, (_, i) => `print(${i})\n${i}`),
  );
  const longest = Math.max(longestBefore, await page.evaluate(() => harness.longTaskMs));
  log(`longest task of the page ${Math.round(longest)} ms`);

  const heap = async (): Promise<number> => {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    await session.detach();
    return usedSize;
  };
  const restart = () =>
    page.evaluate(async () => {
      const host = (harness.host ??= harness.pool.take());
      host.restart();
      await harness.run(host, '1');
    });
  await restart();
  const before = await heap();
  for (let i = 0; i < RESTARTS; i++) await restart();
  const after = await heap();
  log(`heap ${before} -> ${after} bytes after ${RESTARTS} restarts`);
  await browser.close();
  await served.close();

  const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
  return {
    start: {
      snapshotMs: median(snapshot),
      restartMs: median(restarted),
      plainMs: median(plain),
      officialMs: hasIPython ? median(officialWarm) : null,
      officialColdMs: officialCold,
      coldMs: cold,
      firstOfPageMs: firstOfPage,
      makingMs,
    },
    interrupt: { p50: round(quantile(stops, 0.5)), max: round(Math.max(...stops)) },
    longTaskMaxMs: round(longest),
    restarts: { heapGrowth: round(after / before, 3) },
    ratios: { snapshotVsPlain: round(median(snapshot) / median(plain), 3) },
  };
}

/** Code that does not end by itself: computing, sleeping, awaiting, catching errors, deep in calls, in a regex, printing. */
const STUBBORN: readonly string[] = [
  'while True: pass',
  'import time\nwhile True: time.sleep(60)',
  'import asyncio\nawait asyncio.sleep(60)',
  'while True:\n    try: x = 1\n    except Exception: pass',
  'def f(n): return f(n - 1) + f(n - 2) if n > 1 else n\nf(60)',
  'def f(n):\n    while n == 0: pass\n    f(n - 1)\nf(900)',
  'import re\nre.match(r"(a+)+$", "a" * 40 + "b")',
  'while True: print(1)',
];

/** From the order of a kernel to its first result, in ms. */
async function start(page: Page, fromSnapshot = false): Promise<number> {
  const started = await page.evaluate(async () => {
    const from = performance.now();
    const host = harness.pool.take();
    const { reply } = await harness.run(host, '6*7');
    const ms = Math.round(performance.now() - from);
    const told = { ms, status: reply.status, fromSnapshot: host.info?.fromSnapshot };
    host.dispose();
    return told;
  });
  if (started.status !== 'ok' || started.fromSnapshot !== fromSnapshot)
    throw new Error(`not the start that was asked for: ${JSON.stringify(started)}`);
  return started.ms;
}

/** Lets a kernel run as long as a spare worker needs to get ready. */
async function untilSpare(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const host = (harness.host ??= harness.pool.take());
    await harness.run(host, '1');
  });
  await page.waitForTimeout(REST_MS);
}

/** From the restart of a kernel to its first result, in ms. */
function restartToResult(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const host = (harness.host ??= harness.pool.take());
    const from = performance.now();
    host.restart();
    await harness.run(host, '6*7');
    return Math.round(performance.now() - from);
  });
}

/** Puts an index with IPython into the site's folder `packages/`, where one is given; says whether. */
async function offerIPython(served: ServedHarness, args: readonly string[]): Promise<boolean> {
  const at = args.indexOf('--official');
  if (at < 0) return false;
  const from = args[at + 1];
  const files = await ipythonIndex(from === 'debian' ? undefined : from);
  served.answer = (path, _request, response) => {
    const file = files.get(path.replace('/packages/', ''));
    if (file !== undefined) response.end(file);
    return file !== undefined;
  };
  return true;
}

/** From the order of a kernel with IPython, from a snapshot, to its first result, in ms. */
async function startIPython(page: Page): Promise<number> {
  const started = await page.evaluate(async () => {
    const from = performance.now();
    const host = harness.pool.take();
    host.useShell(harness.ipythonShell);
    const { reply } = await harness.run(host, 'get_ipython().ast_node_interactivity; 6*7');
    const ms = Math.round(performance.now() - from);
    host.dispose();
    return { ms, reply };
  });
  if (started.reply.status !== 'ok') throw new Error(JSON.stringify(started.reply));
  return started.ms;
}

/** From the interrupt to the end of a running cell, in ms. */
async function interrupt(page: Page, code: string): Promise<number> {
  const stopped = await page.evaluate(async (source) => {
    const host = (harness.host ??= harness.pool.take());
    const printed = harness.untilPrinted('go');
    const running = harness.run(host, `print("go")\n${source}`, printed.onOutput);
    await printed.seen;
    const from = performance.now();
    host.interrupt();
    const { reply } = await running;
    return { ms: performance.now() - from, reply };
  }, code);
  if (stopped.reply.status !== 'error' || stopped.reply.ename !== 'KeyboardInterrupt')
    throw new Error(`${code} did not stop: ${JSON.stringify(stopped.reply)}`);
  return stopped.ms;
}

async function runAll(page: Page, codes: readonly string[]): Promise<void> {
  const failed = await page.evaluate(async (all) => {
    const host = (harness.host ??= harness.pool.take());
    for (const code of all) {
      const { reply } = await harness.run(host, code);
      if (reply.status !== 'ok') return { code, reply };
    }
    return null;
  }, codes);
  if (failed !== null) throw new Error(JSON.stringify(failed));
}

/** Keeps the longest time for which the page's own thread was busy; tasks below 50 ms are not told. */
async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        harness.longTaskMs = Math.max(harness.longTaskMs, duration);
    }).observe({ entryTypes: ['longtask'] });
  });
}
