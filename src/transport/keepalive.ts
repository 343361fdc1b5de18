import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/** Time between two looks at whether anything came. */
export const TICK_MS = 900;
/** Looks in a row without anything: each asks, the fifth gives up, 4.5 to 5.4 s after the last sign of life. */
export const SILENT_TICKS = 5;
/** The look at which something else than waiting is worth trying. */
const TROUBLED_TICKS = 3;
/** A link that is never silent asks after so many looks all the same, to know its round trip. */
const MEASURE_TICKS = 10;
/** Pings are numbered by a byte. */
const NUMBERS = 256;

export interface KeepaliveEvents {
  /** Asks the other side for a sign of life; it repeats `number` (a byte) in its answer. */
  ping(number: number): void;
  /** An answer came, `ms` after it was asked for. */
  measured(ms: number): void;
  /** Silent for a while: the path may be broken. Again at each look until something comes. */
  troubled(): void;
  /** Silent for too long; the last call. */
  lost(): void;
}

/**
 * Notices that the other side is silent. It counts looks, not time: a page that was frozen or whose clock
 * jumped has had one look, not a minute of silence. An answer to a ping needs no timer on the other side,
 * so a tab in the background, whose timers are slowed down, stays alive.
 */
export class Keepalive {
  readonly #clock: Clock;
  readonly #events: KeepaliveEvents;
  #silent = 0;
  #sinceAsked = 0;
  /** When the last pings were sent, by number. */
  readonly #asked: (number | undefined)[] = [];
  #next = 0;
  #cancel: Unsubscribe = () => undefined;

  constructor(clock: Clock, events: KeepaliveEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#ping();
    this.#wait();
  }

  /** Whether the other side has been silent for so long that the path may be broken. */
  get troubled(): boolean {
    return this.#silent >= TROUBLED_TICKS;
  }

  /** Something came. */
  heard(): void {
    this.#silent = -1;
  }

  /** The answer to the ping `number` came. */
  answered(number: number): void {
    const asked = this.#asked[number];
    this.#asked[number] = undefined;
    if (asked !== undefined) this.#events.measured(Math.max(0, this.#clock.now() - asked));
  }

  /** Asks now, and is quick to find trouble: the device woke up, or its network changed. */
  probe(): void {
    this.#silent = Math.max(this.#silent, TROUBLED_TICKS - 1);
    this.#ping();
  }

  stop(): void {
    this.#cancel();
  }

  #ping(): void {
    this.#sinceAsked = 0;
    const number = this.#next;
    this.#next = (number + 1) % NUMBERS;
    this.#asked[number] = this.#clock.now();
    this.#events.ping(number);
  }

  #wait(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => {
      this.#silent += 1;
      this.#sinceAsked += 1;
      if (this.#silent >= SILENT_TICKS) {
        this.#events.lost();
        return;
      }
      if (this.#silent > 0 || this.#sinceAsked >= MEASURE_TICKS) this.#ping();
      this.#wait();
      if (this.#silent >= TROUBLED_TICKS) this.#events.troubled();
    });
  }
}
