import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';

/**
 * Resolves with what `start` settles with first; null after `ms`, or as soon as `signal` aborts. `start` returns how
 * to stop waiting, which runs once.
 */
export function settleWithin<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  start: (settle: (value: T) => void) => Unsubscribe,
): Promise<T | null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) => {
    let stop: Unsubscribe | null = null;
    let done = false;
    const finish = (value: T | null): void => {
      if (done) return;
      done = true;
      cancel();
      signal.removeEventListener('abort', abort);
      stop?.();
      resolve(value);
    };
    const abort = (): void => finish(null);
    const cancel = clock.after(ms, abort);
    signal.addEventListener('abort', abort);
    stop = start(finish);
    if (done) stop();
  });
}
