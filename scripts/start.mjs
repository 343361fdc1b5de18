import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT } from './lib/root.mjs';
import { isBuilt } from './lib/stamp.mjs';

await ensureInstalled();
if (!isBuilt()) {
  console.log('Building (about a minute the first time) ...');
  const { buildAll } = await import('./lib/build-all.mjs');
  await buildAll();
}
const { main } = await import(pathToFileURL(join(ROOT, 'dist-server', 'main.js')).href);
await main();
