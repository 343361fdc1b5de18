import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/** A pause in changes after which a backup is made, in ms. */
const PAUSE = 60_000;
/** Changes without a pause are backed up at least this often, in ms. */
const LONGEST_WAIT = 5 * 60_000;
/** A backup takes a twentieth of the time at most: a large one is made less often. */
const REST_PER_WORK = 20;

/** Says when a backup is due: after changes, and never two at a time. */
export class BackupSchedule {
  readonly #clock: Clock;
  readonly #run: () => Promise<void>;
  #cancel: Unsubscribe = () => undefined;
  #changedSince: number | null = null;
  #notBefore = 0;
  #running: Promise<void> | null = null;
  #stopped = false;

  /** `run` makes a backup; it never rejects. */
  constructor(clock: Clock, run: () => Promise<void>) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Something was changed. */
  changed(): void {
    if (this.#stopped) return;
    const now = this.#clock.now();
    this.#changedSince ??= now;
    if (this.#running === null) this.#plan(now);
  }

  /** Makes one at once where something was changed, or `always`: at a lesson's end, or because the person says so. */
  async flush(always = false): Promise<void> {
    await this.#running;
    if (!this.#stopped && (always || this.#changedSince !== null)) await this.#start();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #plan(now: number): void {
    const since = this.#changedSince ?? now;
    const at = Math.max(Math.min(now + PAUSE, since + LONGEST_WAIT), this.#notBefore);
    this.#cancel();
    this.#cancel = this.#clock.after(Math.max(0, at - now), () => void this.#start());
  }

  #start(): Promise<void> {
    this.#cancel();
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
      // What was changed meanwhile is not in it for sure.
      if (this.#changedSince !== null && !this.#stopped) this.#plan(this.#clock.now());
    });
    return this.#running;
  }

  async #work(): Promise<void> {
    const begun = this.#clock.now();
    this.#changedSince = null;
    await this.#run();
    const ended = this.#clock.now();
    this.#notBefore = ended + Math.max(0, ended - begun) * REST_PER_WORK;
  }
}
