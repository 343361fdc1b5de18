import { ensureInstalled } from './lib/install.mjs';
import { option } from './lib/options.mjs';
import { runTool } from './lib/run.mjs';

// npm run test:long [-- --schedules N]: hours of deep fuzzing, networks, soak.
await ensureInstalled();
process.exitCode = await runTool('vitest/vitest.mjs', ['run'], {
  TEST_LONG: '1',
  FUZZ_SCHEDULES: option('schedules', '200000'),
  FUZZ_TIMEOUT_MS: String(24 * 3600 * 1000),
});
