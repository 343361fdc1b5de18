import { defineConfig } from '@playwright/test';
import { BROWSER_ARGS, findBrowser } from './scripts/find-browser.mjs';

const browser = findBrowser();
/** Where `npm test` wants the counts. */
const report = process.env['TEST_REPORT'];
const workers = Number(process.env['E2E_WORKERS'] ?? 2);

/** The tests start the real server themselves (`tests/support/start-server.ts`), so that they can stop it too. */
export default defineConfig({
  testDir: 'tests/e2e',
  // Makes the pictures of the documentation, on demand only.
  testIgnore: process.env['PICTURES'] ? [] : ['**/pictures.spec.ts'],
  testMatch: '**/*.spec.ts',
  // For `npm run test:long`: what takes minutes, or repeats with more people what others show.
  ...(process.env['TEST_LONG'] ? {} : { grepInvert: /@long/ }),
  outputDir: 'test-results',
  workers,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  use: {
    browserName: 'chromium',
    // Keeping the application for offline would take seconds of every page; its own tests allow it.
    serviceWorkers: 'block',
    viewport: { width: 1366, height: 768 },
    trace: 'retain-on-failure',
    launchOptions: {
      // Python's code is not compiled a second time for speed: most pages live for seconds.
      args: [...BROWSER_ARGS, '--js-flags=--no-wasm-tier-up'],
      ...(browser === null ? {} : { executablePath: browser }),
    },
  },
});
