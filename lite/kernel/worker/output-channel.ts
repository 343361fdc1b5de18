import type { WorkerScope } from './worker-scope.ts';

/**
 * A printed line leaves at once if nothing left within this time, else text is gathered for so long: 100,000 prints
 * become some messages, and a person sees no delay.
 */
const GATHER_MS = 30;
/** Gathered text of this length leaves at once. UTF-16 units. */
const GATHER_LENGTH = 64 * 1024;
/** Longest text of one message: far below the page's limit, whatever JSON's escapes add. UTF-16 units. */
const LONGEST = 1024 * 1024;

/** The one way out of the worker: keeps the order of prints and messages, and gathers prints. */
export class OutputChannel {
  readonly #post: (text: string) => void;
  readonly #now: () => number;
  #id = 0;
  #name = 'stdout';
  #text = '';
  #flushedAt = -Infinity;
  #gatheredSince = 0;
  #timer = false;

  constructor(scope: WorkerScope, now: () => number) {
    this.#post = scope.postMessage.bind(scope);
    this.#now = now;
  }

  /** From now on prints belong to this request. */
  attribute(id: number): void {
    this.flush();
    this.#id = id;
  }

  /** Sends a message, after everything printed before it. */
  send(json: string): void {
    this.flush();
    this.#post(json);
  }

  /** Takes printed text. */
  print(name: string, text: string): void {
    if (name !== this.#name) this.flush();
    this.#name = name;
    const now = this.#now();
    if (this.#text === '') this.#gatheredSince = now;
    this.#text += text;
    const due = text.endsWith('\n') && now - this.#flushedAt >= GATHER_MS;
    if (due || this.#text.length >= GATHER_LENGTH) this.flush();
    else this.#flushLater();
  }

  /** Called between bytecodes of running Python, where no timer can fire. */
  poll(): void {
    if (this.#text !== '' && this.#now() - this.#gatheredSince >= GATHER_MS) this.flush();
  }

  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#flushedAt = this.#now();
    for (let at = 0; at < text.length; at += LONGEST) {
      const part = text.slice(at, at + LONGEST);
      this.#post(JSON.stringify({ type: 'stream', id: this.#id, name: this.#name, text: part }));
    }
  }

  #flushLater(): void {
    if (this.#timer) return;
    this.#timer = true;
    setTimeout(() => {
      this.#timer = false;
      this.flush();
    }, GATHER_MS);
  }
}
