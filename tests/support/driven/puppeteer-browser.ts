import puppeteer, { type ConsoleMessage, type KeyInput } from 'puppeteer-core';
import { BROWSER_ARGS, findBrowser } from '../../../scripts/find-browser.mjs';
import type { DrivenBrowser } from './driven-browser.ts';

/** Console lines that come from libraries and are known. */
const KNOWN_WARNINGS = [
  /\[yjs#509\] Not same Y\.Doc/,
  /Invalid access: Add Yjs type to a document/,
];

/** Opens Firefox at `path` without a window, over WebDriver BiDi, with an empty profile. */
export function openFirefox(
  path: string,
  preferences: Readonly<Record<string, boolean>> = {},
): Promise<DrivenBrowser> {
  return open({
    browser: 'firefox',
    executablePath: path,
    protocol: 'webDriverBiDi',
    extraPrefsFirefox: preferences,
  });
}

/** Opens the Chromium of the other browser tests. */
export function openChromium(): Promise<DrivenBrowser> {
  const path = findBrowser();
  if (path === null) throw new Error('No Chromium or Chrome is installed');
  return open({ browser: 'chrome', executablePath: path, args: [...BROWSER_ARGS] });
}

async function open(
  options: NonNullable<Parameters<typeof puppeteer.launch>[0]>,
): Promise<DrivenBrowser> {
  const browser = await puppeteer.launch({ ...options, headless: true });
  const page = await browser.newPage();
  await page.setViewport({ width: 1366, height: 768 });
  const complaints: string[] = [];
  page.on('pageerror', (error) =>
    complaints.push(error instanceof Error ? String(error.stack) : String(error)),
  );
  page.on('console', (message: ConsoleMessage) => {
    const text = message.text();
    if (!['error', 'warn'].includes(message.type())) return;
    if (!KNOWN_WARNINGS.some((known) => known.test(text))) complaints.push(text);
  });
  return {
    version: await browser.version(),
    page: {
      complaints,
      open: async (url) => void (await page.goto(url)),
      reload: async () => void (await page.reload()),
      evaluate: (expression) => page.evaluate(expression),
      click: (x, y) => page.mouse.click(x, y),
      type: (text) => page.keyboard.type(text),
      async press(...keys: KeyInput[]) {
        for (const key of keys) await page.keyboard.down(key);
        for (const key of keys.toReversed()) await page.keyboard.up(key);
      },
    },
    close: () => browser.close(),
  };
}
