/** What the system opened the installed application with. */
interface LaunchParams {
  readonly targetURL?: string | null;
  readonly files?: readonly { readonly kind?: string; getFile?(): Promise<File> }[];
}

/** `window.launchQueue` of browsers that install applications. */
export interface LaunchQueue {
  setConsumer(consumer: (params: LaunchParams) => void): void;
}

/** The browser's queue; null where it has none. */
export function launchQueue(): LaunchQueue | null {
  return (globalThis as { launchQueue?: LaunchQueue }).launchQueue ?? null;
}

export interface LaunchTarget {
  /** Files that somebody opened with the application. */
  readonly openFiles: (files: readonly File[]) => Promise<void>;
  /** The fragment of an address below ours that was opened while a window was there already. */
  readonly follow: (hash: string) => void;
}

/**
 * Hands on what the system opens the application with: files, and class links and shortcuts that come to a window which is
 * already open. That window is not loaded anew: a lesson in it goes on. Files that cannot be read are passed over.
 */
export function followLaunches(
  queue: LaunchQueue | null,
  base: string,
  target: LaunchTarget,
): void {
  // The first launch is the address that this page was loaded with.
  let first = true;
  queue?.setConsumer(({ targetURL, files = [] }) => {
    const fresh = !first;
    first = false;
    if (files.length > 0) void readAll(files).then(target.openFiles);
    else if (fresh && typeof targetURL === 'string' && targetURL.startsWith(base))
      target.follow(new URL(targetURL).hash);
  });
}

async function readAll(files: NonNullable<LaunchParams['files']>): Promise<readonly File[]> {
  const read = await Promise.all(
    files.map((handle) => (handle.getFile?.() ?? Promise.reject()).catch(() => null)),
  );
  return read.filter((file) => file !== null);
}
