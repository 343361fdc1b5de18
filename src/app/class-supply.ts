import { fromBase64Url, toHex } from '../base/bytes.ts';
import type { Deployment } from '../base/deployment.ts';
import type { Logger } from '../base/logger.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import type { Supply, SupplyState } from '../classroom/class-supply.ts';
import type { SessionFiles } from '../classroom/session-files.ts';
import type { ClassFileOptions, ClassFiles } from '../notebook/class-files.ts';
import type { FileSeeds } from '../sync/file-exchange.ts';
import type { WorkerClient } from './worker-client.ts';
import type { MissingFile } from './worker/worker-message.ts';

/** Python and packages of the page, as far as a class gives and takes of them. */
export interface SuppliedKernels {
  setClassFiles(files: ClassFiles | null, known: Deployment): void;
  readonly pagePackages: {
    find(sha256: string): Promise<Blob | null>;
    onList(listener: (name: string, list: string) => void): Unsubscribe;
    lists(addresses: readonly string[]): Promise<ReadonlyMap<string, string>>;
  };
}

export interface ClassSupplyOptions {
  readonly worker: Pick<WorkerClient, 'missing' | 'find' | 'keep'>;
  readonly kernels: SuppliedKernels;
  readonly deployment: Deployment;
  readonly isMetered: () => boolean;
  /** Where this device keeps that it gives nothing: as `localStorage`, which may be missing. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  readonly logger: Logger;
}

/** Files of the application that are asked for at a time. */
const AT_ONCE = 4;
/** So often each is asked for: who lacked a file may have got it meanwhile. */
const ROUNDS = 3;
const OFF_KEY = 'lectern-gives-nothing';

type Fetched = { received: number; total: number; people: number };

/** What the page gets from the class that is open, and gives to it: files of the application and of packages (PW8, KE11). */
export class ClassSupply implements Supply {
  readonly #options: ClassSupplyOptions;
  readonly #state: ObservableValue<SupplyState>;
  readonly #coming = new Map<string, Fetched>();
  #active = 0;
  /** Bytes of the application that came, of those that were missing. */
  #app = { done: 0, all: 0 };
  #files: SessionFiles | null = null;
  #getting: Promise<void> | null = null;

