import type { People, PeopleStore, PersonRecord } from './people-store.ts';
import type { PlaceId } from '../protocol/ids.ts';

/** Keeps people as long as the object lives: for tests, and for a browser without storage. */
export class MemoryPeopleStore implements PeopleStore {
  readonly #people = new Map<PlaceId, PersonRecord>();
  readonly #left = new Set<PlaceId>();
  #shared = false;

  async read(): Promise<People> {
    const people = [...this.#people.values()].sort((a, b) => b.lastUsed - a.lastUsed);
    return { shared: this.#shared, people, left: [...this.#left] };
  }

  async share(shared: boolean, first?: PersonRecord): Promise<void> {
    this.#shared = shared;
    if (first !== undefined) this.#people.set(first.place, { ...first });
  }

  async add(person: PersonRecord): Promise<void> {
    this.#people.set(person.place, { ...person });
  }

  async patch(place: PlaceId, change: Partial<Omit<PersonRecord, 'place'>>): Promise<boolean> {
    const person = this.#people.get(place);
    if (person === undefined) return false;
    this.#people.set(place, { ...person, ...change, place });
    return true;
  }

  async leave(place: PlaceId, by?: PersonRecord): Promise<void> {
    this.#people.delete(place);
    this.#left.add(place);
    if (by === undefined) return;
    this.#people.set(by.place, { ...by });
    this.#left.delete(by.place);
  }

  async removed(place: PlaceId): Promise<void> {
    this.#left.delete(place);
  }

  async close(): Promise<void> {
    // Nothing is held.
  }
}
