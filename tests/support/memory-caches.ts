/** Cache Storage in memory, by address alone. */
export class MemoryCaches {
  readonly #caches = new Map<string, Map<string, Response>>();
  /** What `put` throws, like a full storage; null: nothing. */
  failure: Error | null = null;

  async open(name: string): Promise<Cache> {
    const kept = this.#caches.get(name) ?? new Map<string, Response>();
    this.#caches.set(name, kept);
    const cache = {
      keys: async () => [...kept.keys()].map((url) => new Request(url)),
      match: async (asked: RequestInfo | URL) => kept.get(urlOf(asked))?.clone(),
      put: async (asked: RequestInfo | URL, response: Response) => {
        if (this.failure !== null) throw this.failure;
        kept.set(urlOf(asked), response);
      },
      delete: async (asked: RequestInfo | URL) => kept.delete(urlOf(asked)),
    };
    return cache as unknown as Cache;
  }

  async keys(): Promise<string[]> {
    return [...this.#caches.keys()];
  }

  async match(
    asked: RequestInfo | URL,
    options?: MultiCacheQueryOptions,
  ): Promise<Response | undefined> {
    return (await this.open(options?.cacheName ?? '')).match(asked);
  }

  /** Addresses of all that is kept. */
  addresses(): string[] {
    return [...this.#caches.values()].flatMap((kept) => [...kept.keys()]);
  }
}

function urlOf(asked: RequestInfo | URL): string {
  return asked instanceof Request ? asked.url : String(asked);
}
