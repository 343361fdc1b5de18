import { runTool } from './run.mjs';
import { findSecondCopies } from './second-copies.mjs';

/** @type {[name: string, step: () => Promise<number>][]} */
const STEPS = [
  ['types', () => runTool('typescript/bin/tsc', ['-p', '.'])],
  ['lint', () => runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings'])],
  ['format', () => runTool('oxfmt/bin/oxfmt', ['--check'])],
  ['dead code', () => runTool('knip/bin/knip.js', ['--no-progress'])],
  ['one copy of shared libraries', reportSecondCopies],
];

/**
 * Runs all checks, each to its end.
 * @returns {Promise<string[]>} names of those that failed
 */
export async function checkAll() {
  const failed = [];
  for (const [name, step] of STEPS) {
    const started = Date.now();
    const code = await step();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (code !== 0) failed.push(name);
  }
  return failed;
}

/** @returns {Promise<number>} */
async function reportSecondCopies() {
  const copies = findSecondCopies();
  for (const [name, paths] of copies) console.error(`${name} is there twice: ${paths.join(', ')}`);
  return copies.length === 0 ? 0 : 1;
}
