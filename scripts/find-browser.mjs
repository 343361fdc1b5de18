import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

const APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];

const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium';

/** Start options that suit tests on any machine, containers and root included. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of an installed Chromium or Chrome: `CHROME_PATH` if set, else the usual names and places.
 * @returns {string | null}
 */
export function findBrowser() {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') return isExecutable(chosen) ? chosen : null;
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/bin', '/snap/bin');
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...APPS].find(isExecutable) ?? null;
}

/**
 * Finds a browser, or installs Debian's as root; where neither works, says what to do.
 * @returns {string} its path
 * @throws an Error whose message is a plain sentence for the person at the keyboard
 */
export function ensureBrowser() {
  const found = findBrowser();
  if (found !== null) return found;
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    throw new Error(
      `CHROME_PATH names ${chosen}, which cannot be run. Set it to a Chromium or Chrome, or unset it.`,
    );
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`No Chromium or Chrome found; installing one: ${INSTALL}`);
    execFileSync('sh', ['-c', INSTALL], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = findBrowser();
    if (installed !== null) return installed;
  }
  const command = existsSync('/usr/bin/apt-get')
    ? `sudo sh -c '${INSTALL}'`
    : 'install Chromium or Chrome, or set CHROME_PATH to one';
  throw new Error(
    `The browser tests need Chromium or Chrome, and none was found. Run this, then try again:\n  ${command}`,
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
