import type { Logger } from '../base/logger.ts';

/** Remembers for this tab that a reload was tried, in sessionStorage. */
const TRIED = 'lectern-isolation-tried';

/**
 * On a host that does not send the headers of isolation the service worker adds them: from the second load on. Does that
 * load at once, one time in the life of a tab, of the address `cameTo`, unless somebody has begun to do something. Where the browser refuses the
 * worker or the headers, the page goes on without: Python has other ways then.
 */
export async function isolatePage(base: string, cameTo: string, logger: Logger): Promise<void> {
  let touched = false;
  const touch = (): void => void (touched = true);
  for (const type of ['pointerdown', 'keydown'])
    addEventListener(type, touch, { capture: true, once: true });
  try {
    if (sessionStorage.getItem(TRIED) !== null) return;
    sessionStorage.setItem(TRIED, 'yes');
    const registration: ServiceWorkerRegistration | undefined =
      await navigator.serviceWorker.register(`${base}service-worker.js`, { scope: base });
    if (registration === undefined) return;
    await navigator.serviceWorker.ready;
    if (touched) return;
    history.replaceState(null, '', cameTo);
    location.reload();
  } catch (error) {
    logger.log('info', 'not-isolated', { error });
  }
}
