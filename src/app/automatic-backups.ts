import { LecternError } from '../base/lectern-error.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import { BackupSchedule } from '../classroom/backup-schedule.ts';
import type { Environment } from '../classroom/environment.ts';
import { backUpToFolder, type FolderBackup } from '../classroom/folder-backup.ts';
import type { OpenContent } from '../classroom/readable-parts.ts';
import type { FolderState, LeftOut } from '../classroom/safekeeping.ts';
import { dayOf } from '../classroom/storage-warning.ts';
import { FolderError } from '../store/backup-folder.ts';
import { isAllowed, PickedFolder, type FolderHandle } from '../store/picked-folder.ts';
import type { KeptFolder } from '../store/safekeeping-record.ts';
import type { SafekeepingStore } from '../store/safekeeping-store.ts';
import type { BackupKeys } from './backup-keys.ts';

export interface AutomaticBackupsOptions {
  readonly env: Environment;
  readonly store: SafekeepingStore;
  readonly keys: BackupKeys;
  /** One tab at a time writes: runs `task`, or gives false where another one is at it. */
  readonly alone: (task: () => Promise<void>) => Promise<boolean>;
  readonly open: () => OpenContent | null;
  /** The place is encrypted. */
  readonly sealed: boolean;
  /** Whose the place is. */
  readonly person: () => string;
  readonly writeZip: FolderBackup['writeZip'];
}

/** Letters of a folder's tag: those that nobody takes for another one. */
const TAG = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/** Backups into the folder that a person picked, by themselves. */
export class AutomaticBackups {
  readonly #options: AutomaticBackupsOptions;
  readonly #state = new ObservableValue<FolderState | null>(null);
  readonly #schedule: BackupSchedule;
  /** What the last backup went on without. */
  #leftOut: readonly LeftOut[] = [];

  constructor(options: AutomaticBackupsOptions) {
    this.#options = options;
    this.#schedule = new BackupSchedule(options.env.clock, () => this.#run());
  }

  get state(): Observable<FolderState | null> {
    return this.#state;
  }

  get leftOut(): readonly LeftOut[] {
    return this.#leftOut;
  }

  /** Takes up the folder that is kept; what changed since its last backup follows soon. */
  async begin(): Promise<void> {
    const { folder } = await this.#options.store.read();
    if (folder === null) return;
    await this.#look(folder);
    this.#schedule.changed();
  }

  /** Something was changed. */
  changed(): void {
    if (this.#state.value !== null) this.#schedule.changed();
  }

  /** Makes a backup at once, where something was changed or `always`. */
  async flush(always = false): Promise<void> {
    if (this.#state.value !== null) await this.#schedule.flush(always);
  }

  /** From now on in this folder. A folder of our own in it has a new name: what others put there stays. */
  async choose(handle: FolderHandle): Promise<void> {
    const { env, store } = this.#options;
    const tag = [...env.random(4)].map((byte) => TAG[byte % TAG.length]).join('');
    await store.patch(() => ({ folder: { handle, tag, lastAt: null, marks: {} } }));
    this.#set({ name: handle.name, standing: 'good', lastAt: null });
    await this.flush(true);
  }

  /** Has the browser ask for the folder again, and goes on. To be called by a press of a button. */
  async resume(): Promise<void> {
    const { folder } = await this.#options.store.read();
    if (folder === null) return;
    await folder.handle.requestPermission({ mode: 'readwrite' });
    await this.flush(true);
  }

  async forget(): Promise<void> {
    await this.#options.store.patch(() => ({ folder: null }));
    this.#set(null);
  }

  stop(): void {
    this.#schedule.stop();
  }

  /** How the folder stands before anything is written. True where it can be. */
  async #look({ handle, lastAt }: KeptFolder): Promise<boolean> {
    const about = { name: handle.name, lastAt };
    const standing =
      (await this.#options.keys.load()) === null
        ? 'locked'
        : (await isAllowed(handle))
          ? 'good'
          : 'paused';
    const before = this.#state.value?.standing;
    // What failed stays told until a backup succeeds.
    this.#set({ ...about, standing: standing === 'good' ? (before ?? 'good') : standing });
    return standing === 'good';
  }

  async #run(): Promise<void> {
    const { env } = this.#options;
    try {
      const { folder } = await this.#options.store.read();
      if (folder === null) return this.#set(null);
      if (!(await this.#look(folder))) return;
      const done = await this.#options.alone(() => this.#write(folder));
      if (!done) this.#schedule.changed(); // another tab writes; what changed here is for the next one
    } catch (error) {
      const standing = error instanceof FolderError ? error.fault : 'failed';
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      env.logger.log('error', 'folder-backup-failed', { standing, error: cause as Error });
      const { value } = this.#state;
      if (value !== null) this.#set({ ...value, standing });
    }
  }

  async #write(folder: KeptFolder): Promise<void> {
    const { env, keys, open, person, sealed, store, writeZip } = this.#options;
    const [key, app] = [await keys.load(), env.notebook.value];
    if (key === null) return;
    if (app === null) throw new LecternError('app-load-failed', { detail: { part: 'files' } });
    const { handle, tag } = folder;
    const begun = env.clock.now();
    const { marks, leftOut } = await backUpToFolder({
      env,
      app,
      folder: new PickedFolder(handle, `Lectern backup ${tag}`),
      key,
      open: open(),
      sealed,
      person: person(),
      marks: folder.marks,
      day: dayOf(begun),
      writeZip,
    });
    this.#leftOut = leftOut;
    await store.patch(({ folder: kept }) =>
      kept?.tag === tag ? { folder: { ...kept, marks, lastAt: begun } } : {},
    );
    this.#set({ name: handle.name, standing: 'good', lastAt: begun });
  }

  #set(state: FolderState | null): void {
    this.#state.set(state);
  }
}
