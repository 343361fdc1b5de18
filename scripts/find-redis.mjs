import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends redis-server';

/**
 * Path of an installed Redis or Valkey server: `REDIS_SERVER` if set, else the usual names on the path.
 * @returns {string | null}
 */
export function findRedis() {
  const chosen = process.env['REDIS_SERVER'];
  if (chosen !== undefined && chosen !== '') return isExecutable(chosen) ? chosen : null;
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/bin', '/usr/local/bin');
  const names = ['redis-server', 'valkey-server'];
  return (
    names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null
  );
}

/**
 * Finds a Redis server, or installs Debian's as root; where neither works, says what to do.
 * @returns {string} its path
 * @throws an Error whose message is a plain sentence for the person at the keyboard
 */
export function ensureRedis() {
  const found = findRedis();
  if (found !== null) return found;
  const chosen = process.env['REDIS_SERVER'];
  if (chosen !== undefined && chosen !== '') {
    throw new Error(
      `REDIS_SERVER names ${chosen}, which cannot be run. Set it to a redis-server, or unset it.`,
    );
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`No Redis server found; installing one: ${INSTALL}`);
    execFileSync('sh', ['-c', INSTALL], {
      stdio: 'inherit',
      // Only the program is wanted: the package must not start a service.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    });
    const installed = findRedis();
    if (installed !== null) return installed;
  }
  const command = existsSync('/usr/bin/apt-get')
    ? `sudo sh -c '${INSTALL}'`
    : 'install redis-server, or set REDIS_SERVER to one';
  throw new Error(
    `The tests of several servers need a Redis server, and none was found. Run this, then try again:\n  ${command}`,
  );
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not to be run: the next candidate may be
  }
}
