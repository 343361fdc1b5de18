import { test as base, expect, type Browser, type Page } from '@playwright/test';
import type { Harness, Ran } from './main.ts';
import { serveHarness, type ServedHarness } from './serve-harness.ts';

declare const harness: Harness;

interface WorkerFixtures {
  /** The built harness, served with the product's headers. */
  readonly served: ServedHarness;
  /** A page whose kernel lives on from test to test; it started from a snapshot, as every kernel but a device's first. */
  readonly shared: Page;
  /** The same without cross-origin isolation, so without shared memory; it started from nothing. */
  readonly unisolated: Page;
}

/** Pages with a kernel, without JupyterLab. */
export const test = base.extend<{ python: Page; plainPython: Page; fresh: Page }, WorkerFixtures>({
  served: [
    // Playwright wants the first argument to be destructured.
    async ({}, use) => {
      const served = await serveHarness(new URL('.', import.meta.url).pathname);
      await use(served);
      await served.close();
    },
    { scope: 'worker' },
  ],
  shared: [
    async ({ browser, served }, use) => {
      const page = await openPage(browser, served.url);
      await page.evaluate(() => harness.pool.makeSnapshot());
      await use(page);
    },
    { scope: 'worker' },
  ],
  unisolated: [
    async ({ browser, served }, use) => use(await openPage(browser, `${served.url}not-isolated`)),
    { scope: 'worker' },
  ],
  python: async ({ shared }, use, { file }) => withoutErrors(await forFile(shared, file), use),
  plainPython: async ({ unisolated }, use, { file }) =>
    withoutErrors(await forFile(unisolated, file), use),
  fresh: async ({ page, served }, use) => {
    await page.goto(served.url);
    await withoutErrors(page, use);
  },
});

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  return page;
}

const fileOf = new WeakMap<Page, string>();

/** The page with a Python that no other file's tests have used: in what order files come to a worker is chance. */
async function forFile(page: Page, file: string): Promise<Page> {
  if (fileOf.get(page) === file) return page;
  fileOf.set(page, file);
  await page.evaluate(() => {
    harness.host?.dispose();
    harness.folderHost?.dispose();
    harness.host = harness.folderHost = null;
  });
  return page;
}

/** Fails a test in which the page met an uncaught error. */
async function withoutErrors(page: Page, use: (page: Page) => Promise<void>): Promise<void> {
  const problems: string[] = [];
  const note = (error: Error): number => problems.push(error.message);
  page.on('pageerror', note);
  await use(page);
  page.off('pageerror', note);
  expect(problems).toEqual([]);
}

/** Runs cells one after another in one kernel. */
export function cells(page: Page, ...codes: string[]) {
  return page.evaluate(async (all) => {
    harness.host ??= harness.pool.take();
    const ran = [];
    for (const code of all) ran.push(await harness.run(harness.host, code));
    return ran;
  }, codes);
}

/** Starts a cell, waits until it has printed "go", interrupts it, and gives what it came to. */
export function interrupted(page: Page, code: string) {
  return page.evaluate(async (source) => {
    const host = (harness.host ??= harness.pool.take());
    const printed = harness.untilPrinted('go');
    const running = harness.run(host, source, printed.onOutput);
    await printed.seen;
    const from = performance.now();
    host.interrupt();
    const ran = await running;
    return { ...ran, ms: performance.now() - from };
  }, code);
}

/** Text without its colours. */
export function plain(text: string): string {
  return text.replaceAll(/\u001b\[[\d;]*m/g, '');
}

/** The traceback of a cell that failed, without its colours; else an empty text. */
export function traceback(ran: Ran | undefined): string {
  return ran?.reply.status === 'error' ? plain(ran.reply.traceback.join('\n')) : '';
}
