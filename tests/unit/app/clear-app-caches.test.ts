import { describe, expect, it } from 'vitest';
import { clearAppCaches } from '../../../src/app/clear-app-caches.ts';

/** Cache Storage of names and addresses alone. */
function cachesWith(content: Record<string, string[]>): CacheStorage {
  return {
    keys: async () => Object.keys(content),
    open: async (name: string) => ({
      keys: async () => (content[name] ?? []).map((url) => ({ url })),
      delete: async ({ url }: { url: string }) => {
        content[name] = (content[name] ?? []).filter((kept) => kept !== url);
        return true;
      },
    }),
  } as unknown as CacheStorage;
}

describe('clearAppCaches', () => {
  it('[PW7] removes what this application keeps of itself, and nothing of others at the same origin', async () => {
    const content = {
      'workbox-precache-v2-https://host.example/a/': ['https://host.example/a/index.html'],
      'lectern-python': ['https://host.example/a/pyodide/s', 'https://host.example/b/pyodide/s'],
      photos: ['https://host.example/a/me.png'],
    };
    await clearAppCaches(cachesWith(content), 'https://host.example/a/');
    expect(content).toEqual({
      'workbox-precache-v2-https://host.example/a/': [],
      'lectern-python': ['https://host.example/b/pyodide/s'],
      photos: ['https://host.example/a/me.png'],
    });
  });
});
