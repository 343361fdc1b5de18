import { describe, expect, test } from 'vitest';
import { LecternError } from '../../../src/base/lectern-error.ts';
import { secureRandom } from '../../../src/base/random.ts';
import type { OpenPlace } from '../../../src/app/open-place.ts';
import { SharedComputer } from '../../../src/app/shared-computer.ts';
import type { PersonHere } from '../../../src/classroom/computer.ts';
import type { Seals } from '../../../src/app/page-seals.ts';
import {
  changePassphrase,
  createProtection,
  openProtection,
} from '../../../src/crypto/class-protection.ts';
import { MemoryPeopleStore } from '../../../src/store/memory-people-store.ts';
import type { PeopleStore } from '../../../src/store/people-store.ts';
import type { PlaceId } from '../../../src/protocol/ids.ts';
import { FIRST_PLACE } from '../../../src/store/place.ts';
import { quickArgon2 } from '../../support/lone-environment.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const PASSPHRASE = 'correct horse';

const seals: Seals = {
  async create(passphrase) {
    const made = await createProtection(quickArgon2, secureRandom, passphrase);
    if (!made.ok) throw made.error;
    return made.value;
  },
  async open(protection, passphrase) {
    const opened = await openProtection(quickArgon2, secureRandom, protection, passphrase);
    if (!opened.ok) throw opened.error;
    return opened.value;
  },
  async change(protection, passphrase, next) {
    const changed = await changePassphrase(quickArgon2, secureRandom, protection, passphrase, next);
    if (!changed.ok) throw changed.error;
    return changed.value;
  },
};

/** One browser: its tabs hear each other, and share what is stored. */
class Browser {
  readonly store: PeopleStore = new MemoryPeopleStore();
  readonly removed: PlaceId[] = [];
  readonly #listeners = new Map<Tab, (place: PlaceId | null) => void>();
  readonly #clock = new VirtualClock();
  /** Whether a tab still holds a place that is to go. */
  held = false;
  readonly copied: [OpenPlace, OpenPlace][] = [];
  holds: { readonly place: PlaceId; readonly tab: Tab | null }[] = [];
  /** Whether nothing more fits on the disk. */
  full = false;

  hold(place: PlaceId, tab: Tab | null): () => void {
    const hold = { place, tab };
    this.holds.push(hold);
    return () => {
      this.holds = this.holds.filter((other) => other !== hold);
    };
  }

