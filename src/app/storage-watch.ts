import type { Clock } from '../base/clock.ts';

/** How long a page is left alone with its start before its storage is asked, in ms. */
const BEGIN_MS = 4_000;
/** An answer takes some milliseconds, or a second on a busy computer; who has none by then is told, in ms. */
const PATIENCE_MS = 6_000;

/**
 * Finds out once, after the start, whether the browser's storage answers: a transaction that another tab does not end keeps every
 * other one waiting, for ever, and nothing fails. `tell` is called with true where there is no answer in time, and then with false
 * when there is one.
 */
export async function watchStorage(
  factory: IDBFactory,
  clock: Clock,
  tell: (held: boolean) => void,
): Promise<void> {
  await new Promise<void>((resolve) => void clock.after(BEGIN_MS, resolve));
  const databases = await factory.databases();
  let held = false;
  const cancel = clock.after(PATIENCE_MS, () => {
    held = true;
    tell(true);
  });
  await Promise.all(
    databases.map(async ({ name }) => {
      if (name !== undefined && /^lectern/i.test(name)) await answerOf(factory, name);
    }),
  );
  cancel();
  if (held) tell(false);
}

/** Resolves when a database has let us write, or cannot be asked. */
function answerOf(factory: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = factory.open(name);
    // It was deleted in between: it is not made anew.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = (event) => {
      event.preventDefault(); // whoever works with it tells
      resolve();
    };
    request.onsuccess = () => {
      const database = request.result;
      const end = (): void => {
        database.close();
        resolve();
      };
      database.onversionchange = end;
      const stores = [...database.objectStoreNames];
      if (stores.length === 0) return end();
      const transaction = database.transaction(stores, 'readwrite');
      transaction.oncomplete = end;
      transaction.onabort = end;
    };
  });
}
