import { join } from 'node:path';
import { build } from 'vite';
import { buildServer } from '../build-server.mjs';
import { precompress } from '../precompress.mjs';
import { ROOT } from './root.mjs';
import { sourceStamp, writeStamp } from './stamp.mjs';

/** Builds the static application (`dist`), its compressed copies, and the server (`dist-server`). */
export async function buildAll() {
  const stamp = sourceStamp();
  await build({ root: ROOT, logLevel: 'warn' });
  await buildServer();
  const { files, before, after, made } = await precompress(join(ROOT, 'dist'));
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `dist: ${files} files to compress, ${mb(before)}, as brotli ${mb(after)} (${made} newly made)`,
  );
  writeStamp(stamp);
}
