import type { Page } from '@playwright/test';

/** Ms from navigation, as a person sees them. */
export interface Visit {
  readonly startScreenMs: number;
  readonly firstCellMs: number;
  readonly firstResultMs: number;
  /** All layout shifts until then that followed no input, added up: never less than the browser's own CLS. */
  readonly cls: number;
}

/** A person works alone: start screen, first cell, `1+1`, its result. */
export async function workAlone(page: Page, url: string): Promise<Visit> {
  await page.goto(url, { waitUntil: 'commit' });
  await marked(page, 'lectern:start-screen');
  await press(page, 'button', 'Work alone');
  const firstCellMs = await marked(page, 'lectern:first-cell');
  await press(page, '.jp-Notebook .jp-CodeCell .cm-content', '');
  await page.keyboard.insertText('1+1');
  await page.keyboard.press('Control+Enter');
  const firstResultMs = await marked(page, 'lectern:first-result');
  await page.locator('.jp-CodeCell .jp-OutputArea-output').first().waitFor();
  const startScreenMs = await page.evaluate(() =>
    Math.max(
      ...['lectern:start-screen', 'first-contentful-paint'].map(
        (name) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN,
      ),
    ),
  );
  return { startScreenMs, firstCellMs, firstResultMs, cls: await layoutShift(page) };
}

/**
 * Presses the first element that `selector` finds, in shadow trees too, with `text` in it. By its place alone: the
 * runner's own way to find and press runs a large script in the page first, which no person brings along.
 */
async function press(page: Page, selector: string, text: string): Promise<void> {
  const at = await page.evaluate(
    ({ wanted, words }) => {
      const find = (root: Document | ShadowRoot): Element | undefined =>
        [...root.querySelectorAll(wanted)].find((each) => each.textContent.includes(words)) ??
        [...root.querySelectorAll('*')]
          .flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : [find(shadowRoot)]))
          .find((each) => each !== undefined);
      const box = find(document)?.getBoundingClientRect();
      return box === undefined ? null : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    },
    { wanted: selector, words: text },
  );
  if (at === null) throw new Error(`nothing to press: ${selector} ${text}`);
  await page.mouse.click(at.x, at.y);
}

/** Ms from navigation to a mark on the page's performance timeline. */
export async function floor(page: Page, url: string, name: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  return marked(page, name);
}

/** Waits until the service worker has all that it keeps. */
export async function readyForOffline(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('lectern-app-update')?.installation?.state.value.offline === 'ready',
    undefined,
    { polling: 200 },
  );
}

function marked(page: Page, name: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list, observer) => {
          const entry = list.getEntriesByName(wanted)[0];
          if (entry === undefined) return;
          observer.disconnect();
          resolve(entry.startTime);
        }).observe({ type: 'mark', buffered: true });
      }),
    name,
  );
}

function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const add = (entries: PerformanceEntryList): void => {
          for (const entry of entries) {
            const { value, hadRecentInput } = entry as PerformanceEntry & {
              readonly value: number;
              readonly hadRecentInput: boolean;
            };
            if (!hadRecentInput) sum += value;
          }
        };
        const observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() =>
          setTimeout(() => {
            add(observer.takeRecords());
            resolve(sum);
          }),
        );
      }),
  );
}
