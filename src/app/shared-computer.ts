import type { Clock } from '../base/clock.ts';
import type { DataSeal } from '../base/data-seal.ts';
import { LecternError } from '../base/lectern-error.ts';
import { ObservableValue, type Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type {
  Computer,
  ComputerState,
  PackedFile,
  PersonHere,
  SavedFile,
} from '../classroom/computer.ts';
import type { PlaceId } from '../protocol/ids.ts';
import { parseParticipantName } from '../protocol/participant-name.ts';
import { MAX_PEOPLE_HERE } from '../protocol/limits.ts';
import { sameNameKey } from '../protocol/same-name-key.ts';
import type { ClassProtection } from '../protocol/class-protection.ts';
import type { People, PeopleStore, PersonRecord } from '../store/people-store.ts';
import { FIRST_PLACE, newPlace } from '../store/place.ts';
import type { OpenPlace } from './open-place.ts';
import type { Seals } from './page-seals.ts';

/** Tells the other tabs of this browser who is here now. */
export interface TabChannel {
  tell(place: PlaceId | null): void;
  /** Called with the place that another tab opened; null where it went back to "Who are you?". */
  onTold(listener: (place: PlaceId | null) => void): void;
}

export interface SharedComputerOptions {
  /** Once it is open. */
  readonly store: Promise<PeopleStore>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly tabs: TabChannel;
  /** Loads what opens passphrases. */
  readonly seals: () => Promise<Seals>;
  /** Keeps everybody from moving or removing the place while this tab has it; gives what lets go of it. */
  readonly hold: (place: PlaceId) => Unsubscribe;
  /** Runs `task` once no tab holds the place, and gives what it says; false where one holds it on. */
  readonly whileAlone: (place: PlaceId, task: () => Promise<boolean>) => Promise<boolean>;
  /** Deletes a place once no tab holds it; false where one does. */
  readonly remove: (place: PlaceId) => Promise<boolean>;
  /** Copies all of a place into another, empty one. */
  readonly copy: (from: OpenPlace, to: OpenPlace) => Promise<void>;
  /** Packs all that is in the open place. */
  readonly pack: (name: string, passphrase: string) => Promise<PackedFile>;
  /** Leaves the class and writes all that is open. */
  readonly settle: () => Promise<void>;
  /** Loads the page anew, at its plain address. */
  readonly restart: () => void;
  /** Told once where it cannot be known who works here. */
  readonly onBroken: (error: LecternError) => void;
}

/** How long what is open may take to be written before the page is loaded anew all the same, in ms. */
const SETTLE_MS = 5_000;

const EMPTY: ComputerState = {
  shared: null,
  asking: false,
  people: [],
  me: null,
  busy: 'none',
  problem: null,
};

/** Who works at this computer: decides whose place this page opens, and that it opens no other one. */
export class SharedComputer implements Computer {
  /** The place that this page works in; waits for "Who are you?" where the computer is shared. Never changes. */
  readonly opened: Promise<OpenPlace>;
  readonly #options: SharedComputerOptions;
  readonly #state = new ObservableValue<ComputerState>(EMPTY);
  #open: (place: OpenPlace) => void = () => undefined;
  #records: readonly PersonRecord[] = [];
  #ending = false;
  #letGo: Unsubscribe = () => undefined;
  /** The file that was made last, for reading it back. */
  #packed: PackedFile | null = null;

  constructor(options: SharedComputerOptions) {
    this.#options = options;
    this.opened = new Promise((resolve) => (this.#open = resolve));
    options.tabs.onTold((place) => void this.#follow(place));
    void this.#begin();
  }

  get state(): Observable<ComputerState> {
    return this.#state;
  }

  share(name: string | null): Promise<void> {
    return this.#run('none', async (store) => {
      const first = name === null ? null : this.#newPerson(FIRST_PLACE, name);
      await store.share(true, first ?? undefined);
      this.#options.tabs.tell(null);
      await this.#restart();
    });
  }

  unshare(): Promise<void> {
    return this.#run('none', async (store) => {
      await store.share(false);
      this.#options.tabs.tell(null);
      await this.#restart();
    });
  }

  choose(place: PlaceId, passphrase: string | null): Promise<void> {
    return this.#run('opening', async (store) => {
      // As it is now: another tab may have protected it, or taken it away.
      const here = await store.read();
      const person = here.people.find((record) => record.place === place);
      if (person === undefined) return this.#show(here);
      const seal = await this.#opening(person.protection, passphrase);
      const lastUsed = this.#options.clock.now();
      if (!(await store.patch(place, { lastUsed }))) return this.#show(await store.read());
      this.#enter({ place, seal }, { ...person, lastUsed });
    });
  }

  come(name: string, passphrase: string | null): Promise<void> {
    return this.#run('opening', async (store) => {
      this.#show(await store.read());
      const person = this.#newPerson(newPlace(this.#options.random), name);
      const made =
        passphrase === null ? null : await (await this.#options.seals()).create(passphrase);
      const record = { ...person, protection: made?.protection ?? null };
      await store.add(record);
      this.#enter({ place: person.place, seal: made?.seal ?? null }, record);
    });
  }

  done(): Promise<void> {
    this.#options.tabs.tell(null);
    return this.#restart();
  }

  protect(passphrase: string): Promise<void> {
    return this.#run('protecting', async (store) => {
      const { seal, protection } = await (await this.#options.seals()).create(passphrase);
      await this.#move(store, seal, protection);
    });
  }

  unprotect(passphrase: string): Promise<void> {
    return this.#run('protecting', async (store) => {
      const { protection } = await this.#mine(store);
      if (protection === null) return;
      await this.#opening(protection, passphrase);
      await this.#move(store, null, null);
    });
  }

  async changePassphrase(passphrase: string, next: string): Promise<boolean> {
    let changed = false;
    await this.#run('opening', async (store) => {
      const { place, protection } = await this.#mine(store);
      if (protection === null) return;
      const seals = await this.#options.seals();
      const wrapped = await seals.change(protection, passphrase, next);
      changed = await store.patch(place, { protection: wrapped });
    });
    return changed;
  }

  async pack(passphrase: string): Promise<SavedFile | null> {
    this.#packed = null;
    await this.#run('packing', async (store) => {
      const { name } = await this.#mine(store);
      this.#packed = await this.#options.pack(name, passphrase);
    });
    return this.#packed;
  }

  async check(file: Blob): Promise<boolean> {
    const packed = this.#packed;
    let whole = false;
    await this.#run('checking', async () => {
      await packed?.check(file);
      whole = packed !== null;
    });
    return whole;
  }

  leave(): Promise<void> {
    return this.#run('leaving', async (store) => {
      await store.leave((await this.#mine(store)).place);
      this.#options.tabs.tell(null);
      await this.#restart();
    });
  }

  removePerson(place: PlaceId): Promise<void> {
    return this.#run('leaving', async (store) => {
      await store.leave(place);
      this.#options.tabs.tell(null);
      await this.#restart();
    });
  }

  forgive(): void {
    this.#set({ problem: null });
  }

  async #begin(): Promise<void> {
    let store: PeopleStore;
    let here: People;
    try {
      store = await this.#options.store;
      here = await store.read();
    } catch (error) {
      // Whose data this page may open is not known: it opens none.
      if (!(error instanceof LecternError)) throw error;
      this.#options.onBroken(error);
      return;
    }
    const [only] = here.people;
    const alone = !here.shared && (only === undefined || only.protection === null);
    const place = alone ? (only?.place ?? FIRST_PLACE) : null;
    const tidying = this.#removeLeft(store, here.left);
    if (place === null) return this.#show(here, true);
    if (here.left.includes(place)) await tidying;
    this.#show(here);
    this.#letGo = this.#options.hold(place);
    this.#open({ place, seal: null });
  }

  async #removeLeft(store: PeopleStore, left: readonly PlaceId[]): Promise<void> {
    for (const place of left) if (await this.#options.remove(place)) await store.removed(place);
  }

  /** Another tab is somebody else's now, or nobody's: nobody sits in front of this one unnoticed. */
  async #follow(place: PlaceId | null): Promise<void> {
    const { asking, me } = this.#state.value;
    if (asking) return this.#show(await (await this.#options.store).read());
    if (place === null || me?.place !== place) await this.#restart();
  }

  /** This person as kept now. */
  async #mine(store: PeopleStore): Promise<PersonRecord> {
    const me = this.#state.value.me;
    const mine = (await store.read()).people.find(({ place }) => place === me?.place);
    if (mine === undefined)
      throw new LecternError('storage-broken', { detail: { gone: 'person' } });
    return mine;
  }

  /**
   * Moves this person to a new place that is sealed otherwise. The old one goes only after the new one is whole and
   * noted as theirs, in the same transaction; a page that ends in between leaves a place that the next start removes.
   */
  async #move(
    store: PeopleStore,
    seal: DataSeal | null,
    protection: ClassProtection | null,
  ): Promise<void> {
    const mine = await this.#mine(store);
    const place = newPlace(this.#options.random);
    this.#options.hold(place);
    await store.leave(place);
    this.#options.tabs.tell(null);
    await this.#options.settle();
    const from = await this.opened;
    this.#letGo();
    try {
      // Other tabs of this person write what they have open, and are gone before it is copied.
      const moved = await this.#options.whileAlone(from.place, async () => {
        await this.#options.copy(from, { place, seal });
        await store.leave(mine.place, { ...mine, place, protection });
        return true;
      });
      if (!moved) throw new LecternError('place-held');
    } finally {
      this.#letGo = this.#options.hold(from.place);
    }
    this.#options.tabs.tell(null);
    await this.#restart();
  }

  async #opening(
    protection: ClassProtection | null,
    passphrase: string | null,
  ): Promise<DataSeal | null> {
    if (protection === null) return null;
    if (passphrase === null) throw new LecternError('passphrase-wanted');
    return (await this.#options.seals()).open(protection, passphrase);
  }

  #newPerson(place: PlaceId, text: string): PersonRecord {
    const name = parseParticipantName(text);
    if (!name.ok) throw name.error;
    const known = new Set(this.#records.map((record) => sameNameKey(record.name)));
    if (known.has(sameNameKey(name.value)) || known.size >= MAX_PEOPLE_HERE)
      throw new LecternError('name-taken', { detail: { people: known.size } });
    return { place, name: name.value, lastUsed: this.#options.clock.now(), protection: null };
  }

  #enter(place: OpenPlace, person: PersonRecord): void {
    this.#letGo = this.#options.hold(place.place);
    this.#options.tabs.tell(place.place);
    this.#set({ me: personOf(person), asking: false });
    this.#open(place);
  }

  async #run(
    busy: ComputerState['busy'],
    task: (store: PeopleStore) => Promise<void>,
  ): Promise<void> {
    if (this.#state.value.busy !== 'none') return;
    this.#set({ busy, problem: null });
    try {
      await task(await this.#options.store);
    } catch (error) {
      if (!(error instanceof LecternError)) throw error;
      this.#set({ problem: { code: error.code, detail: error.detail } });
    } finally {
      this.#set({ busy: 'none' });
    }
  }

  async #restart(): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    const { clock, settle, restart } = this.#options;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(SETTLE_MS, resolve);
      // What could not be written was told where it failed.
      void settle()
        .catch(() => undefined)
        .then(() => {
          cancel();
          resolve();
        });
    });
    restart();
  }

  #show({ shared, people }: People, asking = this.#state.value.asking): void {
    this.#records = people;
    this.#set({ shared, people: people.map(personOf), asking });
  }

  #set(change: Partial<ComputerState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}

function personOf({ place, name, lastUsed, protection }: PersonRecord): PersonHere {
  return { place, name, lastUsed, protected: protection !== null };
}
