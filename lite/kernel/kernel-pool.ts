import { KernelHost } from './kernel-host.ts';
import type { SandboxOptions } from './sandboxed-python.ts';

/** Hands out kernels. One may be started ahead of its need. */
export class KernelPool {
  readonly #options: SandboxOptions;
  #warm: KernelHost | null = null;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Starts a kernel for the next `take`, unless one waits already. Returns at once. */
  prewarm(): void {
    this.#warm ??= new KernelHost(this.#options);
  }

  /** A kernel for the caller, who disposes of it: the one that was started ahead, or a new one. */
  take(): KernelHost {
    const host = this.#warm ?? new KernelHost(this.#options);
    this.#warm = null;
    return host;
  }

  /** Ends a kernel that nobody took. */
  dispose(): void {
    this.#warm?.dispose();
    this.#warm = null;
  }
}
