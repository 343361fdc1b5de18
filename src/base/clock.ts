import type { Unsubscribe } from './unsubscribe.ts';

/** Time as the code sees it, so that tests can move it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch by this device's clock: may jump, may be wrong. */
  now(): number;
  /** Runs `task` once after at least `ms` milliseconds unless the returned function was called before. */
  after(ms: number, task: () => void): Unsubscribe;
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
