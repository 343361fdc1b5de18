import { defineConfig } from 'vitest/config';

const usual = ['unit', 'contract', 'fuzz', 'hostile'];
const long = ['long', 'fuzz'];

/** `npm run test:long` sets TEST_LONG: hours of depth instead of minutes of breadth. */
const parts = process.env['TEST_LONG'] === undefined ? usual : long;

/** Where `npm test` wants the counts. */
const report = process.env['TEST_REPORT'];

export default defineConfig({
  test: {
    environment: 'node',
    // It can be configured once: tests that read the catalogues in another language begin it anew.
    server: { deps: { inline: ['@lit/localize'] } },
    include: parts.map((part) => `tests/${part}/**/*.test.ts`),
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
  },
});
