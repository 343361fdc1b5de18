import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from '../find-browser.mjs';
import { ensureRedis } from '../find-redis.mjs';
import { checkAll } from './check-steps.mjs';
import { CACHE } from './root.mjs';
import { runTool } from './run.mjs';
import { isBuilt } from './stamp.mjs';

/** Parts of `npm test`, in the order they run. */
export const PARTS = ['check', 'unit', 'e2e'];

/** Where the last line of a run is kept for `.ci/run`. */
const SUMMARY = join(CACHE, 'summary.txt');

/**
 * Runs the named parts, each even if an earlier one failed, and prints the sum.
 * @param {readonly string[]} parts
 * @returns {Promise<number>} the exit code
 */
export async function testAll(parts) {
  mkdirSync(CACHE, { recursive: true });
  rmSync(SUMMARY, { force: true });
  let browser = null;
  let redis = '';
  try {
    if (parts.includes('e2e')) browser = ensureBrowser();
    if (parts.includes('unit')) redis = ensureRedis();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const broken = [];
  if (parts.includes('check')) broken.push(...(await checkAll()));
  if (parts.includes('unit')) {
    await runPart('unit tests', 'vitest.json', vitestCounts, totals, broken, (env) =>
      runTool('vitest/vitest.mjs', ['run'], { ...env, REDIS_SERVER: redis }),
    );
  }
  if (browser !== null) {
    const built = isBuilt() || (await tryBuild());
    if (!built) broken.push('build');
    else {
      await runPart('browser tests', 'playwright.json', playwrightCounts, totals, broken, (env) =>
        runTool('@playwright/test/cli.js', ['test'], { ...env, CHROME_PATH: browser }),
      );
    }
  }
  if (broken.length > 0) console.log(`Failed: ${broken.join(', ')}`);
  // A part that fails without a failed test of its own (a check, the build) counts as one.
  const failed = totals.failed + broken.length;
  const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
  const line = `${totals.passed} passed, ${failed} failed${skipped}`;
  writeFileSync(SUMMARY, `${line}\n`);
  console.log(line);
  return failed === 0 ? 0 : 1;
}

async function runPart(name, report, count, totals, broken, task) {
  const file = join(CACHE, report);
  rmSync(file, { force: true });
  const code = await task({ TEST_REPORT: file });
  const counts = count(readReport(file));
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  if (code !== 0 && counts.failed === 0) broken.push(name);
}

async function tryBuild() {
  try {
    const { buildAll } = await import('./build-all.mjs');
    await buildAll();
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {}; // the runner died before it wrote one; its exit code tells
  }
}

function vitestCounts({
  numPassedTests = 0,
  numFailedTests = 0,
  numPendingTests = 0,
  numTodoTests = 0,
}) {
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
  };
}

function playwrightCounts({ stats = {} }) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = stats;
  return { passed: expected + flaky, failed: unexpected, skipped };
}
