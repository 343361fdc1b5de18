import type { ClassLock } from '../classroom/environment.ts';
import type { ClassId, PlaceId } from '../protocol/ids.ts';
import { FIRST_PLACE } from '../store/place.ts';

/** Holds the classes of a place by Web Locks: they end with the tab, however it ends (ST2). */
export class WebClassLock implements ClassLock {
  readonly #releases = new Map<ClassId, () => void>();
  /** Locks on their way back to the browser: until then it says that they are taken. */
  readonly #ending = new Map<ClassId, Promise<void>>();
  readonly #locks: LockManager;
  readonly #prefix: string;

  constructor(locks: LockManager, place: PlaceId) {
    this.#locks = locks;
    this.#prefix = `lectern-class-${place === FIRST_PLACE ? '' : `${place}-`}`;
  }

  async acquire(classId: ClassId, takeOver: boolean, onLost: () => void): Promise<boolean> {
    await this.#ending.get(classId);
    return this.#request(classId, takeOver, onLost);
  }

  #request(classId: ClassId, takeOver: boolean, onLost: () => void): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let taken = false;
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        taken = true;
        return new Promise((release) => {
          this.#releases.set(classId, () => {
            this.#ending.set(classId, ended);
            release();
          });
        });
      };
      const options: LockOptions = takeOver ? { steal: true } : { ifAvailable: true };
      const ended = this.#locks.request(`${this.#prefix}${classId}`, options, hold).then(
        () => undefined,
        (error: unknown) => {
          // A stolen lock rejects with AbortError after it was held.
          if (!taken) return reject(error);
          this.#releases.delete(classId);
          onLost();
        },
      );
    });
  }

  release(classId: ClassId): void {
    this.#releases.get(classId)?.();
    this.#releases.delete(classId);
  }
}
