/** A busy computer takes several seconds to open a database, and giving up too early would hide a person's files. */
const PATIENCE_MS = 20_000;

/**
 * The stores that JupyterLite makes in it through localforage, and localforage's own. One by one, each of them costs a new
 * version of the database, with all that reads and writes waiting for it, while the first notebook is made.
 */
const STORES = [
  'files',
  'index',
  'checkpoints',
  'counters',
  'settings',
  'statedb',
  'local-forage-detect-blob-support',
] as const;

/**
 * Whether this browser lets the page keep files in the IndexedDB database `name`, which is made with its stores where it
 * is not there. Private windows and blocked site data make `open` fail or, in some browsers, never answer: then false after `patience` ms.
 */
export async function canStore(
  factory: IDBFactory | undefined,
  name: string,
  patience = PATIENCE_MS,
): Promise<boolean> {
  if (!factory) return false;
  const opened = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), patience);
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    try {
      const request = factory.open(name);
      request.addEventListener('error', (event) => {
        event.preventDefault(); // or Firefox reports it as an uncaught error as well
        settle(false);
      });
      request.addEventListener('upgradeneeded', () => {
        for (const store of STORES) request.result.createObjectStore(store);
      });
      request.addEventListener('success', () => {
        request.result.close();
        settle(true);
      });
    } catch {
      settle(false); // a SecurityError where site data are blocked
    }
  });
  return opened;
}
