import type { Unsubscribe } from '../../src/base/unsubscribe.ts';
import type { KernelFolder } from './kernel-folder.ts';
import { KernelHost } from './kernel-host.ts';
import { PythonFrames, type FrameOptions } from './python-frames.ts';
import { SandboxedPython, type SandboxEnd, type SandboxOptions } from './sandboxed-python.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** So long after the first result the snapshot for later starts is made, in ms: the lesson's first cells come before it. */
const SNAPSHOT_AFTER_MS = 60_000;

/** Hands out kernels. One may be started ahead of its need. */
export class KernelPool {
  readonly #options: SandboxOptions;
  readonly #frames: PythonFrames;
  readonly #snapshots: SnapshotStore;
  #warm: KernelHost | null = null;
  #first: KernelHost | null = null;
  #cancelSnapshot: Unsubscribe | null = null;
  #making: SandboxedPython | null = null;

  constructor(options: Omit<SandboxOptions, 'frames'> & FrameOptions, snapshots: SnapshotStore) {
    this.#frames = new PythonFrames(options);
    this.#options = { ...options, frames: this.#frames };
    this.#snapshots = snapshots;
  }

  /** Starts a kernel for the next `take`, unless there has been one. Returns at once. */
  prewarm(): void {
    if (this.#first === null) this.#warm = this.#begin();
  }

  /** Resolves when the first kernel has started, or failed to; at once where there is none. */
  get firstStarted(): Promise<void> {
    return this.#first === null ? Promise.resolve() : started(this.#first);
  }

  /** A kernel for the caller, who disposes of it: the one that was started ahead, or a new one. Its Python sees `folder`, if any. */
  take(folder: KernelFolder | null = null): KernelHost {
    const host = this.#warm ?? this.#begin();
    this.#warm = null;
    if (folder !== null) host.attach(folder);
    return host;
  }

  /** A cell has given its result: what later starts need is made soon, once, where it is not there yet. */
  worked(): void {
    this.#cancelSnapshot ??= this.#options.clock.after(
      SNAPSHOT_AFTER_MS,
      () => void this.makeSnapshot(),
    );
  }

  /** Makes the snapshot from which later kernels start, unless there is one. Never rejects: without one they start slower. */
  async makeSnapshot(): Promise<void> {
    if (!(await this.#snapshots.isWanted())) return;
    const bytes = await new Promise<ArrayBuffer | null>((resolve) => {
      const { logger } = this.#options;
      const events = {
        onMessage: () => undefined,
        onSnapshot: resolve,
        onEnd: (_reason: SandboxEnd, { detail }: { readonly detail: object }) => {
          logger.log('warn', 'snapshot-failed', { ...detail });
          resolve(null);
        },
      };
      this.#making = new SandboxedPython(this.#options, events, 'snapshot');
    });
    if (bytes !== null) await this.#snapshots.save(new Blob([bytes]));
  }

  /** Ends a kernel that nobody took, and what is made or kept for later ones. */
  dispose(): void {
    this.#cancelSnapshot?.();
    this.#making?.end();
    this.#warm?.dispose();
    this.#warm = null;
    this.#frames.dispose();
  }

  #begin(): KernelHost {
    const host = new KernelHost(this.#options);
    this.#first ??= host;
    return host;
  }
}

function started({ state }: KernelHost): Promise<void> {
  return new Promise((resolve) => {
    const end = state.subscribe(look);
    look();
    function look(): void {
      if (state.value === 'starting') return;
      end();
      resolve();
    }
  });
}
