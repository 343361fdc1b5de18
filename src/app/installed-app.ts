import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { Supply } from '../classroom/class-supply.ts';
import type { Installation, InstallationState } from '../classroom/installation.ts';
import { parseOfflineProgress, type OfflineProgress } from './worker/worker-message.ts';

export interface InstalledAppOptions {
  /** Missing over an unprotected address. */
  readonly container: ServiceWorkerContainer | undefined;
  /** The application's folder, with a slash at its end. */
  readonly base: string;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What people in a class may give of the application. */
  readonly supply?: Supply | null;
  /** Writes what is open. */
  readonly saveAll: () => Promise<void>;
  readonly reload: () => void;
  /** Whether the application can be fetched now. */
  readonly isReachable: () => Promise<boolean>;
  /** Removes what the application keeps of itself in Cache Storage. */
  readonly clear: () => Promise<void>;
  /** Calls the listener each time that the page is looked at again. */
  readonly onSeen: (listener: () => void) => void;
}

/** How long what is open may take to be written before the page is loaded anew all the same, in ms. */
const SAVE_MS = 5_000;
/** A worker that says nothing for so long has ended; ms. Each of its answers stands for 2 MB. */
const SILENCE_MS = 60_000;
/** A page that is open for days asks for a new version when it is looked at, so often at most; ms. */
const ASK_MS = 3_600_000;

const BEGIN: InstallationState = {
  offline: 'unknown',
  done: 0,
  total: 0,
  update: 'none',
  busy: 'none',
  repairNeedsNetwork: false,
};

/** The page's side of the service worker: what it has, and when a new version takes over. */
export class InstalledApp implements Installation {
  readonly #options: InstalledAppOptions;
  readonly #state = new ObservableValue<InstallationState>(BEGIN);
  #registration: ServiceWorkerRegistration | null = null;
  #completing: Promise<void> | null = null;
  #reloading = false;

  constructor(options: InstalledAppOptions) {
    this.#options = options;
  }

  get state(): Observable<InstallationState> {
    return this.#state;
  }

  get version(): string {
    return this.#options.version;
  }

  get supply(): Supply | null {
    return this.#options.supply ?? null;
  }

  /** Registers the worker, follows its versions, and fetches what is missing. Never throws: the page works without. */
  async begin(): Promise<void> {
    const { container, base, logger, clock } = this.#options;
    try {
      // Where it is refused a browser's extension or setting may give nothing back.
      const registration: ServiceWorkerRegistration | undefined = await container?.register(
        `${base}service-worker.js`,
        { scope: base },
      );
      if (registration === undefined) throw new Error('no registration');
      this.#registration = registration;
    } catch (error) {
      logger.log('info', 'worker-refused', { error });
      this.#set({ offline: 'impossible' });
      return;
    }
    this.#followUpdates(this.#registration);
    let asked = clock.now();
    this.#options.onSeen(() => {
      if (clock.now() - asked < ASK_MS) return;
      asked = clock.now();
      this.#registration?.update().catch((error: unknown) => {
        logger.log('info', 'update-not-asked', { error }); // no connection, most likely
      });
    });
    await this.complete();
  }

  complete(): Promise<void> {
    this.#completing ??= this.#complete().finally(() => (this.#completing = null));
    return this.#completing;
  }

  async restart(): Promise<void> {
    if (this.#state.value.busy !== 'none') return;
    this.#set({ busy: 'restarting' });
    await this.#save();
    const waiting = this.#registration?.waiting ?? null;
    if (waiting === null) return this.#reload();
    waiting.addEventListener('statechange', () => {
      if (waiting.state === 'activated' || waiting.state === 'redundant') this.#reload();
    });
    waiting.postMessage('restart', []);
  }

  async repair(): Promise<void> {
    if (this.#state.value.busy !== 'none') return;
    const { isReachable, clear, logger } = this.#options;
    this.#set({ busy: 'repairing', repairNeedsNetwork: false });
    if (!(await isReachable())) return this.#set({ busy: 'none', repairNeedsNetwork: true });
    await this.#save();
    try {
      await this.#registration?.unregister();
      await clear();
    } catch (error) {
      logger.log('warn', 'repair-incomplete', { error });
    }
    this.#reload();
  }

  async #complete(): Promise<void> {
    const registration = this.#registration;
    if (registration === null) return;
    this.#set({ offline: this.#state.value.offline === 'ready' ? 'ready' : 'loading' });
    const worker = await this.#activeOf(registration);
    for (let before = -1; ;) {
      const progress = worker === null ? null : await this.#askToFill(worker);
      if (progress === null) return this.#set({ offline: 'interrupted' });
      const { done, total, failed } = progress;
      if (failed === 'storage') return this.#set({ offline: 'full', done, total });
      if (done === total) return this.#set({ offline: 'ready', done, total });
      if (failed === 'network' || done <= before)
        return this.#set({ offline: 'interrupted', done, total });
      this.#set({ offline: 'loading', done, total });
      before = done;
    }
  }

  /** The worker that serves; null where the first one could not be installed. */
  async #activeOf(registration: ServiceWorkerRegistration): Promise<ServiceWorker | null> {
    if (registration.active !== null) return registration.active;
    const coming = registration.waiting ?? registration.installing;
    if (coming === null) return null;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (coming.state === 'activated' || coming.state === 'redundant') resolve();
      };
      coming.addEventListener('statechange', look);
      look();
    });
    return registration.active;
  }

  /** Null where the worker does not answer. */
  #askToFill(worker: ServiceWorker): Promise<OfflineProgress | null> {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const cancel = this.#options.clock.after(SILENCE_MS, () => resolve(null));
      port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        cancel();
        port1.close();
        resolve(parseOfflineProgress(data));
      });
      port1.start();
      worker.postMessage('fill', [port2]);
    });
  }

  #followUpdates(registration: ServiceWorkerRegistration): void {
    const { container } = this.#options;
    if (container === undefined) return;
    const look = (): void => {
      // Without one that serves, the one that comes is the first and no update.
      if (registration.waiting !== null && registration.active !== null)
        this.#set({ update: 'waiting' });
    };
    registration.addEventListener('updatefound', () =>
      registration.installing?.addEventListener('statechange', look),
    );
    look();
    let controlled = container.controller !== null;
    container.addEventListener('controllerchange', () => {
      // Another tab's "Restart", or the first worker of all.
      if (controlled && this.#state.value.busy === 'none') this.#set({ update: 'elsewhere' });
      controlled = true;
    });
  }

  async #save(): Promise<void> {
    const { clock, saveAll, logger } = this.#options;
    const late = new Promise<void>((resolve) => void clock.after(SAVE_MS, resolve));
    const saved = saveAll().catch((error: unknown) => logger.log('warn', 'unsaved', { error }));
    await Promise.race([saved, late]);
  }

  #reload(): void {
    if (this.#reloading) return;
    this.#reloading = true;
    this.#options.reload();
  }

  #set(change: Partial<InstallationState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}
