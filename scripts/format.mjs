import { ensureInstalled } from './lib/install.mjs';
import { runTool } from './lib/run.mjs';

await ensureInstalled();
process.exitCode = await runTool('oxfmt/bin/oxfmt', process.argv.slice(2));
