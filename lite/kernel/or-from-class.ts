import type { Clock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

/** What the network has not brought after this time is asked of the class too, in ms: thirty people on one bad line wait for minutes. */
const SLOW_MS = 10_000;

/**
 * What the network brings, or where that fails or takes long, what people in the class have: whichever is there first; the
 * other one is called off. Where nobody has it, the network's failure stands. Rejects with the signal's reason, or as
 * `network` does.
 */
export async function orFromClass<T, E>(
  network: (signal: AbortSignal) => Promise<Result<T, E>>,
  fromClass: (signal: AbortSignal) => Promise<T | null>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<T, E>> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  let cancel: Unsubscribe = () => undefined;
  try {
    return await new Promise<Result<T, E>>((resolve, reject) => {
      let failure: Result<T, E> | null = null;
      let asking = false;
      const ask = (): void => {
        cancel();
        if (asking) return;
        asking = true;
        fromClass(either).then(
          (found) => {
            asking = false;
            if (either.aborted) return; // the network was first
            if (found !== null) resolve({ ok: true, value: found });
            else if (failure !== null) resolve(failure);
            else wait(); // somebody may have it later
          },
          (error: unknown) => {
            // What the class cannot give is no worse than before.
            if (failure !== null || signal.aborted) reject(error);
          },
        );
      };
      const wait = (): void => void (cancel = clock.after(SLOW_MS, ask));
      wait();
      network(either).then((result) => {
        if (result.ok) return resolve(result);
        failure = result;
        ask();
      }, reject);
    });
  } finally {
    cancel();
    over.abort();
  }
}
