/** What the worker uses of a service worker's events: TypeScript's library for pages has none of them. */
export interface WaitingEvent extends Event {
  /** Keeps the worker alive until the promise settles; one that rejects at `install` refuses the installation. */
  waitUntil(task: Promise<unknown>): void;
}

/** A request of one of the pages, or for one. */
export interface RequestEvent extends WaitingEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** What the worker uses of its global scope. */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly navigator: { readonly languages?: readonly string[]; readonly locks?: LockManager };
  readonly clients: { claim(): Promise<void> };
  readonly registration: {
    /** Address of the application's folder, with a slash at its end. */
    readonly scope: string;
    readonly active: object | null;
    readonly waiting: object | null;
    readonly installing: object | null;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<unknown> & WaitingEvent) => void,
  ): void;
}
