import type { ObservableValue } from '../../../src/base/observable.ts';
import type { ClassSummary, Home, HomeState } from '../../../src/classroom/home.ts';
import { record } from './record.ts';

const hour = 3_600_000;
const empty: HomeState = { classes: [], busy: 'none', problem: null, invitation: null, lacks: [] };

function summary(
  name: string,
  role: ClassSummary['role'],
  myName: string,
  age: number,
): ClassSummary {
  return {
    id: name as ClassSummary['id'],
    name,
    myName,
    role,
    lastOpened: Date.now() - age,
    protected: name === 'Algorithms',
  };
}

const classes = [
  summary('Python, year 9', 'owner', 'Ms Novak', 2 * hour),
  summary('Data science club', 'student', 'Ana', 30 * hour),
  summary('Algorithms', 'teacher', 'Ms Novak', 24 * 9 * hour),
];

/** A name of 500 characters with markup in it, as a stranger may choose it. */
export const HOSTILE = `<b>Bobby</b> <img src=x onerror=alert(1)>${'\u202E"&'.repeat(20)}${'long '.repeat(80)}`;

/** Every state of the start screen by name. */
export const homeStates: Readonly<Record<string, HomeState>> = {
  'start-first': empty,
  who: { ...empty, classes: null },
  'who-invited': {
    ...empty,
    classes: null,
    invitation: { className: 'Python 101', link: 'https://lectern.example/#join=1.abcdef' },
  },
  'who-first': { ...empty, classes: null },
  'who-wrong': { ...empty, classes: null },
  'who-hostile': { ...empty, classes: null },
  'shared-start': { ...empty, classes },
  'shared-locked': { ...empty, classes },
  'shared-alone': { ...empty, classes },
  'start-loading': { ...empty, classes: null },
  'start-classes': { ...empty, classes },
  'start-continuing': { ...empty, classes, busy: 'continuing' },
  'start-problem': {
    ...empty,
    classes,
    problem: { code: 'class-open-elsewhere', detail: { class: 'Algorithms' } },
  },
  'start-invited': {
    ...empty,
    invitation: {
      className: 'Python 101',
      link: 'https://lectern.example/#join=1.abcdefghijklmnopqrstuvwxyz',
    },
  },
  'start-joining': {
    ...empty,
    busy: 'joining',
    invitation: {
      className: 'Python 101',
      link: 'https://lectern.example/#join=1.abcdefghijklmnopqrstuvwxyz',
    },
  },
  'start-wrong-code': {
    ...empty,
    problem: { code: 'code-unknown', detail: {} },
    invitation: { className: '', link: 'K7Q3MP' },
  },
  'start-lacks': { ...empty, lacks: ['crypto-missing', 'webrtc-missing', 'storage-missing'] },
  'start-hostile': {
    ...empty,
    classes: [summary(HOSTILE, 'owner', HOSTILE, hour), ...classes],
    problem: { code: 'name-invalid', detail: { most: 80 } },
  },
  'start-invited-hostile': {
    ...empty,
    invitation: { className: HOSTILE, link: `https://x/#${HOSTILE}` },
  },
};

/** A home whose state is fixed, and whose commands are only written down. */
export function galleryHome(state: ObservableValue<HomeState>): Home {
  return {
    state,
    async teach(className, myName) {
      record('teach', className, myName);
      state.set({ ...state.value, busy: 'starting' });
      await Promise.resolve();
      state.set({ ...state.value, busy: 'none' });
    },
    async join(linkOrCode, myName) {
      record('join', linkOrCode, myName);
    },
    async protect(id, passphrase) {
      record('protect', id, passphrase);
    },
    async changePassphrase(id, passphrase, next) {
      record('changePassphrase', id, passphrase, next);
    },
    async unprotect(id, passphrase) {
      record('unprotect', id, passphrase);
    },
    async resume(id) {
      record('resume', id);
      state.set({ ...state.value, busy: 'continuing' });
    },
    async takeOver(id) {
      record('takeOver', id);
    },
    async recover(file, passphrase, myName) {
      record('recover', file.size, passphrase, myName);
    },
    async restore(file, passphrase) {
      record('restore', file.size, passphrase);
    },
    async forget(id) {
      record('forget', id);
      state.set({
        ...state.value,
        classes: state.value.classes?.filter((item) => item.id !== id) ?? null,
      });
    },
    async switchTo(id) {
      record('switchTo', id);
    },
    workAlone() {
      record('workAlone');
    },
  };
}
