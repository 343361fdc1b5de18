import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureBrowser } from '../find-browser.mjs';
import { ensureRedis } from '../find-redis.mjs';
import { checkAll } from './check-steps.mjs';
import { CACHE, ROOT } from './root.mjs';
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
  const failures = [];
  if (parts.includes('check')) broken.push(...(await checkAll()));
  if (parts.includes('unit')) {
    const report = await runPart('unit tests', 'vitest.json', vitestCounts, totals, broken, (env) =>
      runTool('vitest/vitest.mjs', ['run'], { ...env, REDIS_SERVER: redis }),
    );
    failures.push(...vitestFailures(report));
  }
  if (browser !== null) {
    const built = isBuilt() || (await tryBuild());
    if (!built) broken.push('build');
    else {
      const file = 'playwright.json';
      const report = await runPart('browser tests', file, playwrightCounts, totals, broken, (env) =>
        runTool('@playwright/test/cli.js', ['test'], { ...env, CHROME_PATH: browser }),
      );
      failures.push(...playwrightFailures(report));
    }
  }
  // Once more at the end: a log that is cut from the top still names them.
  for (const failure of failures) console.log(failure);
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
  const result = readReport(file);
  const counts = count(result);
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  if (code !== 0 && counts.failed === 0) broken.push(name);
  return result;
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

/** The failed tests of a Vitest report: file, name and the first lines of what went wrong. */
function vitestFailures({ testResults = [] }) {
  return testResults.flatMap(({ name, message, assertionResults = [] }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    const own = failed.map(({ fullName, failureMessages }) =>
      inLines(`${relative(ROOT, name)} › ${fullName}`, failureMessages.join('\n')),
    );
    return own.length > 0 || !message ? own : [inLines(relative(ROOT, name), message)];
  });
}

/** The failed tests of a Playwright report, likewise. */
function playwrightFailures({ suites = [] }) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? [])
      .filter(({ ok }) => !ok)
      .map(({ file, line, title, tests }) =>
        inLines(
          `tests/e2e/${file}:${line} › ${title}`,
          tests.flatMap((test) => test.results.map((result) => result.error?.message)).join('\n'),
        ),
      ),
    ...playwrightFailures(suite),
  ]);
}

function inLines(title, message) {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .slice(0, 12);
  return [`Failed: ${title}`, ...lines.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}
