import type { Observable } from '../base/observable.ts';

/** What comes from people in the class, and what this device gives them: files of the application and of packages. */
export interface SupplyState {
  /** A class is open, whose people can be asked. */
  readonly inClass: boolean;
  /** What comes now and is told on the page: Python, or what is missing of the application. Bytes; `total` 0 while it is not known. */
  readonly getting: {
    readonly what: 'python' | 'app';
    readonly received: number;
    readonly total: number;
    readonly people: number;
  } | null;
  /** How it ended when the application was last asked for: all came, nobody here has the rest, or there is no room. */
  readonly outcome: 'none' | 'whole' | 'lacking' | 'full';
  /** This person lets their device give. */
  readonly giving: boolean;
  /** The browser says that each byte costs here: nothing is given. */
  readonly metered: boolean;
}

/** "Get it from the class." Promises always resolve. */
export interface Supply {
  readonly state: Observable<SupplyState>;
  /** Asks people in the class for what is missing of the application for offline, if it is not at that. */
  getApp(): Promise<void>;
  setGiving(on: boolean): void;
}
