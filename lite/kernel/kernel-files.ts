import type { Clock } from '../../src/base/clock.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import type { ClassFiles } from '../../src/notebook/class-files.ts';
import { integrityOf, sha256In } from './blob-integrity.ts';
import { orFromClass } from './or-from-class.ts';
import { SharedFile } from './shared-file.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import type { KernelBytes, KernelPurpose } from './protocol.ts';

/** Where the bytes of a kernel come from. */
export interface KernelFiles {
  /**
   * The bytes, checked; with a snapshot where there is one and it is wanted. Rejects with `kernel-failed`, or with the
   * signal's reason.
   */
  load(signal: AbortSignal, purpose: KernelPurpose): Promise<KernelBytes>;
  /** No Python started from the snapshot: it is not given again. */
  distrustSnapshot(): Promise<void>;
}

interface FileSource {
  readonly path: string;
  readonly integrity: string;
}

const NAMES = ['worker', 'wasm', 'stdlib'] as const;

/** Largest of them, in bytes: Python's interpreter has 10 MB. */
const MAX_FILE = 64 * 1024 * 1024;

/** What is fetched ahead waits no longer to be checked, in ms: well before a class would be asked for it too (`orFromClass`). */
const HOLD_MS = 5_000;

/**
 * Fetches the files from our own origin, or where that fails from people in the class, and checks each against its hash. Their addresses are versioned and served
 * as immutable, so every page after the first takes them from the browser's cache;
 * within a page they are fetched and checked once.
 */
export class FetchedKernelFiles implements KernelFiles {
  readonly #base: string;
  readonly #sources: Readonly<Record<(typeof NAMES)[number], FileSource>>;
  readonly #snapshots: SnapshotStore;
  readonly #clock: Clock;
  readonly #classFiles: () => ClassFiles | null;
  /** What was fetched and checked in this page, or is being, by path. A blob never changes. */
  readonly #files = new Map<string, SharedFile>();
  /** Resolves when what is fetched ahead is to be used, or has waited long enough. */
  #wanted = Promise.resolve();
  #want = (): void => undefined;

  /** `base`: the application's base address, with a slash at its end. `classFiles`: of the class that is open, if any. */
  constructor(
    base: string,
    sources: Readonly<Record<(typeof NAMES)[number], FileSource>>,
    snapshots: SnapshotStore,
    clock: Clock,
    classFiles: () => ClassFiles | null,
  ) {
    this.#clock = clock;
    this.#classFiles = classFiles;
    this.#base = base;
    this.#sources = sources;
    this.#snapshots = snapshots;
  }

  /** Begins to fetch for the next `load`. Never throws: what fails is tried again then. */
  prefetch(): void {
    if (this.#files.size > 0) return;
    this.#wanted = new Promise((resolve) => {
      this.#want = resolve;
      this.#clock.after(HOLD_MS, resolve);
    });
    this.#load(new AbortController().signal, 'cells').catch(() => undefined);
  }

  load(signal: AbortSignal, purpose: KernelPurpose): Promise<KernelBytes> {
    this.#want();
    return this.#load(signal, purpose);
  }

  async #load(signal: AbortSignal, purpose: KernelPurpose): Promise<KernelBytes> {
    const [snapshot, worker, wasm, stdlib] = await Promise.all([
      purpose === 'cells' ? this.#snapshots.load() : null,
      ...NAMES.map((name) => this.#share(this.#sources[name], signal)),
    ]);
    if (!worker || !wasm || !stdlib) throw new Error('a kernel file is missing');
    return { worker, wasm, stdlib, ...(snapshot && { snapshot }) };
  }

  distrustSnapshot(): Promise<void> {
    return this.#snapshots.remove();
  }

  /**
   * The file, which all who want it fetch once: browsers fail the second of two requests that fill their cache with one
   * large file. The request ends when nobody waits for it any more.
   */
  #share(source: FileSource, signal: AbortSignal): Promise<Blob> {
    const found = this.#files.get(source.path);
    const file = found ?? new SharedFile((own) => this.#fetch(source, own));
    if (found === undefined) {
      this.#files.set(source.path, file);
      void file.failed.then(() => this.#files.delete(source.path));
    }
    return file.wait(signal);
  }

  async #fetch(source: FileSource, signal: AbortSignal): Promise<Blob> {
    const loaded = await orFromClass(
      (either) => this.#fromNetwork(source, either),
      (either) => this.#fromClass(source, either),
      this.#clock,
      signal,
    );
    if (!loaded.ok) throw loaded.error;
    return loaded.value;
  }

  async #fromNetwork(
    { path, integrity }: FileSource,
    signal: AbortSignal,
  ): Promise<Result<Blob, LecternError>> {
    try {
      const response = await fetch(`${this.#base}${path}`, { signal });
      if (!response.ok)
        return err(
          new LecternError('kernel-failed', { detail: { path, status: response.status } }),
        );
      const file = await response.blob();
      await this.#wanted; // hashing it would hold up the interface that is being built meanwhile
      const found = await integrityOf(file);
      return found === null || found === integrity
        ? ok(file)
        : err(new LecternError('kernel-failed', { detail: { path, step: 'integrity' } }));
    } catch (cause) {
      if (signal.aborted) throw cause;
      return err(new LecternError('kernel-failed', { cause, detail: { path } }));
    }
  }

  async #fromClass({ integrity }: FileSource, signal: AbortSignal): Promise<Blob | null> {
    const files = this.#classFiles();
    const bytes = await files?.get(sha256In(integrity), {
      what: 'python',
      signal,
      limit: MAX_FILE,
    });
    return bytes == null ? null : new Blob([bytes]);
  }
}
