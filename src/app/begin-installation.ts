import { systemClock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Supply } from '../classroom/class-supply.ts';
import '../ui/app-elements.ts';
import { clearAppCaches } from './clear-app-caches.ts';
import { InstalledApp } from './installed-app.ts';
import type { PageView } from './page-view.ts';

/** Registers the service worker and shows on the page what becomes of it. */
export function beginInstallation(
  view: PageView,
  base: string,
  logger: Logger,
  saveAll: () => Promise<void>,
  supply: Supply | null,
): Promise<void> {
  const installation = new InstalledApp({
    container: navigator.serviceWorker,
    base,
    version: __LECTERN_VERSION__,
    clock: systemClock,
    logger,
    supply,
    saveAll,
    reload: () => location.reload(),
    isReachable: () => isReachable(`${base}service-worker.js`),
    clear: () => clearAppCaches(caches, base),
    onSeen: (listener) =>
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') listener();
      }),
  });
  view.follow(installation);
  return installation.begin();
}

async function isReachable(url: string): Promise<boolean> {
  try {
    const { ok, headers } = await fetch(url, { cache: 'no-store' });
    // A network's sign-in page answers anything with a page of its own.
    return ok && /javascript/.test(headers.get('Content-Type') ?? '');
  } catch {
    return false; // no connection
  }
}