  constructor(options: ClassSupplyOptions) {
    this.#options = options;
    this.#state = new ObservableValue<SupplyState>({
      inClass: false,
      getting: null,
      outcome: 'none',
      giving: this.#remembered(),
      metered: options.isMetered(),
    });
  }

  get state(): Observable<SupplyState> {
    return this.#state;
  }

  /** Gives to a class and gets from it until it is left. */
  async follow(session: ClassSession): Promise<void> {
    const { deployment, kernels } = this.#options;
    this.#files = session.files;
    this.#set({ inClass: true, outcome: 'none', metered: this.#options.isMetered() });
    session.files.seed(this.#seeds());
    kernels.setClassFiles(this.#shown(session.files), deployment);
    const ends = [
      kernels.pagePackages.onList((name, list) => this.#vouch(session, name, list, true)),
      this.#vouchForKept(session),
    ];
    await session.left;
    for (const end of ends) end();
    session.files.seed(null);
    // Another class may have been opened meanwhile.
    if (this.#files !== session.files) return;
    this.#files = null;
    kernels.setClassFiles(null, deployment);
    this.#set({ inClass: false, outcome: 'none' });
  }

  getApp(): Promise<void> {
    this.#getting ??= this.#getApp().finally(() => (this.#getting = null));
    return this.#getting;
  }

  setGiving(on: boolean): void {
    const { memory, logger } = this.#options;
    try {
      if (on) memory?.removeItem(OFF_KEY);
      else memory?.setItem(OFF_KEY, 'yes');
    } catch (error) {
      logger.log('info', 'giving-unsaved', { error }); // it holds until the page is left
    }
    this.#set({ giving: on });
  }

  /** What the class is asked for, told on the page, and kept for offline where it is the application's. */
  #shown(files: SessionFiles): ClassFiles {
    return {
      get: async (sha256, options) => {
        const bytes =
          options.what === 'python'
            ? await this.#watched(files, 'python', sha256, options)
            : await files.get(sha256, options);
        if (bytes !== null && options.what === 'python')
          void this.#options.worker.keep(new Blob([bytes]));
        return bytes;
      },
      packageList: (index, signal) => files.packageList(index, signal),
    };
  }

  async #watched(
    files: SessionFiles,
    what: 'python' | 'app',
    sha256: string,
    options: ClassFileOptions,
  ): Promise<ArrayBuffer | null> {
    this.#active++;
    try {
      return await files.get(sha256, {
        ...options,
        onProgress: (progress) => {
          options.onProgress?.(progress);
          this.#coming.set(sha256, { ...progress, total: progress.total ?? 0 });
          this.#tell(what);
        },
      });
    } finally {
      this.#active--;
      if (this.#active === 0) {
        this.#coming.clear();
        this.#set({ getting: null });
      }
    }
  }

  #tell(what: 'python' | 'app'): void {
    const { done, all } = this.#app;
    let [received, total, people] = [what === 'app' ? done : 0, 0, 0];
    for (const file of this.#coming.values()) {
      received += file.received;
      total += file.total;
      people = Math.max(people, file.people);
    }
    this.#set({ getting: { what, received, total: what === 'app' ? all : total, people } });
  }

  async #getApp(): Promise<void> {
    const files = this.#files;
    if (files === null) return;
    const { worker } = this.#options;
    let missing = (await worker.missing()) ?? [];
    const all = missing.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#app = { done: 0, all };
    let room = true;
    let before = -1;
    for (let round = 0; round < ROUNDS && room && missing.length > 0; round++) {
      if (before === this.#app.done) break; // nothing came: another round brings nothing either
      before = this.#app.done;
      const waiting = [...missing];
      const work = async (): Promise<void> => {
        for (let file = waiting.pop(); file !== undefined && room; file = waiting.pop()) {
          const bytes = await this.#appFile(files, file);
          if (bytes === null) continue;
          room = await worker.keep(new Blob([bytes]));
          if (!room) return;
          this.#app = { done: this.#app.done + file.bytes, all };
          this.#coming.delete(hexOf(file));
          this.#tell('app');
        }
      };
      this.#set({ outcome: 'none' });
      this.#tell('app');
      this.#active++; // so that the note stays between files
      try {
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      } finally {
        this.#active--;
      }
      missing = (await worker.missing()) ?? [];
    }
    this.#coming.clear();
    this.#set({
      getting: null,
      outcome: !room ? 'full' : missing.length === 0 ? 'whole' : 'lacking',
    });
  }

  async #appFile(files: SessionFiles, file: MissingFile): Promise<ArrayBuffer | null> {
    const { logger } = this.#options;
    const { signal } = new AbortController();
    try {
      const options = { signal, limit: file.bytes, what: 'app' } as const;
      return await this.#watched(files, 'app', hexOf(file), options);
    } catch (error) {
      logger.log('info', 'app-file-not-given', { error }); // the class was left, most likely
      return null;
    }
  }

  #seeds(): FileSeeds {
    const { worker, kernels } = this.#options;
    const gives = (): boolean => this.#state.value.giving && !this.#options.isMetered();
    return {
      get giving() {
        return gives();
      },
      async find(file) {
        const digits = gives() ? fromBase64Url(file) : null;
        if (digits === null) return null;
        const integrity = `sha256-${btoa(String.fromCharCode(...digits))}`;
        return (await worker.find(integrity)) ?? kernels.pagePackages.find(toHex(digits));
      },
    };
  }

  /** A teacher's device says what it once read of each index, as soon as it may. */
  #vouchForKept(session: ClassSession): Unsubscribe {
    const { deployment, kernels } = this.#options;
    let before = '';
    const look = (): void => {
      const { standing, role } = session.state.value;
      const now = `${standing} ${role}`;
      if (now === before || standing !== 'member') return;
      before = now;
      if (role !== 'owner' && role !== 'teacher') return;
      void kernels.pagePackages.lists(deployment.packages).then((lists) => {
        for (const [name, list] of lists) this.#vouch(session, name, list, false);
      });
    };
    look();
    return session.state.subscribe(look);
  }

  #vouch(session: ClassSession, name: string, list: string, fresh: boolean): void {
    session.files.vouch(name, list, fresh).catch((error: unknown) => {
      this.#options.logger.log('info', 'package-list-not-told', { error });
    });
  }

  #remembered(): boolean {
    try {
      return this.#options.memory?.getItem(OFF_KEY) !== 'yes';
    } catch {
      return true; // no storage here
    }
  }

  #set(change: Partial<SupplyState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}

function hexOf({ integrity }: MissingFile): string {
  const digits = atob(integrity.slice('sha256-'.length));
  return toHex(Uint8Array.from(digits, (char) => char.charCodeAt(0)));
}
