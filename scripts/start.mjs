import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT } from './lib/root.mjs';
import { isBuilt } from './lib/stamp.mjs';

// npm start [-- --lan]: with --lan over https with a certificate of its own making, for a room without internet.
await ensureInstalled();
if (!isBuilt()) {
  console.log('Building (about a minute the first time) ...');
  const { buildAll } = await import('./lib/build-all.mjs');
  await buildAll();
}
if (process.argv.includes('--lan')) {
  const { startLan } = await import('./lib/start-lan.mjs');
  await startLan();
}
const { main } = await import(pathToFileURL(join(ROOT, 'dist-server', 'main.js')).href);
await main();
