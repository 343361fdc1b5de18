import { LecternError } from '../base/lectern-error.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { ClassSession } from '../classroom/class-session.ts';
import type { Environment } from '../classroom/environment.ts';
import { mayAskToKeep } from '../classroom/may-ask-to-keep.ts';
import {
  allClasses,
  allFileRecords,
  type LeaveOut,
  type OpenContent,
} from '../classroom/readable-parts.ts';
import type {
  LeftOut,
  Safekeeping,
  SafekeepingDone,
  SafekeepingState,
} from '../classroom/safekeeping.ts';
import { dayOf, warningOf } from '../classroom/storage-warning.ts';
import { appOf } from '../classroom/backup-notebooks.ts';
import { sealBackupWith } from '../crypto/backup-file.ts';
import type { BackupKey } from '../crypto/backup-key.ts';
import type { BackupRecord } from '../protocol/backup-format.ts';
import type { NotebookApp } from '../notebook/notebook-app.ts';
import type { ByteSink } from '../store/backup-folder.ts';
import type { DeviceStorage } from '../store/device-storage.ts';
import type { FolderHandle } from '../store/picked-folder.ts';
import type { SafekeepingStore } from '../store/safekeeping-store.ts';
import type { AutomaticBackups } from './automatic-backups.ts';
import type { BackupKeys } from './backup-keys.ts';
import type { BrowserFacts } from './browser-facts.ts';
import { measureShares, removePythonCaches } from './storage-shares.ts';

export interface PageSafekeepingOptions {
  readonly env: Environment;
  readonly store: SafekeepingStore;
  readonly keys: BackupKeys;
  readonly automatic: AutomaticBackups;
  readonly storage: DeviceStorage;
  readonly browser: BrowserFacts;
  readonly caches: CacheStorage | undefined;
  /** Has the person pick a folder; missing where the browser cannot. Rejects with an `AbortError` where they do not. */
  readonly pickFolder: (() => Promise<FolderHandle>) | undefined;
  /** Whose the place is: names the backup. */
  readonly person: () => string;
  readonly open: () => OpenContent | null;
  /** Lets the person save a file that `write` makes; `bytes`: about how long it gets. False where they do not. */
  readonly save: (
    fileName: string,
    bytes: number,
    write: (sink: ByteSink) => Promise<void>,
  ) => Promise<boolean>;
  /** Loads what makes and reads zips. */
  readonly zips: () => Promise<Zips>;
}

/** The same as in `files-zip.ts`, with the words in it. */
export interface Zips {
  write(
    app: NotebookApp,
    sink: ByteSink,
    leaveOut: LeaveOut,
    tell: (done: number, all: number) => void,
  ): Promise<number>;
  read(
    file: Blob,
    app: NotebookApp,
    leaveOut: LeaveOut,
    tell: (done: number, all: number) => void,
  ): Promise<number>;
}

/** How often what is to be said is thought over again while the page is open, in ms. */
const REVIEW_MS = 15 * 60_000;

/** `Safekeeping` of this page. */
export class PageSafekeeping implements Safekeeping {
  readonly #options: PageSafekeepingOptions;
  readonly #state: ObservableValue<SafekeepingState>;
  #privateWindow = false;
  /** The last backup that was made in this page. */
  #lastBackup: number | null = null;

