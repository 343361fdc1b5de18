import type { Clock } from '../../src/base/clock.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

/** How often a frame is asked for a sign of life, in ms. */
const EVERY_MS = 1_000;
/** So many times in a row without an answer it is gone. Its thread only passes messages on: Python computes in another. Less would end a living Python on a computer that swaps. */
const MISSED = 10;

/**
 * Notices that the browser has ended a frame's process, mostly for want of memory: nothing on a page says so. What counts are
 * questions, each asked a second after the one before, not time: a page that sleeps, is slowed down or computes itself misses
 * none meanwhile.
 */
export class FramePulse {
  readonly #clock: Clock;
  readonly #ask: () => void;
  readonly #gone: () => void;
  #missed = 0;
  #cancel: Unsubscribe = () => undefined;

  /** `ask` asks for a sign; `gone` is called once when none comes any more. Not after `end`. */
  constructor(clock: Clock, ask: () => void, gone: () => void) {
    this.#clock = clock;
    this.#ask = ask;
    this.#gone = gone;
  }

  /** Call it once the frame can answer. */
  begin(): void {
    this.#ask();
    this.#cancel = this.#clock.after(EVERY_MS, () => {
      this.#missed += 1;
      if (this.#missed > MISSED) this.#gone();
      else this.begin();
    });
  }

  /** Something came from the frame. */
  beat(): void {
    this.#missed = 0;
  }

  end(): void {
    this.#cancel();
  }
}
