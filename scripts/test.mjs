import { ensureInstalled } from './lib/install.mjs';

// npm test [-- check unit e2e]: all parts, or those named.
await ensureInstalled();
const { testAll, PARTS } = await import('./lib/test-parts.mjs');
const named = process.argv.slice(2);
const unknown = named.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(', ')}. Parts: ${PARTS.join(', ')}`);
  process.exit(1);
}
process.exitCode = await testAll(named.length === 0 ? PARTS : named);
