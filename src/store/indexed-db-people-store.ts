import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import { silentLogger, type Logger } from '../base/logger.ts';
import { openDatabase } from './open-database.ts';
import {
  isPersonRecord,
  type People,
  type PeopleStore,
  type PersonRecord,
} from './people-store.ts';
import type { PlaceId } from '../protocol/ids.ts';
import { isPlaceId } from './place.ts';
import { storageFailure } from './storage-failure.ts';

const DATABASE = 'lectern-people';
const VERSION = 1;

interface Schema extends DBSchema {
  people: { key: string; value: PersonRecord };
  /** Places to be removed, by their ids. */
  left: { key: string; value: true };
  /** `shared` → whether this computer is. */
  device: { key: string; value: boolean };
}

const STORES: StoreNames<Schema>[] = ['people', 'left', 'device'];
type Writing = IDBPTransaction<Schema, StoreNames<Schema>[], 'readwrite'>;

/** Keeps people in the IndexedDB database `lectern-people`, which all places share. */
export class IndexedDbPeopleStore implements PeopleStore {
  readonly #db: IDBPDatabase<Schema>;
  readonly #logger: Logger;

  /** Use `open`. */
  private constructor(db: IDBPDatabase<Schema>, logger: Logger) {
    this.#db = db;
    this.#logger = logger;
  }

  /** Opens the database, creating it where needed. Rejects like `openDatabase`. */
  static async open(logger: Logger = silentLogger): Promise<IndexedDbPeopleStore> {
    const db: IDBPDatabase<Schema> = await openDatabase<Schema>(DATABASE, VERSION, {
      upgrade: (database) => {
        for (const store of STORES) database.createObjectStore(store);
      },
      blocking: () => db.close(), // lets a later version of the app go on at once
    });
    return new IndexedDbPeopleStore(db, logger);
  }

  async read(): Promise<People> {
    try {
      const tx = this.#db.transaction(STORES);
      const [rows, left, shared] = await Promise.all([
        tx.objectStore('people').getAll() as Promise<readonly unknown[]>,
        tx.objectStore('left').getAllKeys(),
        tx.objectStore('device').get('shared'),
      ]);
      const people = rows.filter((row) => isPersonRecord(row));
      const count = rows.length - people.length;
      if (count > 0) this.#logger.log('error', 'person-record-unreadable', { count });
      return {
        shared: shared === true,
        people: people.sort((a, b) => b.lastUsed - a.lastUsed),
        left: left.filter((place) => isPlaceId(place)),
      };
    } catch (cause) {
      throw storageFailure(cause);
    }
  }

  share(shared: boolean, first?: PersonRecord): Promise<void> {
    return this.#write(async (tx) => {
      await tx.objectStore('device').put(shared, 'shared');
      if (first !== undefined) await tx.objectStore('people').put(first, first.place);
    });
  }

  add(person: PersonRecord): Promise<void> {
    return this.#write(async (tx) => {
      await tx.objectStore('people').put(person, person.place);
    });
  }

  async patch(place: PlaceId, change: Partial<Omit<PersonRecord, 'place'>>): Promise<boolean> {
    let found = false;
    await this.#write(async (tx) => {
      const person: unknown = await tx.objectStore('people').get(place);
      found = isPersonRecord(person);
      if (isPersonRecord(person))
        await tx.objectStore('people').put({ ...person, ...change, place }, place);
    });
    return found;
  }

  leave(place: PlaceId, by?: PersonRecord): Promise<void> {
    return this.#write(async (tx) => {
      await tx.objectStore('people').delete(place);
      await tx.objectStore('left').put(true, place);
      if (by === undefined) return;
      await tx.objectStore('people').put(by, by.place);
      await tx.objectStore('left').delete(by.place);
    });
  }

  removed(place: PlaceId): Promise<void> {
    return this.#write((tx) => tx.objectStore('left').delete(place));
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  /** One transaction, kept as a whole or not at all. 'strict': it holds the wrapped keys of places. */
  async #write(task: (tx: Writing) => Promise<void>): Promise<void> {
    try {
      const tx = this.#db.transaction(STORES, 'readwrite', { durability: 'strict' });
      const done = tx.done.then(
        () => null,
        (cause: unknown) => ({ cause }),
      );
      // Its failure also fails the transaction, whose reason (quota, abort) is the better one.
      await task(tx).catch(() => undefined);
      const failure = await done;
      if (failure !== null) throw failure.cause;
    } catch (cause) {
      throw storageFailure(cause);
    }
  }
}
