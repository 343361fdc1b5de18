import { ObservableValue } from '../../../src/base/observable.ts';
import type { Computer, ComputerState, PersonHere } from '../../../src/classroom/computer.ts';
import type { PlaceId } from '../../../src/protocol/ids.ts';
import { HOSTILE } from './home-states.ts';
import { record } from './record.ts';

const hour = 3_600_000;
const none: ComputerState = {
  shared: false,
  asking: false,
  people: [],
  me: null,
  busy: 'none',
  problem: null,
};

function person(name: string, age: number, isProtected = false): PersonHere {
  return { place: name as PlaceId, name, protected: isProtected, lastUsed: Date.now() - age };
}

const amal = person('Amal', 2 * hour);
const chen = person('Chen Li', 30 * hour, true);
const people = [amal, person('Ben', 26 * hour), chen];
const asking: ComputerState = { ...none, shared: true, asking: true, people };

/** Every state of the shared computer by the name of the gallery's state; others are of a computer that is not shared. */
const states: Readonly<Record<string, ComputerState>> = {
  who: asking,
  'who-invited': asking,
  'who-first': { ...asking, people: [] },
  'who-wrong': { ...asking, problem: { code: 'passphrase-wrong', detail: {} } },
  'who-hostile': { ...asking, people: [person(HOSTILE.slice(0, 80), hour, true), ...people] },
  'shared-start': { ...asking, asking: false, me: amal },
  'shared-locked': { ...asking, asking: false, me: chen },
  'shared-alone': { ...asking, asking: false, me: amal, people: [amal] },
};

/** A computer whose commands are only written down; a failing one is told by the name of the state. */
export function galleryComputer(name: string): Computer {
  const state = new ObservableValue(states[name] ?? none);
  const note =
    (what: string) =>
    async (...told: unknown[]): Promise<void> =>
      record(what, ...told);
  return {
    state,
    share: note('share'),
    unshare: note('unshare'),
    choose: note('choose'),
    come: note('come'),
    done: note('done'),
    protect: note('protectMe'),
    unprotect: note('unprotectMe'),
    async changePassphrase(passphrase, next) {
      record('changeMyPassphrase', passphrase, next);
      return true;
    },
    async pack(passphrase) {
      record('pack', passphrase);
      return { fileName: 'Amal.lectern-backup', parts: [new Blob(['packed'])] };
    },
    async check(file) {
      record('check', file.size);
      const whole = file.size === 6;
      if (!whole)
        state.set({
          ...state.value,
          problem: { code: 'file-damaged', detail: { reason: 'other-file' } },
        });
      return whole;
    },
    leave: note('leaveComputer'),
    removePerson: note('removePerson'),
    forgive: () => state.set({ ...state.value, problem: null }),
  };
}
