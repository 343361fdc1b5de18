import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import type { StoreHarness } from './store-harness/harness.ts';

declare const storeHarness: StoreHarness;

let url = '';
let stop: () => Promise<void> = async () => undefined;

test.beforeAll(async () => {
  const root = fileURLToPath(new URL('store-harness/', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'lectern-store-'));
  const options = {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: { vitest: join(root, 'in-page-runner.ts') } },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022' },
  } as const;
  await build(options);
  const server = await preview({ ...options, preview: { port: 0, host: '127.0.0.1' } });
  url = server.resolvedUrls?.local[0] ?? '';
  stop = async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
});

test.afterAll(() => stop());

async function come(page: Page): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => 'storeHarness' in globalThis);
}

test('[ST1] the stores keep their promises in a real browser', async ({ page }) => {
  await come(page);
  const outcomes = await page.evaluate(() => storeHarness.contract());
  expect(outcomes.length).toBeGreaterThan(12);
  expect(outcomes.filter(({ failure }) => failure !== null)).toEqual([]);
});

test('[ST1] a full disk is storage-full, keeps what was saved, and goes on when there is room', async ({
  page,
}) => {
  await come(page);
  const devtools = await page.context().newCDPSession(page);
  const origin = new URL(url).origin;
  // Before the first write: Chromium remembers for a while how much room there was.
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
  expect(await page.evaluate(() => storeHarness.open())).toBe('open');
  expect(await page.evaluate(() => storeHarness.append(0, 1000))).toBe('saved');
  expect(await page.evaluate(() => storeHarness.append(1, 4_000_000))).toBe('storage-full');
  expect(await page.evaluate(() => storeHarness.read())).toEqual([[0, 1000]]);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  expect(await page.evaluate(() => storeHarness.append(1, 4_000_000))).toBe('saved');
  expect(await page.evaluate(() => storeHarness.read())).toEqual([
    [0, 1000],
    [1, 4_000_000],
  ]);
});

test('[ST1] site data that is cleared under the page is told, and nothing is written to an empty database', async ({
  page,
}) => {
  await come(page);
  const devtools = await page.context().newCDPSession(page);
  expect(await page.evaluate(() => storeHarness.open())).toBe('open');
  expect(await page.evaluate(() => storeHarness.append(0, 10))).toBe('saved');
  await devtools.send('Storage.clearDataForOrigin', {
    origin: new URL(url).origin,
    storageTypes: 'indexeddb',
  });
  expect(await page.evaluate(() => storeHarness.lost())).toMatch(
    /^storage-broken (terminated|versionchange)$/,
  );
  expect(await page.evaluate(() => storeHarness.append(1, 10))).toBe('storage-broken');
});

test('[ST1] another tab that deletes the database is not kept waiting, and this one says so', async ({
  page,
}) => {
  await come(page);
  const other = await page.context().newPage();
  await come(other);
  expect(await page.evaluate(() => storeHarness.open())).toBe('open');
  await other.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase('lectern');
        request.onsuccess = () => resolve();
        request.onblocked = () => reject(new Error('kept waiting'));
      }),
  );
  expect(await page.evaluate(() => storeHarness.lost())).toBe('storage-broken versionchange');
  expect(await page.evaluate(() => storeHarness.read())).toBe('storage-broken');
});

test('[ST1] a spoilt record takes nothing else with it', async ({ page }) => {
  await come(page);
  expect(await page.evaluate(() => storeHarness.open())).toBe('open');
  for (const seq of [0, 1, 2])
    expect(await page.evaluate((at) => storeHarness.append(at, 5), seq)).toBe('saved');
  await page.evaluate(() => storeHarness.spoil(1));
  expect(await page.evaluate(() => storeHarness.read())).toEqual([
    [0, 5],
    [1, 0],
    [2, 5],
  ]);
});

test('[ST3] a database of a newer program is left alone', async ({ page }) => {
  await come(page);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const request = indexedDB.open('lectern', 99);
        request.onupgradeneeded = () => request.result.createObjectStore('later');
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      }),
  );
  expect(await page.evaluate(() => storeHarness.open())).toBe('storage-newer');
  expect(
    await page.evaluate(async () => (await indexedDB.databases()).map(({ version }) => version)),
  ).toEqual([99]);
});
