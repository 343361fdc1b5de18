import { MAX_STREAM } from '../limits.ts';
import { streamWeight } from '../output-budget.ts';
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
/**
 * JupyterLab renders all of a cell's text again at each addition. So what is gathered grows with what is there: to half of
 * it, or as many ms as it has thousands of units times this.
 */
const SLOWING = 2;

/** The one way out of the worker: keeps the order of prints and messages, and gathers prints. */
export class OutputChannel {
  readonly #post: WorkerScope['postMessage'];
  readonly #now: () => number;
  #id = 0;
  #name = 'stdout';
  #text = '';
  #flushedAt = -Infinity;
  #gatheredSince = 0;
  #timer = false;
  /** What left since the cell began or was cleared, by `streamWeight`. */
  #sent = 0;

  constructor(scope: WorkerScope, now: () => number) {
    this.#post = scope.postMessage.bind(scope);
    this.#now = now;
  }

  /** From now on prints belong to this request. */
  attribute(id: number): void {
    this.flush();
    this.#id = id;
    this.#sent = 0;
  }

  /** The cell's output was cleared: it may print as much again. */
  cleared(): void {
    this.#sent = 0;
  }

  /** Sends a message, after everything printed before it; `bytes`, which are transferred, beside it. */
  send(json: string, bytes?: ArrayBuffer): void {
    this.flush();
    if (bytes === undefined) this.#post(json);
    else this.#post([json, bytes], [bytes]);
  }

  /** Takes printed text. What a page would refuse anyway (`OutputBudget`) stays here, so that a flood does not occupy it. */
  print(name: string, text: string): void {
    if (this.#sent > MAX_STREAM) return;
    if (name !== this.#name) this.flush();
    this.#name = name;
    const now = this.#now();
    if (this.#text === '') this.#gatheredSince = now;
    this.#text += text;
    const due = text.endsWith('\n') && now - this.#flushedAt >= this.#gatherMs();
    const length = Math.max(GATHER_LENGTH, this.#sent / 2);
    if (due || this.#text.length >= length) this.flush();
    else this.#flushLater();
  }

  /** Called between bytecodes of running Python, where no timer can fire. */
  poll(): void {
    if (this.#text !== '' && this.#now() - this.#gatheredSince >= this.#gatherMs()) this.flush();
  }

  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#flushedAt = this.#now();
    this.#sent += streamWeight(text);
    for (let at = 0; at < text.length; at += LONGEST) {
      const part = text.slice(at, at + LONGEST);
      this.#post(JSON.stringify({ type: 'stream', id: this.#id, name: this.#name, text: part }));
    }
  }

  #gatherMs(): number {
    return Math.max(GATHER_MS, (this.#sent / 1_000) * SLOWING);
  }

  #flushLater(): void {
    if (this.#timer) return;
    this.#timer = true;
    setTimeout(() => {
      this.#timer = false;
      this.flush();
    }, this.#gatherMs());
  }
}
