import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from '../../../scripts/find-browser.mjs';
import { slowDown } from './slow-processor.ts';

const TIMEOUT_MS = 120_000;

/** A browser with a profile of its own on the disk, as a person's: empty at first, and kept from visit to visit. */
export class FreshBrowser {
  readonly #folder: string;
  readonly #context: BrowserContext;
  readonly #group: number;

  private constructor(folder: string, context: BrowserContext, group: number) {
    this.#folder = folder;
    this.#context = context;
    this.#group = group;
  }

  static async open(): Promise<FreshBrowser> {
    const executablePath = findBrowser();
    if (executablePath === null)
      throw new Error('no Chromium or Chrome found: npm test installs one');
    const folder = await mkdtemp(join(tmpdir(), 'lectern-load-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath,
      args: [...BROWSER_ARGS],
      viewport: { width: 1366, height: 768 },
    });
    const session = await context.browser()?.newBrowserCDPSession();
    const known = await session?.send('SystemInfo.getProcessInfo');
    const group = known?.processInfo.find(({ type }) => type === 'browser')?.id;
    if (group === undefined) throw new Error('the browser does not tell its process');
    return new FreshBrowser(folder, context, group);
  }

  /** One visit in a tab of its own, `slower` times slower while it is measured. */
  async visit<T>(
    slower: number,
    measure: (page: Page) => Promise<T>,
    then?: (page: Page) => Promise<unknown>,
  ): Promise<T> {
    const page = await this.#context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    const end = await slowDown(this.#group, slower);
    let outcome: T;
    try {
      outcome = await measure(page);
    } finally {
      await end();
    }
    await then?.(page);
    await page.close();
    return outcome;
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
