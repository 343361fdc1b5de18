import { ensureInstalled } from './lib/install.mjs';
import { option } from './lib/options.mjs';
import { runTool } from './lib/run.mjs';

// npm run fuzz -- [--schedules N] [--seed S]: the tests read FUZZ_SCHEDULES and FUZZ_SEED.
await ensureInstalled();
const env = {
  FUZZ_SCHEDULES: option('schedules', '20000'),
  FUZZ_TIMEOUT_MS: String(24 * 3600 * 1000),
};
const seed = option('seed', '');
process.exitCode = await runTool(
  'vitest/vitest.mjs',
  ['run', 'tests/fuzz'],
  seed === '' ? env : { ...env, FUZZ_SEED: seed },
);
