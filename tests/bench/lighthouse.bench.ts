import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import puppeteer, { type Page } from 'puppeteer-core';
import { BROWSER_ARGS, findBrowser } from '../../scripts/find-browser.mjs';
import { BUILT_APP } from '../support/built-app.ts';
import { startServer } from '../support/start-server.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;

/** What is used of Lighthouse's outcome. */
interface Report {
  readonly categories: Readonly<
    Record<
      string,
      { readonly score: number | null; readonly auditRefs: readonly { readonly id: string }[] }
    >
  >;
  readonly audits: Readonly<Record<string, Audit>>;
}

interface Audit {
  readonly score: number | null;
  readonly title: string;
  readonly details?: { readonly items?: readonly unknown[] };
}

/**
 * Lighthouse's scores (0 to 100) of the start screen and of a class that is open, each loaded by Lighthouse itself as on
 * a desktop, from the built application (`dist`, or `LECTERN_DIST`), with what it found wrong. Lighthouse is no
 * dependency, being larger than most of them together: `npm install lighthouse@12` in an empty folder, whose path is the
 * argument.
 */
export default async function lighthouse(args: readonly string[], log: (line: string) => void) {
  const [folder] = args;
  if (folder === undefined)
    throw new Error('In which folder is lighthouse? npm run bench -- lighthouse FOLDER');
  const executablePath = findBrowser();
  if (executablePath === null)
    throw new Error('no Chromium or Chrome found: npm test installs one');
  const server = await startServer({ appDir: BUILT_APP });
  const browser = await puppeteer.launch({ executablePath, args: [...BROWSER_ARGS] });
  const { port } = new URL(browser.wsEndpoint());
  const audit = async (name: string, url: string) => {
    const found = summary(await run(resolve(folder), port, url));
    log(`${name}: ${JSON.stringify(found.scores)}`);
    return found;
  };
  const start = await audit('start screen', server.url);
  const page = await browser.newPage();
  await startClass(page, server.url);
  const address = page.url();
  await page.close(); // a class is open in one tab
  const classroom = await audit('class', address);
  await browser.close();
  await server.stop();
  return { start, classroom };
}

/** Runs Lighthouse in a tab of the browser that listens at `port`. */
async function run(folder: string, port: string, url: string): Promise<Report> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(folder, 'node_modules/lighthouse/cli/index.js'),
      url,
      `--port=${port}`,
      '--preset=desktop',
      '--disable-storage-reset',
      `--only-categories=${CATEGORIES.join()}`,
      '--output=json',
      '--quiet',
      '--no-enable-error-reporting',
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Report;
}

async function startClass(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('::-p-aria([name="Teach a class"][role="button"])').click();
  await page.locator('::-p-aria([name="Class name"][role="textbox"])').fill('Physics');
  await page.locator('::-p-aria([name="Your name"][role="textbox"])').fill('Ms Curie');
  await page.locator('::-p-aria([name="Start class"][role="button"])').click();
  await page.waitForSelector('::-p-aria([name="Invite"][role="button"])');
  await page.waitForFunction(() => location.hash.startsWith('#/class/'));
}

function summary({ categories, audits }: Report) {
  const scores: Record<string, number> = {};
  const wrong: object[] = [];
  for (const name of CATEGORIES) {
    const category = categories[name];
    scores[name] = Math.round((category?.score ?? 0) * 100);
    if (name === 'performance') continue;
    for (const { id } of category?.auditRefs ?? []) {
      const found = audits[id];
      if (found === undefined || found.score === null || found.score === 1) continue;
      wrong.push({ id, title: found.title, items: found.details?.items ?? [] });
    }
  }
  return { scores, wrong };
}
