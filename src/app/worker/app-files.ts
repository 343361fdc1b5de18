import { PrecacheController } from 'workbox-precaching';
import { isJsonObject } from '../../base/json.ts';
import { entryOfPageLock } from '../page-lock.ts';
import { isolated } from './isolation.ts';
import { lostPage } from './lost-page.ts';
import type { OfflineProgress } from './worker-message.ts';
import type { RequestEvent, WorkerScope } from './worker-scope.ts';

/** A file of this version, as the build lists it (`lite/build/service-worker.ts`). */
export interface AppFile {
  /** Below the application's folder. */
  readonly url: string;
  /** Null where the name holds a hash or a version. */
  readonly revision: string | null;
  readonly integrity: string;
  readonly bytes: number;
  /** The start screen needs it. */
  readonly shell?: boolean;
}

const PAGE = 'index.html';

/** Bytes that one `fill` fetches, about: a browser ends a worker that works on one thing for minutes. */
const FILL_BYTES = 2_000_000;
const AT_ONCE = 4;

/**
 * The files of this version in the browser's Cache Storage. All versions keep theirs in one cache, by names that hold
 * their content's hash: what two versions share is fetched once, and a page of the version before finds its own.
 */
export class AppFiles {
  readonly #scope: WorkerScope;
  readonly #files: readonly AppFile[];
  readonly #precache = new PrecacheController();

  /** `list`: what the build wrote into the worker. */
  constructor(scope: WorkerScope, list: unknown) {
    this.#scope = scope;
    this.#files = Array.isArray(list) ? list.filter(isAppFile) : [];
    this.#precache.addToCacheList([...this.#files]);
  }

