import { Emitter } from '../../src/base/emitter.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

/** A hidden page draws no frames; changes are then told after this many milliseconds. */
const hiddenPageDelay = 100;

/** Gathers keys and tells each once a frame, however often it was marked. */
export class FrameSignal {
  readonly #emitter = new Emitter<string>();
  readonly #marked = new Set<string>();
  #scheduled = false;

  on(listener: (key: string) => void): Unsubscribe {
    return this.#emitter.on(listener);
  }

  mark(key: string): void {
    this.#marked.add(key);
    if (this.#scheduled) return;
    this.#scheduled = true;
    const flush = (): void => this.#flush();
    if (document.hidden) setTimeout(flush, hiddenPageDelay);
    else requestAnimationFrame(flush);
  }

  #flush(): void {
    this.#scheduled = false;
    const keys = [...this.#marked];
    this.#marked.clear();
    for (const key of keys) this.#emitter.emit(key);
  }
}
