import { ObservableValue } from '../../../src/base/observable.ts';
import type { Supply, SupplyState } from '../../../src/classroom/class-supply.ts';
import type { Installation, InstallationState } from '../../../src/classroom/installation.ts';
import { record } from './record.ts';

const ready: InstallationState = {
  offline: 'ready',
  done: 1,
  total: 1,
  update: 'none',
  busy: 'none',
  repairNeedsNetwork: false,
};

/** How the application stands on this device, by the address's `?installed=`. */
const states: Readonly<Record<string, InstallationState>> = {
  ready,
  loading: { ...ready, offline: 'loading', done: 31, total: 78 },
  full: { ...ready, offline: 'full' },
  update: { ...ready, update: 'waiting' },
  stuck: { ...ready, offline: 'interrupted', repairNeedsNetwork: true },
};

/** Files from the class, of which Python is on its way. */
export function gallerySupply(): Supply {
  return {
    state: new ObservableValue<SupplyState>({
      inClass: true,
      getting: { what: 'python', received: 5_400_000, total: 13_500_000, people: 2 },
      outcome: 'lacking',
      giving: true,
      metered: false,
    }),
    async getApp() {
      record('getApp');
    },
    setGiving(on) {
      record('setGiving', on);
    },
  };
}

/** An installation that stays as it is; null where the address names none. */
export function galleryInstallation(name: string | null): Installation | null {
  if (name === null) return null;
  const note = (what: string) => async (): Promise<void> => record(what);
  return {
    state: new ObservableValue(states[name] ?? ready),
    version: '0.1.0',
    supply: name === 'stuck' ? gallerySupply() : null,
    complete: note('complete'),
    restart: note('restart'),
    repair: note('repair'),
  };
}
