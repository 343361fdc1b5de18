import type { Clock } from '../../../src/base/clock.ts';
import type { Logger, RefusalCounter } from '../../../src/base/logger.ts';
import type { Output, PackageReply, PackageRequest } from '../protocol.ts';
import { fromClassText } from './class-package-messages.ts';
import type { PackageAnswer, PackageProgress, PackageSource } from './package-loader.ts';
import { packageText, progressText, UNKEPT_TEXT } from './package-messages.ts';

/** Most bytes of packages for one life of Python: all that Pyodide has is less. What is more is no lesson. */
const MAX_BYTES = 1024 * 1024 * 1024;
/** Most requests that wait. Python asks for one thing at a time; a page that a hostile worker floods must not grow. */
const MAX_WAITING = 16;
/** Progress is shown this often, in ms: as often as somebody reads it. */
const SHOW_MS = 250;

export interface DeskOptions {
  /** None: the deployment has no packages. */
  readonly source: PackageSource | undefined;
  /** Whether the class lets Python have nothing from the network. Asked at each request. */
  isOff(): boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
  reply(reply: PackageReply, transfer: readonly ArrayBuffer[]): void;
  /** Shows something in the cell `id`. */
  show(output: Output): void;
  /** Whether the cell has shown anything yet but what came by `show`. */
  hasShown(id: number): boolean;
}

/** Where one life of Python asks for packages. What it asks is hostile: one thing is done after another, within bounds. */
export class PackageDesk {
  readonly #options: DeskOptions;
  #abort = new AbortController();
  #ended = false;
  #waiting = 0;
  #bytes = 0;
  #saidUnkept = false;
  #queue = Promise.resolve();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Takes a request; `reply` is called in its time, not after `end`. */
  ask(request: PackageRequest): void {
    if (this.#waiting >= MAX_WAITING) {
      this.#options.refusals.refuse('kernel-packages-too-many');
      return;
    }
    this.#waiting += 1;
    const { signal } = this.#abort;
    this.#queue = this.#queue.then(async () => {
      await this.#serve(request, signal);
      this.#waiting -= 1;
    });
  }

  /** Somebody stopped the cell: what is being loaded for it is given up, and Python is told. */
  interrupt(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** This Python is gone. */
  end(): void {
    this.#ended = true;
    this.#abort.abort();
  }

  async #serve(request: PackageRequest, signal: AbortSignal): Promise<void> {
    const { source, logger, clock } = this.#options;
    const { id, ask, of, names, installed } = request;
    const all = (problem: 'no-index' | 'network-off' | 'failed' | 'too-much'): PackageAnswer => ({
      wheels: [],
      chosen: [],
      problems: names.map((name) => ({ name, text: packageText(problem, name) })),
      unkept: false,
    });
    const displayId = `lectern-packages-${ask}`;
    let shownAt: number | null = null;
    const onProgress = ({ name, received, total, people }: PackageProgress): void => {
      const now = clock.now();
      if (shownAt !== null && now - shownAt < SHOW_MS) return;
      const text =
        people === null
          ? progressText(name, received, total)
          : fromClassText(name, received, total);
      this.#display(id, displayId, text, shownAt !== null);
      shownAt = now;
    };
    let answer: PackageAnswer;
    let interrupted = false;
    try {
      signal.throwIfAborted();
      if (this.#options.isOff()) answer = all('network-off');
      else if (source === undefined) answer = all('no-index');
      else answer = await source.load({ of, names, installed }, signal, onProgress);
      this.#bytes += answer.wheels.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
      if (this.#bytes > MAX_BYTES) answer = all('too-much');
    } catch (cause) {
      interrupted = signal.aborted;
      if (!interrupted) logger.log('error', 'packages-failed', { cause: String(cause) });
      answer = all('failed');
    }
    if (this.#ended) return;
    if (shownAt !== null) this.#clear(id, displayId);
    if (answer.unkept && !this.#saidUnkept) {
      this.#saidUnkept = true;
      this.#options.show({ type: 'stream', id, name: 'stderr', text: UNKEPT_TEXT });
    }
    const transfer = answer.wheels.map(({ bytes }) => bytes);
    this.#options.reply({ type: 'packages', ask, interrupted, ...answer }, transfer);
  }

  #display(id: number, displayId: string, text: string, update: boolean): void {
    const data = { 'text/plain': text };
    this.#options.show({ type: 'display', id, data, metadata: {}, displayId, update });
  }

  /** A cell that has shown nothing of its own is empty again; in another the line is emptied where it stands. */
  #clear(id: number, displayId: string): void {
    if (this.#options.hasShown(id)) this.#display(id, displayId, '', true);
    else this.#options.show({ type: 'clear', id, wait: false });
  }
}
