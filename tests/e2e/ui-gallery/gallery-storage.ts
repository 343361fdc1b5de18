import { ObservableValue } from '../../../src/base/observable.ts';
import type { Safekeeping, SafekeepingState } from '../../../src/classroom/safekeeping.ts';
import { HOSTILE } from './home-states.ts';
import { record } from './record.ts';

const hour = 3_600_000;
const fresh: SafekeepingState = {
  shares: {
    usage: 84_000_000,
    quota: 2_000_000_000,
    files: 12_400_000,
    classes: 3_100_000,
    python: 64_000_000,
    application: 4_500_000,
  },
  kept: false,
  lastBackup: null,
  hasPassphrase: false,
  canPickFolder: true,
  folder: null,
  warning: null,
  busy: 'none',
  progress: null,
  done: null,
  leftOut: [],
  problem: null,
};

/** What the dialog "Storage and backups" shows, by the address's `?storage=`. */
const states: Readonly<Record<string, SafekeepingState>> = {
  fresh: { ...fresh, warning: 'not-kept' },
  safari: { ...fresh, canPickFolder: false, warning: 'seven-days' },
  kept: {
    ...fresh,
    kept: true,
    hasPassphrase: true,
    lastBackup: Date.now() - hour,
    folder: { name: 'School drive', standing: 'good', lastAt: Date.now() - hour },
  },
  paused: {
    ...fresh,
    hasPassphrase: true,
    warning: 'folder-paused',
    folder: { name: HOSTILE, standing: 'paused', lastAt: null },
  },
  left: {
    ...fresh,
    kept: true,
    hasPassphrase: true,
    shares: { ...fresh.shares, usage: 1_950_000_000, quota: 2_000_000_000 } as never,
    warning: 'almost-full',
    done: { kind: 'zipped', count: 212 },
    leftOut: [
      { name: 'week 3/results of the measurements.bin', why: 'unreadable' },
      { name: HOSTILE, why: 'too-large' },
      { name: '', why: 'unreadable' },
    ],
  },
  failed: {
    ...fresh,
    shares: null,
    kept: null,
    hasPassphrase: true,
    warning: 'folder-gone',
    folder: { name: 'USB', standing: 'gone', lastAt: Date.now() - 50 * hour },
    problem: { code: 'folder-refused', detail: {} },
  },
  busy: { ...fresh, busy: 'zipping', progress: { done: 12, all: 340 }, hasPassphrase: true },
};

/** A safekeeping whose commands are only written down. */
export function gallerySafekeeping(name: string): Safekeeping {
  const state = new ObservableValue(states[name] ?? fresh);
  const note =
    (what: string) =>
    async (...told: unknown[]): Promise<void> =>
      record(what, ...told);
  return {
    state,
    measure: async () => undefined,
    askToKeep: note('askToKeep'),
    backUp: note('backUp'),
    chooseFolder: note('chooseFolder'),
    resume: note('resume'),
    forgetFolder: note('forgetFolder'),
    saveZip: note('saveZip'),
    putBack: async (zip) => record('putBack', zip.size),
    removePython: note('removePython'),
    async dismiss() {
      record('dismiss');
      state.set({ ...state.value, warning: null });
    },
  };
}