  /**
   * Fetches, checks and keeps what this version needs before it may serve; rejects where some of it cannot be had. An
   * update needs all of it. For the first version the start screen will do, as the page that registers it has just loaded
   * the rest: `fill` follows.
   */
  async install(): Promise<void> {
    const first = this.#scope.registration.active === null;
    const { failed } = await this.#keep(
      first ? this.#files.filter(({ shell }) => shell === true) : this.#files,
      Number.POSITIVE_INFINITY,
    );
    if (failed !== null) throw new Error(`this version cannot be kept: ${failed}`);
  }

  /** Fetches some of what is missing: at the first visit, or where the browser lost it. */
  async fill(): Promise<OfflineProgress> {
    try {
      return await this.#keep(this.#files, FILL_BYTES);
    } catch {
      return { done: 0, total: bytesOf(this.#files), failed: 'storage' }; // it cannot be opened
    }
  }

  /** All files of this version. */
  get list(): readonly AppFile[] {
    return this.#files;
  }

  /** What is not kept here. Rejects where the storage cannot be read. */
  async missing(): Promise<readonly AppFile[]> {
    return this.#lacking(this.#files, await this.#open());
  }

  /** A file as it is kept. */
  async kept({ url }: AppFile): Promise<Response | undefined> {
    return (await this.#open()).match(this.#keyOf(url) ?? '');
  }

  /** Keeps a file that was checked. Rejects where there is no room. */
  async keep({ url }: AppFile, response: Response): Promise<void> {
    await (await this.#open()).put(this.#keyOf(url) ?? '', response);
  }

  async #lacking(files: readonly AppFile[], cache: Cache): Promise<readonly AppFile[]> {
    const kept = new Set((await cache.keys()).map(({ url }) => url));
    return files.filter((file) => !kept.has(this.#keyOf(file.url) ?? ''));
  }

  /** Fetches about `limit` bytes of what is missing of `files`. */
  async #keep(files: readonly AppFile[], limit: number): Promise<OfflineProgress> {
    const cache = await this.#open();
    const missing = await this.#lacking(files, cache);
    const waiting = [...missing];
    let [fetched, left, failed]: [number, number, OfflineProgress['failed']] = [0, limit, null];
    const work = async (): Promise<void> => {
      while (left > 0 && failed === null) {
        const file = waiting.pop();
        if (file === undefined) return;
        left -= file.bytes;
        const response = await this.#fetch(file);
        if (response === null) return void (failed = 'network');
        try {
          await cache.put(this.#keyOf(file.url) ?? '', response);
        } catch {
          return void (failed = 'storage'); // the quota, most likely
        }
        fetched += file.bytes;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const total = bytesOf(files);
    return { done: total - bytesOf(missing) + fetched, total, failed };
  }

  /**
   * The answer to a page's request, from the cache or else from the network; null where it is not for the application's
   * own files: the browser then asks as if there were no worker. Rejects where neither has it.
   */
  respond(event: RequestEvent): Promise<Response> | null {
    const { request } = event;
    const { scope } = this.#scope.registration;
    // A part of a file is nothing that we keep.
    if (request.method !== 'GET' || request.headers.has('range')) return null;
    const url = new URL(request.url);
    if (!url.href.startsWith(scope)) return null;
    if (request.mode === 'navigate') {
      const path = url.origin + url.pathname;
      if (path === scope || path === scope + PAGE) return this.#respondPage(event);
    }
    const key = this.#keyOf(url.href);
    if (key !== undefined) return this.#respond(event, request, key);
    return url.href.startsWith(`${scope}assets/`) ? this.#respondOlder(request) : null;
  }

  /** Gives up what no open page needs: files of versions that nobody has open any more. */
  async tidy(): Promise<void> {
    const { registration, navigator } = this.#scope;
    const cache = await this.#open();
    const kept = await cache.keys();
    const locks = (await navigator.locks?.query())?.held ?? [];
    const older = locks.some(({ name = '' }) => {
      const entry = entryOfPageLock(name);
      return entry?.startsWith(registration.scope) === true && this.#keyOf(entry) === undefined;
    });
    // The files of a version that waits are not in our list either.
    if (older || registration.installing !== null || registration.waiting !== null) return;
    const own = new Set(this.#precache.getURLsToCacheKeys().values());
    const foreign = kept.filter(({ url }) => !own.has(url));
    await Promise.all(foreign.map((request) => cache.delete(request)));
  }

  /** The page, at once from the cache; its headers (what it may connect to) are read anew for the next time. */
  #respondPage(event: RequestEvent): Promise<Response> {
    const page = new Request(this.#scope.registration.scope + PAGE, { credentials: 'same-origin' });
    const key = this.#keyOf(page.url) ?? '';
    event.waitUntil(this.#renewHeaders(key));
    return this.#respond(event, page, key).catch(() =>
      lostPage(this.#scope.navigator.languages ?? []),
    );
  }

  async #respond(event: RequestEvent, request: Request, cacheKey: string): Promise<Response> {
    const integrity = this.#precache.getIntegrityForCacheKey(cacheKey);
    const params = { cacheKey, ...(integrity !== undefined && { integrity }) };
    try {
      const kept = await this.#precache.strategy.handle({ event, request, params });
      return isolated(kept, event.request.destination);
    } catch {
      // Not kept, and what the server has is another version's: better than nothing.
      return isolated(await fetch(event.request), event.request.destination);
    }
  }

  async #respondOlder(request: Request): Promise<Response> {
    try {
      const kept = await (await this.#open()).match(request);
      if (kept !== undefined) return kept;
    } catch {
      return fetch(request); // the cache cannot be read
    }
    return fetch(request);
  }

  async #renewHeaders(key: string): Promise<void> {
    const page = this.#files.find(({ url }) => url === PAGE);
    const response = page === undefined ? null : await this.#fetch(page);
    if (response !== null) await (await this.#open()).put(key, response);
    await this.tidy();
  }

  /** Null where it cannot be had, or is not the one of this version. */
  async #fetch({ url, integrity, revision }: AppFile): Promise<Response | null> {
    const address = new URL(url, this.#scope.registration.scope);
    // What the browser kept of a host in the middle of an update may be wrong for long: then from the host itself.
    const ways: readonly RequestCache[] = revision === null ? ['default', 'reload'] : ['no-cache'];
    for (const cache of ways) {
      try {
        const response = await fetch(address, { integrity, cache, credentials: 'same-origin' });
        if (response.status === 200 && !response.redirected) return response;
      } catch {
        continue; // no connection, or other bytes than it should have
      }
    }
    return null;
  }

  #open(): Promise<Cache> {
    return this.#scope.caches.open(this.#precache.strategy.cacheName);
  }

  #keyOf(url: string): string | undefined {
    return this.#precache.getCacheKeyForURL(url);
  }
}

function bytesOf(files: readonly AppFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function isAppFile(value: unknown): value is AppFile {
  if (!isJsonObject(value)) return false;
  const { url, revision, integrity, bytes } = value;
  return (
    typeof url === 'string' &&
    (revision === null || typeof revision === 'string') &&
    typeof integrity === 'string' &&
    typeof bytes === 'number'
  );
}