  constructor(options: PageSafekeepingOptions) {
    this.#options = options;
    this.#state = new ObservableValue<SafekeepingState>({
      shares: null,
      kept: null,
      lastBackup: null,
      hasPassphrase: false,
      canPickFolder: options.pickFolder !== undefined,
      folder: null,
      warning: null,
      busy: 'none',
      progress: null,
      done: null,
      leftOut: [],
      problem: null,
    });
    options.automatic.state.subscribe((folder) => {
      this.#set({ folder });
      void this.#review();
    });
  }

  get state(): Observable<SafekeepingState> {
    return this.#state;
  }

  /** Looks at what is here, goes on with automatic backups, and begins to watch. */
  async begin(app: NotebookApp, acted: () => boolean): Promise<void> {
    const { automatic, browser, env } = this.#options;
    app.onFilesChanged((path) => {
      automatic.changed();
      if (path !== null && acted() && isWork(app, path)) void this.#work();
    });
    this.#privateWindow = await browser.isPrivate();
    if ((await this.#hasFiles(app)) || (await env.keys.count()) > 0) await this.#work();
    await automatic.begin();
    await this.#review();
    const again = (): void => {
      void this.#review();
      env.clock.after(REVIEW_MS, again);
    };
    env.clock.after(REVIEW_MS, again);
  }

  /** Whether somebody has worked before this part of the page was there. Backups begin also where storage does not tell. */
  async #hasFiles(app: NotebookApp): Promise<boolean> {
    try {
      return (await app.fileList()).files.some(({ path }) => isWork(app, path));
    } catch (error) {
      this.#note(error);
      return false;
    }
  }

  /** A class is open: it is backed up too, at once when its lesson ends and when it is left. */
  follow(session: ClassSession): void {
    const { automatic } = this.#options;
    void this.#work();
    let lesson = session.state.value.lesson.open;
    const end = session.state.subscribe((state) => {
      automatic.changed();
      if (lesson && !state.lesson.open) void automatic.flush(true);
      lesson = state.lesson.open;
    });
    void session.left.then(() => {
      end();
      void automatic.flush(true);
    });
  }

  async measure(): Promise<void> {
    const { env, storage, caches } = this.#options;
    await this.#review();
    await this.#run('none', async () => {
      this.#set({ shares: await measureShares(env, storage, caches) });
    });
  }

  async askToKeep(): Promise<void> {
    await this.#options.storage.keep();
    this.#set({ done: { kind: 'asked', count: 0 } });
    await this.#review();
  }

  backUp(passphrase: string | null): Promise<void> {
    return this.#run('backing-up', async (leaveOut) => {
      const { env, open, person, save, store } = this.#options;
      const key = await this.#key(passphrase);
      const app = await this.#app();
      const day = dayOf(env.clock.now());
      let files = 0;
      const tell = (done: number, all: number): void => {
        files = all;
        this.#set({ progress: { done, all } });
      };
      const records = async function* (): AsyncGenerator<BackupRecord> {
        yield* allClasses(env, open(), leaveOut);
        yield* allFileRecords(app, leaveOut, tell);
      };
      const about = { classId: null, className: person() };
      await save(`Lectern-${day}.lectern-backup`, 0, async (sink) => {
        for await (const part of sealBackupWith(key, env.random, about, records()))
          await sink(part);
      });
      const at = env.clock.now();
      this.#lastBackup = at;
      // A storage that is full has its backup all the same.
      await store.patch(() => ({ lastBackup: at })).catch((error: unknown) => this.#note(error));
      return { kind: 'backed-up', count: files };
    });
  }

  chooseFolder(passphrase: string | null): Promise<void> {
    return this.#run('choosing', async (leaveOut) => {
      const handle = await this.#picked();
      if (handle === null) return null;
      await this.#key(passphrase);
      await this.#options.automatic.choose(handle);
      this.#options.automatic.leftOut.forEach(leaveOut);
      return null;
    });
  }

  resume(passphrase: string | null): Promise<void> {
    return this.#run('choosing', async (leaveOut) => {
      if (passphrase !== null) await this.#key(passphrase);
      await this.#options.automatic.resume();
      this.#options.automatic.leftOut.forEach(leaveOut);
      return null;
    });
  }

  forgetFolder(): Promise<void> {
    return this.#run('choosing', async () => {
      await this.#options.automatic.forget();
      return null;
    });
  }

  saveZip(): Promise<void> {
    return this.#run('zipping', async (leaveOut) => {
      const { env, save, zips } = this.#options;
      const app = await this.#app();
      const { files } = await app.fileList();
      const size = files.reduce((sum, { bytes }) => sum + bytes, 0);
      let count = 0;
      const name = `Lectern-${dayOf(env.clock.now())}.zip`;
      const saved = await save(name, size, async (sink) => {
        count = await (await zips()).write(app, sink, leaveOut, this.#tell);
      });
      return saved ? { kind: 'zipped', count } : null;
    });
  }

  putBack(zip: Blob): Promise<void> {
    return this.#run('putting-back', async (leaveOut) => {
      const app = await this.#app();
      const count = await (await this.#options.zips()).read(zip, app, leaveOut, this.#tell);
      return { kind: 'put-back', count };
    });
  }

  removePython(): Promise<void> {
    return this.#run('removing', async () => {
      const { caches, env, storage } = this.#options;
      await removePythonCaches(caches);
      this.#set({ shares: await measureShares(env, storage, caches) });
      return { kind: 'python-removed', count: 0 };
    });
  }

  async dismiss(): Promise<void> {
    const { env, store } = this.#options;
    const { warning } = this.#state.value;
    if (warning === null) return;
    this.#set({ warning: null });
    const today = dayOf(env.clock.now());
    await store
      .patch(({ dismissed }) => ({ dismissed: { ...dismissed, [warning]: today } }))
      .catch((error: unknown) => this.#note(error));
    await this.#review();
  }

  /** There is work that could be lost: the moment to ask the browser to keep it. */
  async #work(): Promise<void> {
    const { browser, env, storage, store } = this.#options;
    try {
      const before = await store.read();
      if (before.since === null) await store.patch(() => ({ since: env.clock.now() }));
      const kept = await storage.kept();
      const { asksPerson } = browser;
      if (mayAskToKeep({ kept, hasWork: true, asked: before.asked, asksPerson })) {
        // Noted first: another tab does not ask the same at the same time.
        if (!before.asked) await store.patch(() => ({ asked: true }));
        // Not waited for: some browsers ask the person, who may never answer.
        void storage.keep().then(() => this.#review());
      }
    } catch (error) {
      this.#note(error);
    }
  }

  /** Thinks over what is to be said. */
  async #review(): Promise<void> {
    const { browser, env, keys, store, storage } = this.#options;
    try {
      const record = await store.read();
      const kept = await storage.kept();
      const { folder } = this.#state.value;
      const lastAt = folder?.lastAt ?? null;
      const byHand = this.#lastBackup ?? record.lastBackup;
      const lastBackup = Math.max(byHand ?? 0, lastAt ?? 0) || null;
      const facts = {
        since: record.since,
        ...(await storage.use()),
        kept,
        privateWindow: this.#privateWindow,
        sevenDays: browser.sevenDays,
        lastBackup,
        folder: folder?.standing ?? null,
      };
      this.#set({
        kept,
        lastBackup,
        hasPassphrase: (await keys.load()) !== null,
        warning: warningOf(facts, record.dismissed, env.clock.now()),
      });
    } catch (error) {
      this.#note(error);
    }
  }

  async #picked(): Promise<FolderHandle | null> {
    try {
      return (await this.#options.pickFolder?.()) ?? null;
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') return null; // they chose none
      throw new LecternError('folder-refused', { cause });
    }
  }

  async #key(passphrase: string | null): Promise<BackupKey> {
    const { keys } = this.#options;
    const key = passphrase === null ? await keys.load() : await keys.create(passphrase);
    if (key === null) throw new LecternError('passphrase-wanted');
    return key;
  }

  async #app(): Promise<NotebookApp> {
    const app = await appOf(this.#options.env);
    if (app === null) throw new LecternError('app-load-failed', { detail: { part: 'files' } });
    return app;
  }

  readonly #tell = (done: number, all: number): void => this.#set({ progress: { done, all } });

  async #run(
    busy: SafekeepingState['busy'],
    task: (leaveOut: LeaveOut) => Promise<SafekeepingDone | null | void>,
  ): Promise<void> {
    if (this.#state.value.busy !== 'none') return;
    const leftOut: LeftOut[] = [];
    if (busy !== 'none') this.#set({ busy, problem: null, done: null, leftOut: [] });
    try {
      const done = await task((one) => leftOut.push(one));
      if (busy !== 'none') this.#set({ done: done ?? null, leftOut });
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
      this.#set({ problem: { code: error.code, detail: error.detail } });
    } finally {
      this.#set({ busy: 'none', progress: null });
      await this.#review();
    }
  }

  /** What concerns no command: a page goes on without knowing it. */
  #note(error: unknown): void {
    this.#options.env.logger.log('warn', 'safekeeping-unknown', { error: error as Error });
  }

  #set(change: Partial<SafekeepingState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}

/** An empty notebook that a page makes by itself is nobody's work. */
function isWork(app: NotebookApp, path: string): boolean {
  if (!path.endsWith('.ipynb')) return true;
  return app.cells(path).some(({ source }) => source.trim() !== '');
}
