import type { Clock } from '../base/clock.ts';
import {
  parseMissingFiles,
  type MissingFile,
  type WorkerRequest,
} from './worker/worker-message.ts';

/** A worker that says nothing for so long has ended, or is of an earlier version; ms. */
const SILENCE_MS = 15_000;

/** Asks the application's service worker for its files, and hands it some. Without a worker there are none. */
export class WorkerClient {
  readonly #container: ServiceWorkerContainer | undefined;
  readonly #base: string;
  readonly #clock: Clock;

  /** `container` is missing over an unprotected address; `base`: the application's folder, with a slash at its end. */
  constructor(container: ServiceWorkerContainer | undefined, base: string, clock: Clock) {
    this.#container = container;
    this.#base = base;
    this.#clock = clock;
  }

  /** What is not on this device; null where there is no worker to say it. */
  async missing(): Promise<readonly MissingFile[] | null> {
    return parseMissingFiles(await this.#ask('missing'));
  }

  /** A file of the application by `sha256-<base64>`, not checked; null where it is not here. */
  async find(integrity: string): Promise<Blob | null> {
    const found = await this.#ask({ find: integrity });
    return found instanceof Blob ? found : null;
  }

  /** Keeps a file of the application; false where it is none, or there is no room. */
  async keep(file: Blob): Promise<boolean> {
    return (await this.#ask({ keep: file })) === true;
  }

  async #ask(request: WorkerRequest): Promise<unknown> {
    const worker = (await this.#registration())?.active ?? null;
    if (worker === null) return null;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const settle = (answer: unknown): void => {
        cancel();
        port1.close();
        resolve(answer);
      };
      const cancel = this.#clock.after(SILENCE_MS, () => settle(null));
      port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => settle(data));
      port1.start();
      worker.postMessage(request, [port2]);
    });
  }

  async #registration(): Promise<ServiceWorkerRegistration | undefined> {
    try {
      return await this.#container?.getRegistration(this.#base);
    } catch {
      return undefined; // the browser or a setting refuses workers here
    }
  }
}
