import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { PlaceId } from '../protocol/ids.ts';

/** How long other tabs may hold a place that is to go, in ms: they were told, and write what is open first. */
const PATIENCE_MS = 10_000;

/** The tabs' locks of this browser; null over an unprotected address: there are none. */
export const tabLocks: LockManager | null = 'locks' in navigator ? navigator.locks : null;

/** Holds a place for this tab until it is gone, or lets go: nobody removes it under its hands. */
export function holdPlace(locks: LockManager | null, place: PlaceId): Unsubscribe {
  let letGo: Unsubscribe = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  void locks?.request(name(place), { mode: 'shared' }, () => held);
  return letGo;
}

/**
 * Runs `task` once no tab holds the place, and none can take it meanwhile. Resolves with what that says; with false
 * where a tab holds it on.
 */
export async function whileNobodyHolds(
  locks: LockManager | null,
  place: PlaceId,
  clock: Clock,
  task: () => Promise<boolean>,
): Promise<boolean> {
  if (locks === null) return task();
  const patience = new AbortController();
  const cancel = clock.after(PATIENCE_MS, () => patience.abort());
  try {
    return await locks.request(name(place), { signal: patience.signal }, () => {
      cancel();
      return task();
    });
  } catch (cause) {
    if (patience.signal.aborted) return false;
    throw cause;
  } finally {
    cancel();
  }
}

function name(place: PlaceId): string {
  return `lectern-place-${place}`;
}
