import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's packages. */
const FIREFOX = 'firefox-esr';
const WEBKIT = 'webkit2gtk-driver xvfb xauth';

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

/**
 * Path of WebKitWebDriver, where WebKitGTK can be driven: it needs a screen, which xvfb-run makes.
 * @returns {string | null}
 */
export function findWebKit() {
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/bin');
  const find = (/** @type {string} */ name) =>
    folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
  return find('xvfb-run') === null ? null : find('WebKitWebDriver');
}

/** Installs what is missing where it may, as root on Debian; says in a sentence what will be skipped elsewhere. */
export function provideOtherBrowsers() {
  const missing = [
    ...(findFirefox() === null ? [{ packages: FIREFOX, why: NO_FIREFOX }] : []),
    ...(findWebKit() === null ? [{ packages: WEBKIT, why: NO_WEBKIT }] : []),
  ];
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const install = `apt-get update && apt-get install -y --no-install-recommends ${missing.map(({ packages }) => packages).join(' ')}`;
    console.log(`A browser is missing; installing it: ${install}`);
    execFileSync('sh', ['-c', install], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return;
  }
  for (const { packages, why } of missing) console.warn(`${why} To run them: install ${packages}.`);
}

/** Why the tests in Firefox are skipped. */
export const NO_FIREFOX =
  'The journeys in Firefox are skipped: no Firefox is installed here, and FIREFOX_PATH names none.';

/** Why the tests in WebKit are skipped. */
export const NO_WEBKIT =
  'The journeys in WebKit are skipped: no WebKitWebDriver or xvfb-run is installed here.';
