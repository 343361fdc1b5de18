import type { Clock } from '../base/clock.ts';
import type { PlaceId } from '../protocol/ids.ts';
import { databasesOf } from './place.ts';

/** How long other tabs may hold a place that is to go, in ms: they were told, and write what is open first. */
const PATIENCE_MS = 10_000;

/**
 * Deletes all databases of a place. False where another tab still holds one: the browser deletes that one when the tab
 * is gone, and the place is tried again at the next start.
 */
export async function removePlace(
  factory: IDBFactory,
  place: PlaceId,
  clock: Clock,
): Promise<boolean> {
  const gone = await Promise.all(
    Object.values(databasesOf(place)).map((name: string) => deleted(factory, name, clock)),
  );
  return gone.every(Boolean);
}

function deleted(factory: IDBFactory, name: string, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(PATIENCE_MS, () => resolve(false));
    const settle = (gone: boolean) => (): void => {
      cancel();
      resolve(gone);
    };
    const request = factory.deleteDatabase(name);
    request.addEventListener('success', settle(true));
    request.addEventListener('error', settle(false));
  });
}
