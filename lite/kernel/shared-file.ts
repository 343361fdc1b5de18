/** A file for which several may wait while it is fetched once. */
export class SharedFile {
  readonly #abort = new AbortController();
  readonly #file: Promise<Blob>;
  #waiting = 0;
  /** Resolves when it could not be fetched, or nobody waited for it any more. Never rejects. */
  readonly failed: Promise<void>;

  /** Begins at once. `fetch` ends with its signal. */
  constructor(fetch: (signal: AbortSignal) => Promise<Blob>) {
    this.#file = fetch(this.#abort.signal);
    this.failed = new Promise((resolve) => {
      this.#abort.signal.addEventListener('abort', () => resolve());
      this.#file.catch(() => resolve());
    });
  }

  /** The file, as soon as it is there. Rejects as its fetch does, or with the signal's reason. */
  async wait(signal: AbortSignal): Promise<Blob> {
    signal.throwIfAborted();
    this.#waiting += 1;
    let leave = (): void => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal.reason as Error);
      signal.addEventListener('abort', leave);
    });
    try {
      return await Promise.race([this.#file, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      this.#waiting -= 1;
      if (signal.aborted && this.#waiting === 0) this.#abort.abort(signal.reason);
    }
  }
}
