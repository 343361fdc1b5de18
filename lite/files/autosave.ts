import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

/** What the autosave needs of an open file. */
export type SavedContext = Pick<
  DocumentRegistry.Context,
  'path' | 'isDisposed' | 'isReady' | 'ready' | 'save' | 'revert' | 'contentsModel' | 'disposed'
> & {
  readonly model: Pick<
    DocumentRegistry.IModel,
    'contentChanged' | 'readOnly' | 'dirty' | 'fromString'
  >;
};

/** A pause in changes after which a file is written, in ms; with the time of writing itself well under 2 s. */
const pause = 800;

/** A file that changes without a pause (a running cell's output) is written at least this often, in ms. */
const longestWait = 3000;

/** After a failure, how long to wait before the same file is tried again, in ms. */
const retryAfter = 10_000;

/** Writes every open file soon after each change: one write at a time per file, and none gets lost. */
export class Autosave {
  readonly #clock: Clock;
  readonly #files = new Set<AutosavedFile>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps this file saved until it is closed. */
  watch(context: SavedContext): void {
    if ([...this.#files].some((file) => file.context === context)) return; // a second view of the same file
    const file = new AutosavedFile(context, this.#clock);
    this.#files.add(file);
    context.disposed.connect(() => {
      file.stop();
      this.#files.delete(file);
    });
  }

  /** Writes all that is not written yet; resolves when every write has ended, well or not. */
  async flush(): Promise<void> {
    await Promise.all([...this.#files].map((file) => file.flush()));
  }

  /**
   * Somebody else wrote the file at `path`: where it is open and has no changes of its own, its view shows what is stored
   * now. Otherwise, and for a notebook, JupyterLab asks at the next save which one counts.
   */
  async reload(path: string): Promise<void> {
    const open = [...this.#files].filter(({ context }) => context.path === path);
    await Promise.all(open.map((file) => file.reload()));
  }

  /** Whether a change of any open file is not yet stored. */
  get pending(): boolean {
    return [...this.#files].some((file) => file.changed);
  }
}

class AutosavedFile {
  readonly context: SavedContext;
  /** Whether there is a change that no finished write holds. */
  changed = false;
  readonly #clock: Clock;
  #cancel: Unsubscribe | null = null;
  #changedSince = 0;
  #saving: Promise<void> | null = null;
  #reading = false;

  readonly #onChanged = (): void => {
    const { context } = this;
    if (context.model.readOnly || !context.isReady || this.#reading) return;
    if (!this.changed) this.#changedSince = this.#clock.now();
    this.changed = true;
    const waited = this.#clock.now() - this.#changedSince;
    this.#schedule(Math.max(0, Math.min(pause, longestWait - waited)));
  };

  constructor(context: SavedContext, clock: Clock) {
    this.context = context;
    this.#clock = clock;
    // Reading the file in is a change of the model as well, but none to be written.
    void context.ready.then(
      () => context.model.contentChanged.connect(this.#onChanged),
      () => undefined, // a file that cannot be read is never written; JupyterLab has said so
    );
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.context.model.contentChanged.disconnect(this.#onChanged);
  }

  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#saving;
    if (this.changed) await this.#save();
  }

  async reload(): Promise<void> {
    const { context } = this;
    const isBusy = this.changed || this.#saving !== null || this.#reading || !context.isReady;
    if (isBusy || context.contentsModel?.type === 'notebook') return;
    this.#reading = true;
    try {
      await context.revert();
      // JupyterLab reads nothing in where there is nothing.
      if (context.contentsModel?.size === 0 && !context.isDisposed) context.model.fromString('');
    } catch {
      return; // JupyterLab has told that it cannot be read
    } finally {
      this.#reading = false;
    }
  }

  #schedule(delay: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(delay, () => {
      this.#cancel = null;
      // While a write runs, its end looks whether there is more.
      if (this.#saving === null) void this.#save();
    });
  }

  async #save(): Promise<void> {
    const { context } = this;
    if (context.isDisposed) return;
    this.changed = false;
    let failed = false;
    this.#saving = context.save().catch(() => {
      failed = true; // the drive has told what went wrong, see `lab-drive.ts`
    });
    await this.#saving;
    this.#saving = null;
    if (failed) this.changed = true;
    if (this.changed && !context.isDisposed) {
      context.model.dirty = true; // JupyterLab took changes made during the write for written
      this.#schedule(failed ? retryAfter : pause);
    }
  }
}
