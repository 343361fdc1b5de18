import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { precompress } from '../../scripts/precompress.mjs';
import { launchBrowser, median } from '../support/bench-browser.ts';
import { startServer } from '../support/start-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'node_modules/.cache/lectern/bench-dist');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
const TIMEOUT_MS = 60_000;

interface Load {
  readonly startScreenMs: number;
  readonly firstCellMs: number;
  readonly firstResultMs: number;
  /** Bytes of bodies as sent (brotli), by what they were and when they were whole. */
  readonly startScreenJs: number;
  readonly firstCellJs: number;
  /** Of these, what the page itself runs: without the files that are handed into Python's frame as data. */
  readonly firstCellPageJs: number;
  readonly firstResultTotal: number;
}

/**
 * How long the page takes from navigation to start screen, first usable cell and first result, against two floors in
 * the same run: a page that only loads Pyodide, and the same JupyterLab without our code. Argument: the number of runs.
 */
export default async function load(args: readonly string[], log: (line: string) => void) {
  const runs = Number(args[0] ?? 5);
  await buildWithFloors(log);
  const server = await startServer({ appDir: DIST });
  const browser = await launchBrowser();
  const cold: Load[] = [];
  const warm: Load[] = [];
  const floors = {
    pyodideCold: [] as number[],
    pyodideWarm: [] as number[],
    labCold: [] as number[],
  };
  for (let run = 0; run < runs; run++) {
    const [first, second] = await twice(browser, (page) => product(page, server.url));
    cold.push(first);
    warm.push(second);
    const pyodide = await twice(browser, (page) =>
      mark(page, `${server.url}floor-pyodide.html`, 'floor-result'),
    );
    floors.pyodideCold.push(pyodide[0]);
    floors.pyodideWarm.push(pyodide[1]);
    const context = await browser.newContext();
    floors.labCold.push(
      await mark(await newPage(context), `${server.url}floor-lab.html`, 'lectern:first-cell'),
    );
    await context.close();
    log(
      `run ${run + 1} of ${runs}: first result ${Math.round(first.firstResultMs)} ms cold, ${Math.round(second.firstResultMs)} ms warm`,
    );
  }
  await browser.close();
  await server.stop();
  const of = (loads: readonly Load[], key: keyof Load) =>
    Math.round(median(loads.map((one) => one[key])));
  const times = (loads: readonly Load[]) => ({
    startScreenMs: of(loads, 'startScreenMs'),
    firstCellMs: of(loads, 'firstCellMs'),
    firstResultMs: of(loads, 'firstResultMs'),
  });
  const floor = {
    pyodideColdMs: Math.round(median(floors.pyodideCold)),
    pyodideWarmMs: Math.round(median(floors.pyodideWarm)),
    labFirstCellMs: Math.round(median(floors.labCold)),
  };
  const ratio = (a: number, b: number) => Math.round((a / b) * 100) / 100;
  return {
    cold: times(cold),
    warm: times(warm),
    floor,
    bytes: {
      startScreenJs: of(cold, 'startScreenJs'),
      firstCellJs: of(cold, 'firstCellJs'),
      firstCellPageJs: of(cold, 'firstCellPageJs'),
      firstResultTotal: of(cold, 'firstResultTotal'),
    },
    ratios: {
      firstResultVsPyodide: ratio(of(cold, 'firstResultMs'), floor.pyodideColdMs),
      firstCellVsLab: ratio(of(cold, 'firstCellMs'), floor.labFirstCellMs),
    },
  };
}

async function buildWithFloors(log: (line: string) => void): Promise<void> {
  log('building the application with the two floors');
  // A process of its own: this one serves TypeScript as in development, which a build would take over.
  const { NODE_ENV: _, ...env } = process.env;
  execFileSync(
    process.execPath,
    [VITE, 'build', '--outDir', DIST, '--emptyOutDir', '--logLevel', 'error'],
    {
      cwd: ROOT,
      env: { ...env, BENCH: '1' },
      stdio: 'inherit',
    },
  );
  await precompress(DIST);
}

/** Runs in a fresh context (cold), then again in the same one (warm: HTTP cache, compiled code). */
async function twice<T>(
  browser: Browser,
  measure: (page: Page) => Promise<T>,
): Promise<readonly [T, T]> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const outcomes = [
    await measure(await newPage(context)),
    await measure(await newPage(context)),
  ] as const;
  await context.close();
  return outcomes;
}

async function newPage(context: BrowserContext): Promise<Page> {
  for (const old of context.pages()) await old.close();
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  return page;
}

/** Ms from navigation to a mark on the page's performance timeline. */
async function mark(page: Page, url: string, name: string): Promise<number> {
  await page.goto(url);
  return marked(page, name);
}

async function marked(page: Page, name: string): Promise<number> {
  const entry = await page.waitForFunction(
    (wanted) => performance.getEntriesByName(wanted)[0]?.startTime,
    name,
  );
  return (await entry.jsonValue()) ?? Number.NaN;
}

/** A person works alone: start screen, first cell, `1+1`, its result. */
async function product(page: Page, url: string): Promise<Load> {
  const bodies: {
    readonly kind: 'page' | 'js' | 'other';
    readonly end: number;
    readonly bytes: number;
  }[] = [];
  const sizes: Promise<void>[] = [];
  page.on('requestfinished', (request) => {
    const record = async () => {
      const { responseBodySize } = await request.sizes();
      const { startTime, responseEnd } = request.timing();
      const js = /\.m?js$/.test(new URL(request.url()).pathname);
      const kind = request.resourceType() === 'script' ? 'page' : js ? 'js' : 'other';
      bodies.push({ kind, end: startTime + responseEnd, bytes: responseBodySize });
    };
    sizes.push(record());
  });
  await page.goto(url);
  const startScreenMs = await marked(page, 'lectern:start-screen');
  await page.getByRole('button', { name: 'Work alone' }).click();
  const firstCellMs = await marked(page, 'lectern:first-cell');
  const cell = page.locator('.jp-Notebook .jp-CodeCell').first();
  await cell.locator('.cm-content').click();
  await page.keyboard.insertText('1+1');
  await page.keyboard.press('Control+Enter');
  await cell.locator('.jp-OutputArea-output').waitFor();
  const firstResultMs = await marked(page, 'lectern:first-result');
  await Promise.all(sizes);
  const origin = await page.evaluate(() => performance.timeOrigin);
  const sum = (until: number, kinds: readonly string[]) =>
    bodies
      .filter(({ kind, end }) => end <= origin + until && kinds.includes(kind))
      .reduce((total, { bytes }) => total + bytes, 0);
  return {
    startScreenMs,
    firstCellMs,
    firstResultMs,
    startScreenJs: sum(startScreenMs, ['page', 'js']),
    firstCellJs: sum(firstCellMs, ['page', 'js']),
    firstCellPageJs: sum(firstCellMs, ['page']),
    firstResultTotal: sum(firstResultMs, ['page', 'js', 'other']),
  };
}
