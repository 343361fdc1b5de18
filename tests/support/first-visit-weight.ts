import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Page } from '@playwright/test';
import { workAlone } from './visits.ts';

/** Bytes of bodies as the server sends them (brotli). */
export interface FirstVisitWeight {
  /** Scripts that the start screen needs. */
  readonly startScreenJs: number;
  /** Scripts of the page that are there when the first cell is: those of the start screen too. */
  readonly firstCellJs: number;
  /** All that was fetched when the first result is there, Python's files too. */
  readonly firstResultTotal: number;
}

/** What a first visit to the application in the folder `dist`, served at `url`, fetches. */
export async function weighFirstVisit(
  page: Page,
  url: string,
  dist: string,
): Promise<FirstVisitWeight> {
  const fetched: { readonly path: string; readonly end: number }[] = [];
  page.on('requestfinished', (request) => {
    const { startTime, responseEnd } = request.timing();
    const { origin, pathname } = new URL(request.url());
    if (url.startsWith(origin)) fetched.push({ path: pathname, end: startTime + responseEnd });
  });
  const { firstCellMs, firstResultMs } = await workAlone(page, url);
  const origin = await page.evaluate(() => performance.timeOrigin);
  const until = (ms: number): Set<string> =>
    new Set(fetched.filter(({ end }) => end <= origin + ms).map(({ path }) => path));
  const bytes = (paths: Iterable<string>): number =>
    [...paths].reduce((sum, path) => sum + bytesAsSent(dist, path), 0);
  return {
    startScreenJs: bytes(scriptsOfStart(dist)),
    firstCellJs: bytes(
      [...until(firstCellMs)].filter((path) => /^\/[^/]+\.js$|^\/assets\/.*\.js$/.test(path)),
    ),
    firstResultTotal: bytes(until(firstResultMs)),
  };
}

/** What the page names, but for what is only loaded ahead. */
function scriptsOfStart(dist: string): string[] {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const tags = page.match(/<(?:script|link) [^>]*>/g) ?? [];
  return tags
    .filter((tag) => !tag.includes('data-ahead'))
    .flatMap((tag) => /(?:src|href)="\.(\/[^"]+\.js)"/.exec(tag)?.slice(1) ?? []);
}

function bytesAsSent(dist: string, path: string): number {
  const file = join(dist, path.endsWith('/') ? `${path}index.html` : path);
  if (existsSync(`${file}.br`)) return statSync(`${file}.br`).size;
  if (!existsSync(file)) return 0; // what the server answers by itself
  const whole = readFileSync(file);
  // A build by hand has no compressed copies: a little more than theirs.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return Math.min(whole.length, brotliCompressSync(whole, { params }).length);
}
