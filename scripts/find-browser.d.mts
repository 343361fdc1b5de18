/** Start options that suit tests on any machine, containers and root included. */
export const BROWSER_ARGS: readonly string[];
/** Path of an installed Chromium or Chrome: `CHROME_PATH` if set, else the usual names and places. */
export function findBrowser(): string | null;
/** Finds a browser, or installs Debian's as root; throws a plain sentence where neither works. */
export function ensureBrowser(): string;
