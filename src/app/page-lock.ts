const PREFIX = 'lectern-page-';

/**
 * Tells the service worker for as long as this tab lives which version it runs, by a Web Lock that is named after the
 * version's script: its files are kept until no tab has it open. Locks end with their tab, however it ends.
 */
export function holdPageLock(locks: LockManager | undefined, entry: string): void {
  void locks?.request(PREFIX + entry, { mode: 'shared' }, () => new Promise(() => undefined));
}

/** Address of the script whose version the tab with this lock runs; null for any other lock. */
export function entryOfPageLock(name: string): string | null {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null;
}
