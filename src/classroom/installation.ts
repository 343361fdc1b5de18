import type { Observable } from '../base/observable.ts';
import type { Supply } from './class-supply.ts';

/** How the application stands on this device. */
export interface InstallationState {
  /** Whether everything is here that is needed without the internet. */
  readonly offline:
    | 'unknown' // not asked yet
    | 'loading'
    | 'ready'
    | 'interrupted' // some of it could not be fetched; it goes on at the next start, or when asked
    | 'full' // there is no room for it
    | 'impossible'; // this browser, or its settings, let no page do that
  /** Bytes that are here, of `total`; both 0 until they are known. */
  readonly done: number;
  readonly total: number;
  /** A new version: `waiting` for "Restart", or already at work in other tabs (`elsewhere`); this tab goes on as it is. */
  readonly update: 'none' | 'waiting' | 'elsewhere';
  readonly busy: 'none' | 'restarting' | 'repairing';
  /** "Repair" found no connection: nothing was removed. */
  readonly repairNeedsNetwork: boolean;
}

/** The application on this device: offline, updates, repair. Promises always resolve. */
export interface Installation {
  readonly state: Observable<InstallationState>;
  /** Version of this page. */
  readonly version: string;
  /** What people in a class may give of it; null where the page has none. */
  readonly supply: Supply | null;
  /** Fetches what is missing for offline, if it is not at that. */
  complete(): Promise<void>;
  /** Writes what is open and loads the page anew, in the new version where there is one. */
  restart(): Promise<void>;
  /** Removes the application's own files from this device, not what people made, and loads them anew. */
  repair(): Promise<void>;
}
