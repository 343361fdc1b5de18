import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/** Whatever the build's outcome depends on. */
const SOURCES = [
  'index.html',
  'lite',
  'package-lock.json',
  'package.json',
  'public',
  'scripts',
  'signaling',
  'src',
  'tsconfig.json',
  'vite.config.ts',
];

const STAMP = join(ROOT, 'dist-server', 'stamp.txt');

/** Names the present content of all sources. */
export function sourceStamp() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesUnder(source)).sort()) {
    hash.update(`${path}\0`).update(
      createHash('sha256')
        .update(readFileSync(join(ROOT, path)))
        .digest(),
    );
  }
  return hash.digest('hex');
}

/** Whether `dist` and `dist-server` were built from what the sources are now. */
export function isBuilt() {
  if (!existsSync(join(ROOT, 'dist', 'index.html')) || !existsSync(STAMP)) return false;
  return readFileSync(STAMP, 'utf8') === sourceStamp();
}

/**
 * Notes what the build was made from.
 * @param {string} stamp `sourceStamp()` from before the build
 */
export function writeStamp(stamp) {
  writeFileSync(STAMP, stamp);
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  const stats = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (stats.isFile()) return [path];
  return readdirSync(join(ROOT, path)).flatMap((name) => filesUnder(`${path}/${name}`));
}
