import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode } from './node-version.mjs';
import { ROOT } from './root.mjs';
import { run } from './run.mjs';

/**
 * Makes sure of the Node.js version and of node_modules: `npm ci` runs where something that the lock
 * file names is missing or has another version. Compared by content, since a fresh clone's file times
 * say nothing.
 */
export async function ensureInstalled() {
  requireNode();
  if (isInstalled()) return;
  console.log('Installing packages (npm ci) ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await run(npm, ['ci', '--no-audit', '--no-fund']);
  if (code === 0) return;
  console.error(
    'Packages could not be installed; the lines above say why. Is the network reachable?',
  );
  process.exit(code);
}

function isInstalled() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const present = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, link }]) => {
    if (path === '' || link === true) return true;
    const found = present[path];
    if (found === undefined) return optional === true || devOptional === true; // for another system
    return found.version === version;
  });
}

/** @returns {Record<string, {version?: string, optional?: boolean, devOptional?: boolean, link?: boolean}> | null} */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null; // not there, or cut off in the middle of an installation
  }
}
