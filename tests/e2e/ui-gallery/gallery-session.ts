import { ObservableValue } from '../../../src/base/observable.ts';
import type { ClassSession } from '../../../src/classroom/class-session.ts';
import type { ClassState, Person } from '../../../src/classroom/class-state.ts';
import type { LinkState } from '../../../src/classroom/link-states.ts';
import type { SyncQuestion } from '../../../src/classroom/sync-question.ts';
import { galleryPairing } from './gallery-pairing.ts';
import { record } from './record.ts';

/** A class whose state is fixed but for the simplest answers, and whose commands are only written down. */
export function gallerySession(state: ObservableValue<ClassState>): ClassSession {
  const syncQuestion = new ObservableValue<SyncQuestion | null>(null);
  const set = (change: Partial<ClassState>): void => state.set({ ...state.value, ...change });
  return {
    state,
    signalingUrl: 'ws://lectern.example/signal',
    links: new ObservableValue(linksTo(state.value)),
    files: {
      get: async () => null,
      packageList: async () => null,
      seed: () => undefined,
      vouch: async () => undefined,
    },
    pairing: galleryPairing(),
    left: new Promise(() => undefined),
    async toggleShare(cell) {
      record('toggleShare', cell);
    },
    async browserFiles() {
      return {
        paths: ['Loops.ipynb', 'helpers.py', 'data/measurements.csv'],
        current: 'Loops.ipynb',
      };
    },
    async handOut(file, group) {
      record('handOut', typeof file === 'string' ? file : file.name, group);
      return null;
    },
    async withdrawFile(id) {
      record('withdrawFile', id);
    },
    async getFile(id) {
      record('getFile', id);
    },
    cancelFile(id) {
      record('cancelFile', id);
    },
    openFile(id) {
      record('openFile', id);
    },
    lookAtFiles() {
      record('lookAtFiles');
      set({ files: state.value.files.map((each) => ({ ...each, fresh: false })), freshFiles: 0 });
    },
    async announce(text) {
      record('announce', text);
      return true;
    },
    async withdrawAnnouncement(id) {
      record('withdrawAnnouncement', id);
    },
    async withdrawEverything() {
      record('withdrawEverything');
    },
    async setSharingDefaults(sharing) {
      record('setSharingDefaults', sharing);
      set({ sharing });
    },
    async setPythonRules(python) {
      record('setPythonRules', python);
      set({ python });
    },
    async withdraw(id) {
      record('withdraw', id);
    },
    look(id) {
      record('look', id);
      const cells = state.value.cells.map((cell) =>
        cell.id === id ? { ...cell, fresh: false } : cell,
      );
      set({ cells, freshCount: cells.filter(({ fresh }) => fresh).length });
    },
    syncQuestion,
    async syncAll(manner) {
      record('syncAll', manner ?? 'replace');
    },
    async takeIntoNotebook(ids) {
      record('takeIntoNotebook', ids);
    },
    async sync(id, manner) {
      record(...(manner === undefined ? ['sync', id] : ['sync', id, manner]));
      if (manner === 'insert') return;
      const shared = state.value.cells.find((cell) => cell.id === id);
      if (shared?.state === 'none' && shared.taken > 0)
        return syncQuestion.set({ kind: 'closed', paths: ['Monday.ipynb'], cells: 1 });
      if (shared?.copy?.state !== 'conflict' && shared?.copy?.state !== 'changed') return;
      syncQuestion.set({
        kind: 'changed',
        shared,
        mine: shared.copy.source,
        base: 'total = 0\nfor number in range(10):\n    total = total + number\nprint("The sum is", total)\n',
        bothChanged: shared.copy.state === 'conflict',
      });
    },
    answerSync(answer) {
      record('answerSync', answer);
      syncQuestion.set(null);
    },
    undoSync() {
      record('undoSync');
    },
    dismiss(notice) {
      record('dismiss', notice);
      set({ notices: state.value.notices.filter(({ id }) => id !== notice) });
    },
    async startLesson() {
      record('startLesson');
    },
    async endLesson() {
      record('endLesson');
    },
    async pauseLesson() {
      record('pauseLesson');
      set({ lesson: { ...state.value.lesson, open: false, paused: true, code: null } });
    },
    async renewCode() {
      record('renewCode');
    },
    async admit(id) {
      record('admit', id);
      set({ waiting: state.value.waiting.filter((one) => one.id !== id) });
    },
    async admitAll() {
      record('admitAll');
      set({ waiting: [] });
    },
    async refuse(id) {
      record('refuse', id);
      set({ waiting: state.value.waiting.filter((one) => one.id !== id) });
    },
    async removePerson(id) {
      record('removePerson', id);
      set({ people: state.value.people.filter((one) => one.id !== id) });
    },
    async blockPerson(id) {
      record('blockPerson', id);
      const who = [...state.value.people, ...state.value.removed].find((one) => one.id === id);
      set({
        people: state.value.people.filter((one) => one.id !== id),
        removed: state.value.removed.filter((one) => one.id !== id),
        blocked: [...state.value.blocked, { id, name: who?.name ?? '' }],
      });
    },
    async unblockPerson(id) {
      record('unblockPerson', id);
      set({ blocked: state.value.blocked.filter((one) => one.id !== id) });
    },
    async giveName(id, name) {
      record('giveName', id, name);
      const people = state.value.people;
      set({ people: people.map((one) => (one.id === id ? { ...one, name, named: true } : one)) });
    },
    classLog() {
      record('classLog');
      const at = Date.UTC(2026, 8, 1, 8, 30);
      return [
        { at: at + 3e6, by: 'Ms Novak', what: 'role', whom: 'Ana Kovač', detail: 'assistant' },
        { at: at + 2e6, by: 'Ms Novak', what: 'lesson-paused', whom: '', detail: '' },
        { at: at + 1e6, by: 'Ben', what: 'joined', whom: '', detail: '' },
        { at, by: 'Ms Novak', what: 'door', whom: '', detail: 'open' },
      ];
    },
    async takeRoster(rows) {
      record('takeRoster', rows);
      const roster = rows.map((row) => ({ ...row, id: row.name, person: null, not: [] }));
      set({ roster });
    },
    async placePerson(place, person) {
      record('placePerson', place, person);
    },
    async setRosterOutside(on) {
      record('setRosterOutside', on);
      set({ rosterOutside: on });
    },
    async pickPlace(place) {
      record('pickPlace', place);
      set({ pick: null });
    },
    async setRole(id, role) {
      record('setRole', id, role);
      set({ people: state.value.people.map((one) => (one.id === id ? { ...one, role } : one)) });
    },
    async linkDevice(member, newcomer) {
      record('linkDevice', member, newcomer);
      set({ people: state.value.people.filter((one) => one.id !== newcomer) });
    },
    async loseDevice(device) {
      record('loseDevice', device);
    },
    async makeGroup(name, members) {
      record('makeGroup', name, members);
      set({ groups: [...state.value.groups, { id: `group-${name}`, name, members }] });
      return `group-${name}`;
    },
    async renameGroup(id, name) {
      record('renameGroup', id, name);
      set({ groups: state.value.groups.map((one) => (one.id === id ? { ...one, name } : one)) });
    },
    async setGroupMembers(id, members) {
      record('setGroupMembers', id, members);
      set({ groups: state.value.groups.map((one) => (one.id === id ? { ...one, members } : one)) });
    },
    async removeGroup(id) {
      record('removeGroup', id);
      set({ groups: state.value.groups.filter((one) => one.id !== id) });
    },
    async setDoor(door) {
      record('setDoor', door);
      set({ lesson: { ...state.value.lesson, door } });
    },
    async decideFork(id, hash) {
      record('decideFork', id, hash);
      set({ forks: state.value.forks.filter((fork) => fork.id !== id) });
    },
    async renewLink() {
      record('renewLink');
    },
    async letFollow(on) {
      record('letFollow', on);
      const presented = on ? { notebook: 'Loops', followers: 0 } : null;
      const { myName, follow } = state.value;
      set({ follow: { ...follow, by: on ? myName : null, presented } });
    },
    follow() {
      record('follow');
      set({ follow: { ...state.value.follow, following: true } });
    },
    stopFollowing() {
      record('stopFollowing');
      set({ follow: { ...state.value.follow, following: false } });
    },
    async setRelayOnly(on) {
      record('setRelayOnly', on);
      set({ relayOnly: on });
    },
    content: {
      records: () => {
        throw new Error('the gallery holds no class');
      },
      mark: () => '',
    },
    lostWork() {
      record('lostWork');
      return { fileName: 'python-year-9-not-counted.json', text: '{}' };
    },
    async closeClass() {
      record('closeClass');
    },
    async recoveryFile(passphrase) {
      record('recoveryFile', passphrase);
      return { fileName: 'python-year-9.lectern-recovery.json', text: '{}' };
    },
    async backupFile(passphrase) {
      record('backupFile', passphrase);
      return { fileName: 'python-year-9.lectern-backup', parts: [new Uint8Array(3)] };
    },
    async leave() {
      record('leave');
    },
  };
}

/** The owner is linked directly, the next one through the server, everybody else is reached through them. */
function linksTo({ people }: ClassState): Map<Person['id'], LinkState> {
  const [first, second] = people.filter(({ self, present }) => present && !self);
  const links = new Map<Person['id'], LinkState>();
  if (first !== undefined) links.set(first.id, { path: 'direct', rttMs: 12.4, relation: 'parent' });
  if (second !== undefined) links.set(second.id, { path: 'relay', rttMs: 184, relation: 'child' });
  return links;
}
