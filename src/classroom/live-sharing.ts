import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/** So long a person must not have typed, in ms: shorter than a breath, longer than the way to the next key. */
const PAUSE_MS = 700;
/** What one live cell may send, bytes per second in the long run: a page of text a second, and a picture now and then. */
const LIVE_BYTES_PER_S = 64 * 1024;

interface Watched {
  /** The source seen last. */
  source: string;
  /** Stops the wait for a pause. */
  cancel: Unsubscribe;
  /** Not before this moment, ms. */
  next: number;
}

/** Shares live cells at every pause in typing, long ones less often, so that they never fill the class's lines. */
export class LiveSharing {
  readonly #clock: Clock;
  readonly #share: (id: string) => void;
  readonly #watched = new Map<string, Watched>();

  /** `share` is called with a shared cell's id when its new version is due. */
  constructor(clock: Clock, share: (id: string) => void) {
    this.#clock = clock;
    this.#share = share;
  }

  /** A live cell differs from what is shared, and now has this source. */
  typed(id: string, source: string): void {
    const watched = this.#watched.get(id);
    if (watched?.source === source) return;
    watched?.cancel();
    const next = watched?.next ?? 0;
    const wait = Math.max(PAUSE_MS, next - this.#clock.now());
    const cancel = this.#clock.after(wait, () => this.#share(id));
    this.#watched.set(id, { source, cancel, next });
  }

  /** A version of `bytes` of a live cell went out. */
  sent(id: string, source: string, bytes: number): void {
    this.#watched.get(id)?.cancel();
    const next = this.#clock.now() + (bytes / LIVE_BYTES_PER_S) * 1000;
    this.#watched.set(id, { source, cancel: () => undefined, next });
  }

  /** The cell is not live, or not shared, any more. */
  ended(id: string): void {
    this.#watched.get(id)?.cancel();
    this.#watched.delete(id);
  }

  close(): void {
    for (const id of [...this.#watched.keys()]) this.ended(id);
  }
}
