import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/** Time between two looks at whether anything came. */
export const TICK_MS = 2_500;
/** Looks in a row without anything: the first asks, the fourth gives up, 7.5 to 10 s after the last sign of life. */
export const SILENT_TICKS = 4;

/**
 * Notices that the other side is silent. It counts looks, not time: a page that was frozen or whose clock
 * jumped has had one look, not a minute of silence. An answer to a ping needs no timer on the other side,
 * so a tab in the background, whose timers are slowed down, stays alive.
 */
export class Keepalive {
  readonly #clock: Clock;
  readonly #ping: () => void;
  readonly #lost: () => void;
  #silent = 0;
  #cancel: Unsubscribe = () => undefined;

  constructor(clock: Clock, ping: () => void, lost: () => void) {
    this.#clock = clock;
    this.#ping = ping;
    this.#lost = lost;
    this.#wait();
  }

  /** Something came. */
  heard(): void {
    this.#silent = -1;
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => {
      this.#silent += 1;
      if (this.#silent >= SILENT_TICKS) {
        this.#lost();
        return;
      }
      if (this.#silent > 0) this.#ping();
      this.#wait();
    });
  }
}
