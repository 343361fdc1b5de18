import { ObservableValue } from '../../../src/base/observable.ts';
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

/** An installation that stays as it is; null where the address names none. */
export function galleryInstallation(name: string | null): Installation | null {
  if (name === null) return null;
  const note = (what: string) => async (): Promise<void> => record(what);
  return {
    state: new ObservableValue(states[name] ?? ready),
    version: '0.1.0',
    supply: null,
    complete: note('complete'),
    restart: note('restart'),
    repair: note('repair'),
  };
}