  async open(store: Promise<PeopleStore> = Promise.resolve(this.store)): Promise<Tab> {
    const tab: Tab = { restarts: 0, settled: 0, opened: null, broken: null } as unknown as Tab;
    tab.computer = new SharedComputer({
      store,
      clock: this.#clock,
      random: secureRandom,
      seals: async () => seals,
      tabs: {
        tell: (place) => {
          for (const [other, listener] of this.#listeners) if (other !== tab) listener(place);
        },
        onTold: (listener) => this.#listeners.set(tab, listener),
      },
      hold: (place) => this.hold(place, tab),
      whileAlone: async (place, task) => {
        await settled();
        return !this.holds.some((hold) => hold.place === place) && task();
      },
      remove: async (place) => {
        if (this.held) return false;
        this.removed.push(place);
        return true;
      },
      copy: async (from, to) => {
        if (this.full) throw new LecternError('storage-full');
        this.copied.push([from, to]);
      },
      pack: async (name) => ({
        fileName: name,
        parts: [],
        check: async (file) => {
          if (file.size === 0) throw new LecternError('file-damaged');
        },
      }),
      settle: async () => void tab.settled++,
      restart: () => {
        tab.restarts++;
        this.holds = this.holds.filter((hold) => hold.tab !== tab);
        this.#listeners.delete(tab);
      },
      onBroken: (error) => (tab.broken = error),
    });
    void tab.computer.opened.then((place) => (tab.opened = place));
    await settled();
    return tab;
  }

  close(tab: Tab): void {
    this.holds = this.holds.filter((hold) => hold.tab !== tab);
    this.#listeners.delete(tab);
  }
}

interface Tab {
  computer: SharedComputer;
  restarts: number;
  settled: number;
  opened: OpenPlace | null;
  broken: LecternError | null;
}

function personAt({ computer }: Tab, name: string): PersonHere {
  const found = computer.state.value.people.find((person) => person.name === name);
  if (found === undefined) throw new Error(`${name} is not here`);
  return found;
}

/** Long enough for what runs in memory. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

async function sharedBy(...names: string[]): Promise<Browser> {
  const browser = new Browser();
  const first = await browser.open();
  await first.computer.share(null);
  for (const name of names) {
    const tab = await browser.open();
    await tab.computer.come(name, null);
    browser.close(tab);
  }
  return browser;
}

describe('a computer', () => {
  test('[SC1] that is not shared opens its one place without a question', async () => {
    const { computer, opened } = await new Browser().open();
    expect(opened).toEqual({ place: FIRST_PLACE, seal: null });
    expect(computer.state.value).toMatchObject({ shared: false, asking: false, me: null });
  });

  test('[SC1] that becomes shared gives what is there to who was named, and asks from then on', async () => {
    const browser = new Browser();
    const [tab, other] = [await browser.open(), await browser.open()];
    await tab.computer.share('Amal');
    await settled();
    expect([tab.restarts, other.restarts]).toEqual([1, 1]);
    const next = await browser.open();
    expect(next.computer.state.value).toMatchObject({ shared: true, asking: true, me: null });
    expect(next.computer.state.value.people).toMatchObject([{ place: FIRST_PLACE, name: 'Amal' }]);
    expect(next.opened).toBeNull();
  });

  test('[SC2] opens the chosen place alone, and at every start asks again', async () => {
    const browser = await sharedBy('Amal', 'Ben');
    const tab = await browser.open();
    const [amal, ben] = [personAt(tab, 'Amal'), personAt(tab, 'Ben')];
    expect(amal.place).not.toBe(ben.place);
    expect(tab.opened).toBeNull();
    await tab.computer.choose(amal.place, null);
    await settled();
    expect(tab.opened).toEqual({ place: amal.place, seal: null });
    expect(tab.computer.state.value).toMatchObject({ asking: false, me: { place: amal.place } });
    browser.close(tab);
    expect((await browser.open()).opened).toBeNull();
  });

  test('[SC2] "Done for today" writes what is open and brings every tab back to the question', async () => {
    const browser = await sharedBy('Amal');
    const [tab, other] = [await browser.open(), await browser.open()];
    const [amal] = tab.computer.state.value.people;
    if (amal === undefined) throw new Error('Amal is here');
    await tab.computer.choose(amal.place, null);
    await other.computer.choose(amal.place, null);
    expect([tab.restarts, other.restarts]).toEqual([0, 0]); // two tabs of one person
    await tab.computer.done();
    await settled();
    expect([tab.restarts, other.restarts]).toEqual([1, 1]);
    expect([tab.settled, other.settled]).toEqual([1, 1]);
  });

  test('[SC2] sends a tab of somebody else back to the question when another person comes', async () => {
    const browser = await sharedBy('Amal', 'Ben');
    const [older, newer] = [await browser.open(), await browser.open()];
    const [amal, ben] = [personAt(older, 'Amal'), personAt(older, 'Ben')];
    await older.computer.choose(amal.place, null);
    await newer.computer.choose(ben.place, null);
    await settled();
    expect([older.restarts, newer.restarts]).toEqual([1, 0]);
  });

  test('[SC2] refuses a name that is taken, or none, and says so', async () => {
    const browser = await sharedBy('Amal');
    const { computer } = await browser.open();
    await computer.come('  ＡＭＡＬ ', null);
    expect(computer.state.value).toMatchObject({ asking: true, problem: { code: 'name-taken' } });
    await computer.come('', null);
    expect(computer.state.value.problem?.code).toBe('name-invalid');
    await computer.come('Amal K.', null);
    expect(computer.state.value).toMatchObject({ problem: null, me: { name: 'Amal K.' } });
  });

  test('[SC3] opens a protected place with its passphrase only, by a seal that opens what was sealed', async () => {
    const browser = await sharedBy();
    const first = await browser.open();
    await first.computer.come('Chen', PASSPHRASE);
    await settled();
    const text = new Uint8Array([4, 2]);
    const sealed = await first.opened?.seal?.seal(text, 'here');
    browser.close(first);
    const tab = await browser.open();
    const [chen] = tab.computer.state.value.people;
    if (chen === undefined || sealed === undefined) throw new Error('Chen is here');
    expect(chen.protected).toBe(true);
    await tab.computer.choose(chen.place, null);
    expect(tab.computer.state.value.problem?.code).toBe('passphrase-wanted');
    await tab.computer.choose(chen.place, 'wrong horse');
    expect(tab.computer.state.value.problem?.code).toBe('passphrase-wrong');
    await settled();
    expect(tab.opened).toBeNull();
    await tab.computer.choose(chen.place, PASSPHRASE);
    await settled();
    expect(await tab.opened?.seal?.open(sealed, 'here')).toEqual(text);
  });

  test('[SC1] is shared no more for its one person, whose place it opens from then on', async () => {
    const browser = await sharedBy('Amal');
    const tab = await browser.open();
    const [amal] = tab.computer.state.value.people;
    await tab.computer.unshare();
    expect(tab.restarts).toBe(1);
    expect((await browser.open()).opened?.place).toBe(amal?.place);
  });

  test('[SC2] opens nothing where it cannot be known whose it is', async () => {
    const failed = Promise.reject(new LecternError('storage-blocked'));
    const tab = await new Browser().open(failed);
    expect(tab.broken?.code).toBe('storage-blocked');
    expect(tab.opened).toBeNull();
  });

  test('[SC3] protects what a person has by moving it to a sealed place, and takes that away again', async () => {
    const browser = await sharedBy('Amal');
    const tab = await browser.open();
    const [amal] = tab.computer.state.value.people;
    if (amal === undefined) throw new Error('Amal is here');
    await tab.computer.choose(amal.place, null);
    await tab.computer.protect('short');
    expect(tab.computer.state.value.problem?.code).toBe('passphrase-wrong');
    await tab.computer.protect(PASSPHRASE);
    expect(tab.restarts).toBe(1);
    const [[from, to] = []] = browser.copied;
    expect(from).toEqual({ place: amal.place, seal: null });
    expect(to?.seal).not.toBeNull();
    const next = await browser.open();
    expect(browser.removed).toEqual([amal.place]);
    expect(next.computer.state.value.people).toMatchObject([{ place: to?.place, protected: true }]);
    await next.computer.choose(to?.place ?? amal.place, PASSPHRASE);
    expect(await next.computer.changePassphrase('wrong horse', 'battery staple')).toBe(false);
    expect(await next.computer.changePassphrase(PASSPHRASE, 'battery staple')).toBe(true);
    await next.computer.unprotect(PASSPHRASE);
    expect(next.computer.state.value.problem?.code).toBe('passphrase-wrong');
    expect(next.restarts).toBe(0);
    await next.computer.unprotect('battery staple');
    expect(next.restarts).toBe(1);
    expect(browser.copied[1]?.[1].seal).toBeNull();
    expect((await browser.store.read()).people).toMatchObject([
      { place: browser.copied[1]?.[1].place, name: 'Amal', protection: null },
    ]);
  });

  test('[SC3] keeps a place as it was where the sealed copy does not fit, and removes what there is of the copy', async () => {
    const browser = await sharedBy('Amal');
    const tab = await browser.open();
    const [amal] = tab.computer.state.value.people;
    if (amal === undefined) throw new Error('Amal is here');
    await tab.computer.choose(amal.place, null);
    browser.full = true;
    await tab.computer.protect(PASSPHRASE);
    expect(tab.computer.state.value.problem?.code).toBe('storage-full');
    expect(tab.restarts).toBe(0);
    const { people, left } = await browser.store.read();
    expect(people).toMatchObject([{ place: amal.place, protection: null }]);
    expect(left).toHaveLength(1);
    expect(left).not.toContain(amal.place);
  });

  test('[SC3] moves a place once other tabs of the person have written what is open, and not while one holds it', async () => {
    const browser = await sharedBy('Amal');
    const [tab, other] = [await browser.open(), await browser.open()];
    const [amal] = tab.computer.state.value.people;
    if (amal === undefined) throw new Error('Amal is here');
    for (const each of [tab, other]) await each.computer.choose(amal.place, null);
    const letGo = browser.hold(amal.place, null);
    await tab.computer.protect(PASSPHRASE);
    expect(other).toMatchObject({ settled: 1, restarts: 1 });
    expect(tab.computer.state.value.problem?.code).toBe('place-held');
    expect([browser.copied, tab.restarts]).toEqual([[], 0]);
    expect((await browser.store.read()).people).toMatchObject([{ place: amal.place }]);
    letGo();
    await tab.computer.protect(PASSPHRASE);
    expect(browser.copied).toHaveLength(1);
    expect(tab.restarts).toBe(1);
  });

  test('[SC4] lets somebody go when they say so, in every tab, and checks their file before that', async () => {
    const browser = await sharedBy('Amal', 'Ben');
    const [tab, other] = [await browser.open(), await browser.open()];
    const amal = personAt(tab, 'Amal');
    await tab.computer.choose(amal.place, null);
    expect(await tab.computer.check(new Blob(['x']))).toBe(false); // nothing was packed
    expect(await tab.computer.pack(PASSPHRASE)).toMatchObject({ fileName: 'Amal' });
    expect(await tab.computer.check(new Blob([]))).toBe(false);
    expect(tab.computer.state.value.problem?.code).toBe('file-damaged');
    expect(await tab.computer.check(new Blob(['x']))).toBe(true);
    expect((await browser.store.read()).people).toHaveLength(2);
    await tab.computer.leave();
    await settled();
    expect(tab.restarts).toBe(1);
    expect(other.computer.state.value.people).toMatchObject([{ name: 'Ben' }]);
    expect((await browser.store.read()).left).toEqual([amal.place]);
  });

  test('[SC4] removes at its next start what somebody left, and tries again where a tab holds it', async () => {
    const browser = await sharedBy('Amal');
    const [amal] = (await browser.store.read()).people;
    if (amal === undefined) throw new Error('Amal is here');
    await browser.store.leave(amal.place);
    browser.held = true;
    await browser.open();
    expect((await browser.store.read()).left).toEqual([amal.place]);
    browser.held = false;
    await browser.open();
    expect(browser.removed).toEqual([amal.place]);
    expect((await browser.store.read()).left).toEqual([]);
  });
});
