import { ensureBrowser } from './find-browser.mjs';
import { provideOtherBrowsers } from './find-other-browsers.mjs';
import { buildAll } from './lib/build-all.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { option } from './lib/options.mjs';
import { runTool } from './lib/run.mjs';
import { isBuilt } from './lib/stamp.mjs';

// npm run test:long [-- --schedules N]: hours of deep fuzzing, networks, other browsers, kills, long journeys.
await ensureInstalled();
ensureBrowser();
provideOtherBrowsers();
if (!isBuilt()) await buildAll();
const fuzzAndNetworks = await runTool('vitest/vitest.mjs', ['run'], {
  TEST_LONG: '1',
  FUZZ_SCHEDULES: option('schedules', '100000'),
  FUZZ_TIMEOUT_MS: String(24 * 3600 * 1000),
});
const kills = await runTool('@playwright/test/cli.js', ['test', 'killed'], { LECTERN_KILLS: '20' });
const journeys = await runTool('@playwright/test/cli.js', ['test', '--grep', '@long'], {
  TEST_LONG: '1',
});
process.exitCode = fuzzAndNetworks || kills || journeys;
