import { ensureInstalled } from './lib/install.mjs';

await ensureInstalled();
const { checkAll } = await import('./lib/check-steps.mjs');
const failed = await checkAll();
process.exitCode = failed.length === 0 ? 0 : 1;
