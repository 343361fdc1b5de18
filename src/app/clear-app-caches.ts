/** Names of Cache Storage that are ours: Workbox's, and those that begin so. */
const OURS = /^(?:workbox-|lectern-)/;

/**
 * Removes from Cache Storage what the application below `base` keeps of itself: its files, the snapshot of Python,
 * packages. Other applications of the same origin keep theirs, and what people made is in IndexedDB and stays.
 */
export async function clearAppCaches(caches: CacheStorage, base: string): Promise<void> {
  for (const name of await caches.keys()) {
    if (!OURS.test(name)) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      if (request.url.startsWith(base)) await cache.delete(request);
  }
}
