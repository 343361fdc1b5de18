import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PACKAGES = 'firefox-esr';
const INSTALL = `apt-get update && apt-get install -y --no-install-recommends ${PACKAGES}`;

/**
 * Path of an installed Firefox: `FIREFOX_PATH` if set, else the usual names and places.
 * @returns {string | null}
 */
export function findFirefox() {
  const chosen = process.env['FIREFOX_PATH'];
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? chosen : null;
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/bin', '/snap/bin');
  const named = ['firefox-esr', 'firefox'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  const candidates = [...named, '/Applications/Firefox.app/Contents/MacOS/firefox'];
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** Installs what is missing where it may, as root on Debian; says in a sentence what will be skipped elsewhere. */
export function provideOtherBrowsers() {
  if (findFirefox() !== null) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`No Firefox found; installing one: ${INSTALL}`);
    execFileSync('sh', ['-c', INSTALL], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return;
  }
  console.warn(`${NO_FIREFOX} To run them: install ${PACKAGES}, or set FIREFOX_PATH.`);
}

/** Why the tests in Firefox are skipped. */
export const NO_FIREFOX = 'The journeys in Firefox are skipped: no Firefox is installed here.';
