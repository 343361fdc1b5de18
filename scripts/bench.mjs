import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT } from './lib/root.mjs';

// npm run bench -- NAME [arguments] [--json]: runs tests/bench/NAME.bench.ts, whose default export is
// `async (args: readonly string[], log: (line: string) => void) => Promise<Json>`. The outcome goes to
// standard output, as one line of JSON with --json; `log` goes to standard error.
await ensureInstalled();
const folder = join(ROOT, 'tests', 'bench');
const [name = '', ...args] = process.argv.slice(2);
const file = join(folder, `${name}.bench.ts`);
if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((entry) => entry.match(/^(.+)\.bench\.ts$/)?.slice(1) ?? [])
    : [];
  console.error(
    `Usage: npm run bench -- NAME [--json]; NAME is one of: ${names.join(', ') || 'none yet'}`,
  );
  process.exit(1);
}
// Vite's server as a loader of TypeScript: it stays open, since a benchmark may import more as it runs.
const { sourceLoader } = await import('./lib/source-loader.mjs');
const loader = await sourceLoader();
const module = await loader.ssrLoadModule(file);
const outcome = await module.default(
  args.filter((arg) => arg !== '--json'),
  (line) => process.stderr.write(`${line}\n`),
);
console.log(JSON.stringify(outcome, null, args.includes('--json') ? undefined : 2));
process.exit(0); // a browser or a link that a benchmark left open must not keep the command alive
