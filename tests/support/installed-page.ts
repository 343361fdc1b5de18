import { expect, type BrowserContext, type Page } from '@playwright/test';

/** Waits until all of the application is on this device. */
export async function isReadyForOffline(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Ready for offline', exact: true })).toBeVisible({
    timeout: 60_000,
  });
}

/** Empties the browser's own cache of what it loaded: what comes then is from the service worker, or the server. */
export async function forgetLoadedFiles(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true }); // empties that in the page's memory
  await session.send('Network.clearBrowserCache');
  await session.detach();
}
