import type { BrowserContext, Page } from '@playwright/test';

/** Another tab of a browser, without Lectern in it, at an address of the same origin. */
export async function openBareTab(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(new URL('/health', origin).href);
  return page;
}

/** Makes the classes' database as version 1 of it was, keeps it open in `tab`, and goes deaf: nobody may upgrade it. */
export async function keepOldLayout(tab: Page): Promise<void> {
  await tab.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('lectern', 1);
        request.onupgradeneeded = () => {
          const entries = request.result.createObjectStore('entries', { autoIncrement: true });
          entries.createIndex('entry', ['class', 'doc', 'chain', 'seq'], { unique: true });
          entries.createIndex('doc', ['class', 'doc']);
          request.result.createObjectStore('meta', { keyPath: ['class', 'key'] });
        };
        request.onerror = () => reject(new Error(String(request.error)));
        request.onsuccess = () => {
          Object.assign(globalThis, { keptOpen: request.result });
          resolve();
        };
      }),
  );
}

/** Begins a transaction over all of an existing database that does not end: nobody else writes. Ends with the tab. */
export async function holdWrites(tab: Page, name: string): Promise<void> {
  await tab.evaluate(
    (database) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(database);
        request.onerror = () => reject(new Error(String(request.error)));
        request.onsuccess = () => {
          const names = [...request.result.objectStoreNames];
          const store = request.result.transaction(names, 'readwrite').objectStore(names[0] ?? '');
          const goOn = (): void => void (store.get(0).onsuccess = goOn);
          goOn();
          resolve();
        };
      }),
    name,
  );
}
