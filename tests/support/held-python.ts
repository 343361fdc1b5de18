import type { BrowserContext } from '@playwright/test';

/** The largest file of a kernel: without it none starts. */
const WASM = /\/pyodide\.asm\.wasm$/;

/**
 * Holds back Python's bytes in one person's browser until a cell of theirs is to run, as a slow line would. Starting
 * Python is more than half of a page's work, and most pages of a journey never run a cell.
 */
export class HeldPython {
  #release: () => void = () => undefined;
  readonly #wanted = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  /** Use `in`. */
  private constructor() {}

  /** From now on, for all pages of the context. */
  static async in(context: BrowserContext): Promise<HeldPython> {
    const held = new HeldPython();
    await context.route(WASM, async (route) => {
      await held.#wanted;
      await route.continue();
    });
    return held;
  }

  /** Lets it come, for good. */
  release(): void {
    this.#release();
  }
}
