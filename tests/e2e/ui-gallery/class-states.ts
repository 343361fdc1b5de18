import type { JsonObject } from '../../../src/base/json.ts';
import type {
  Announcement,
  FileItem,
  ClassState,
  CopyState,
  Notice,
  Outsider,
  Person,
  SharedCellItem,
} from '../../../src/classroom/class-state.ts';
import type { EntryHash } from '../../../src/protocol/ids.ts';
import { HOSTILE } from './home-states.ts';

const minute = 60_000;

function person(name: string, role: Person['role'], more: Partial<Person> = {}): Person {
  return {
    id: name as Person['id'],
    name,
    role,
    self: false,
    present: true,
    upToDate: true,
    roles: [],
    removable: false,
    named: false,
    namable: false,
    nameTwice: false,
    devices: [{ id: name as Person['id'], since: Date.UTC(2026, 8, 1), here: false, lost: false }],
    deviceOf: null,
    linkable: 'no',
    ...more,
  };
}

function cell(id: string, source: string, more: Partial<SharedCellItem> = {}): SharedCellItem {
  return {
    id,
    source,
    cellType: 'code',
    outputs: [],
    attachments: {},
    notebook: 'Loops.ipynb',
    version: 1,
    at: Date.now() - 4 * minute,
    by: 'Ms Novak',
    withdrawn: false,
    group: null,
    live: false,
    withOutputs: true,
    fresh: false,
    taken: 0,
    looked: null,
    copy: null,
    state: 'none',
    ...more,
  };
}

/** An item with a copy in the notebook. */
function withCopy(state: CopyState, source: string): Pick<SharedCellItem, 'copy' | 'state'> {
  return { copy: { ref: { path: 'Mine.ipynb', id: 'c' }, source, state }, state };
}

const twoDevices: Person['devices'] = ['Ben', 'Ben’s laptop', 'lost'].map((id, i) => ({
  id: id as Person['id'],
  since: Date.UTC(2026, 8, 1 + i, 8, 30),
  here: false,
  lost: id === 'lost',
}));

const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60" width="240" height="120"><path d="M5 55 35 30 60 40 115 8" fill="none" stroke="teal" stroke-width="3"/></svg>';

const outputs: readonly JsonObject[] = [
  { output_type: 'stream', name: 'stdout', text: ['The answer is ', '42\n'] },
  {
    output_type: 'display_data',
    data: { 'image/svg+xml': DRAWING, 'text/plain': '<Figure>' },
    metadata: {},
  },
  {
    output_type: 'execute_result',
    data: {
      'text/html':
        '<table><tr><th></th><th>name</th><th>points</th></tr><tr><td>0</td><td>Ana</td><td>7</td></tr></table><script>parent.document.title="broken out"</script>',
    },
    metadata: {},
    execution_count: 1,
  },
  { output_type: 'error', ename: 'ZeroDivisionError', evalue: 'division by zero', traceback: [] },
];

const LOOP =
  'total = 0\nfor number in range(1, 11):\n    total += number  # add it up\nprint(f"The sum is {total}")\n';
const MINE =
  'total = 0\nfor number in range(1, 11):\n    total = total + number * number\nprint("The sum is", total)\n';

const cells: readonly SharedCellItem[] = [
  cell(
    'a',
    'def mean(values):\n    """Average of some numbers."""\n    return sum(values) / len(values)',
    {
      ...withCopy(
        'current',
        'def mean(values):\n    """Average of some numbers."""\n    return sum(values) / len(values)',
      ),
    },
  ),
  cell('b', LOOP, { fresh: true, version: 3, ...withCopy('conflict', MINE), outputs }),
  cell('c', 'import random\n\nguess = random.randint(1, 6)\nguess', {
    fresh: true,
    version: 2,
    looked: { version: 1, source: 'import random\n\nguess = random.random()\nguess' },
    outputs,
    group: { id: 'red', name: 'Red' },
  }),
  cell('d', '# Read this first\nLoops repeat a block for every value.', {
    cellType: 'markdown',
    ...withCopy('changed', '# Read this'),
  }),
  cell('e', '', { withdrawn: true, ...withCopy('current', 'y'), notebook: 'Lists.ipynb' }),
];

const people: readonly Person[] = [
  person('Ms Novak', 'owner'),
  person('Ana Kovač', 'student', { self: true, upToDate: false }),
  person('Ben', 'student'),
  person('Chidi Okafor', 'student', { upToDate: false }),
  person('Dana', 'student', { present: false, upToDate: false }),
];

function file(id: string, name: string, more: Partial<FileItem> = {}): FileItem {
  return {
    id,
    name,
    size: 48_213,
    version: 1,
    at: Date.now() - 12 * minute,
    by: 'Ms Novak',
    group: null,
    withdrawn: false,
    fresh: false,
    state: 'none',
    path: null,
    progress: null,
    ...more,
  };
}

const files: readonly FileItem[] = [
  file('f1', 'Lists.ipynb', { state: 'current', path: 'Lists (2).ipynb' }),
  file('f2', 'Loops.ipynb', { state: 'newer', version: 2, fresh: true, path: 'Loops.ipynb' }),
  file('f3', 'measurements.csv', {
    size: 6_318_000,
    progress: { received: 2_097_152, size: 6_318_000 },
  }),
  file('f4', 'helpers.py', { size: 812, fresh: true, group: { id: 'red', name: 'Red' } }),
  file('f5', 'old.py', { state: 'current', path: 'old.py', withdrawn: true }),
];

const announcements: readonly Announcement[] = [
  {
    id: 'said2',
    text: 'Break until 10:40. Save nothing, it is saved.',
    by: 'Ms Novak',
    at: Date.now() - 2 * minute,
  },
  {
    id: 'said1',
    text: 'Today: loops.\nBring your questions.',
    by: 'Ms Novak',
    at: Date.now() - 40 * minute,
  },
];

const student: ClassState = {
  id: 'class' as ClassState['id'],
  name: 'Python, year 9',
  myName: 'Ana Kovač',
  role: 'student',
  standing: 'member',
  connection: { kind: 'connected', people: 3, waiting: 0, signaling: true },
  people,
  groups: [
    { id: 'blue', name: 'Table 1', members: ['Ana Kovač', 'Ben'] as Person['id'][] },
    { id: 'red', name: 'Table 2', members: [] },
  ],
  blocked: [],
  roster: null,
  pick: null,
  cells,
  freshCount: 2,
  sharing: { withOutputs: true, onRun: true },
  python: { network: 'packages', seconds: null, megabytes: 128 },
  files,
  freshFiles: 2,
  announcements,
  lesson: {
    open: true,
    link: `https://lectern.example/#1.${'kJ3x9-Qw_Zb7'.repeat(26)}`,
    code: 'K7Q3MP',
    paused: false,
    codeEnds: null,
    door: 'open',
    doors: [],
    opensAnew: false,
    renews: false,
  },
  follow: { by: null, may: false, presented: null, following: false },
  relayOnly: false,
  rosterOutside: true,
  waiting: [],
  removed: [],
  forks: [],
  safetyWords: ['anchor', 'violin', 'meadow', 'copper', 'lantern'],
  recoveryDue: false,
  closed: false,
  notices: [],
  problem: null,
};

const teacher: ClassState = {
  ...student,
  myName: 'Ms Novak',
  role: 'owner',
  people: people.map((one) => ({
    ...one,
    self: one.role === 'owner',
    roles: one.role === 'owner' ? [] : ['teacher', 'assistant', 'student', 'observer'],
    removable: one.role !== 'owner',
    namable: one.role !== 'owner',
    nameTwice: one.name === 'Dana',
  })),
  lesson: {
    ...student.lesson,
    doors: ['open', 'lobby', 'shut'],
    renews: true,
    codeEnds: Date.UTC(2099, 1, 1),
  },
  follow: { ...student.follow, may: true },
  cells: cells
    .filter(({ withdrawn }) => !withdrawn)
    .map((item) => ({ ...item, fresh: false, copy: null, state: 'none' as const })),
  freshCount: 0,
  files: files
    .filter(({ withdrawn }) => !withdrawn)
    .map((each) => ({ ...each, fresh: false, state: 'none' as const, path: null, progress: null })),
  freshFiles: 0,
  recoveryDue: true,
};

function outsider(name: string, minutes: number, deviceOf: string | null = null): Outsider {
  const id = name.replaceAll(' ', '-') as Outsider['id'];
  return {
    id,
    name,
    since: Date.now() - minutes * minute,
    deviceOf,
    oldLink: minutes === 12,
    blockedName: minutes === 12,
  };
}
/** A teacher's class whose people may be removed; one has two devices, one says whose new device they are. */
const withDevices: ClassState = {
  ...teacher,
  people: [
    ...teacher.people.map((one) =>
      one.self ? one : { ...one, removable: true, linkable: 'any' as const },
    ),
    person('Dana', 'student', {
      id: 'Dana 2' as Person['id'],
      removable: true,
      linkable: 'any',
      deviceOf: 'Dana' as Person['id'],
    }),
  ].map((one) => (one.name === 'Ben' ? { ...one, devices: twoDevices } : one)),
};

function notice(id: number, key: Notice['key'], detail: Notice['detail'], undo = false): Notice {
  return { id, key, detail, undo };
}

/** Every state of an open class by name. */
export const classStates: Readonly<Record<string, ClassState>> = {
  student,
  'student-ruled': { ...student, python: { network: 'off', seconds: 30, megabytes: 128 } },
  teacher,
  'teacher-lobby': {
    ...teacher,
    waiting: [
      outsider('Emil Ferreira', 1),
      outsider('Ana Kovač', 3, 'Ana Kovač'),
      outsider('Not a student, surely, by the length of this name', 12),
    ],
    removed: [outsider('Mallory', 30), outsider('Trent', 90)],
    blocked: [{ id: 'Oscar' as Person['id'], name: 'Oscar' }],
    lesson: { ...teacher.lesson, door: 'lobby', opensAnew: true },
    relayOnly: true,
    notices: [notice(1, 'person-waiting', { name: 'Emil Ferreira' })],
  },
  'teacher-followed': {
    ...teacher,
    recoveryDue: false,
    follow: {
      ...student.follow,
      may: true,
      by: teacher.myName,
      presented: { notebook: 'Loops', followers: 12 },
    },
  },
  'student-follow': {
    ...student,
    follow: { ...student.follow, by: 'Ms Novak' },
    notices: [notice(1, 'follow-offered', { by: 'Ms Novak' })],
  },
  'teacher-fork': {
    ...teacher,
    forks: [
      {
        id: 'fork',
        name: 'Ben',
        versions: [
          { hash: 'low' as EntryHash, at: 0, text: 'print("one thing")' },
          { hash: 'high' as EntryHash, at: 0, text: 'print("another thing")' },
        ],
      },
    ],
  },
  waiting: {
    ...student,
    standing: 'waiting',
    people: [],
    cells: [],
    freshCount: 0,
    lesson: { ...student.lesson, open: false, code: null, door: 'lobby' },
  },
  removed: {
    ...student,
    standing: 'removed',
    people: [],
    problem: { code: 'admission-removed', detail: { pieces: 2 } },
  },
  'teacher-crowd': {
    ...teacher,
    people: [
      ...people,
      ...Array.from({ length: 200 - people.length }, (_, index) =>
        person(`Student ${index}`, 'student', {
          roles: ['teacher', 'assistant', 'student', 'observer'],
          removable: true,
          namable: true,
          present: index % 3 > 0,
          nameTwice: index % 50 === 0,
        }),
      ),
    ],
  },
  'student-many': {
    ...student,
    cells: Array.from({ length: 300 }, (_, index) =>
      cell(`many-${index}`, `# Number ${index}\n${LOOP.repeat(3)}`, {
        notebook: `Lesson ${Math.floor(index / 30) + 1}`,
        fresh: index % 3 === 0,
      }),
    ),
    freshCount: 100,
  },
  'student-closed': {
    ...student,
    cells: cells.map((item) => (item.id === 'c' ? { ...item, taken: 1 } : item)),
  },
  'student-empty': {
    ...student,
    cells: [],
    freshCount: 0,
    files: [],
    freshFiles: 0,
    announcements: [],
  },
  'teacher-devices': withDevices,
  'teacher-empty': {
    ...teacher,
    cells: [],
    files: [],
    announcements: [],
    connection: { kind: 'alone', people: 0, waiting: 2, signaling: true },
  },
  connecting: {
    ...student,
    standing: 'joining',
    connection: { kind: 'connecting', people: 0, waiting: 0, signaling: false },
  },
  offline: {
    ...student,
    connection: { kind: 'offline', people: 0, waiting: 2, signaling: false },
    problem: { code: 'signaling-unreachable', detail: {} },
  },
  'teacher-ended': {
    ...teacher,
    follow: student.follow,
    recoveryDue: false,
    lesson: { ...teacher.lesson, open: false, code: null },
  },
  'teacher-roster': {
    ...teacher,
    roster: [
      {
        id: 'a',
        name: 'Ana Kovač',
        number: '0017',
        group: 'Table 1',
        person: 'Ana Kovač' as Person['id'],
        not: [],
      },
      { id: 'b', name: 'Ben Okafor', number: '0018', group: 'Table 1', person: null, not: [] },
      { id: 'c', name: 'Cleo', number: '', group: '', person: 'gone' as Person['id'], not: [] },
    ],
  },
  'student-pick': {
    ...student,
    pick: ['Ana Kovač', 'Ben Okafor', 'Cleo'].map((name) => ({
      id: name,
      name,
      person: null,
      not: [],
    })),
  },
  'teacher-paused': {
    ...teacher,
    follow: student.follow,
    recoveryDue: false,
    lesson: { ...teacher.lesson, open: false, paused: true, code: null, door: 'lobby' },
  },
  'student-paused': {
    ...student,
    lesson: { ...student.lesson, open: false, paused: true, code: null },
  },
  'teacher-code-over': {
    ...teacher,
    lesson: { ...teacher.lesson, code: null, codeEnds: 1 },
  },
  'teacher-no-server': {
    ...teacher,
    lesson: { ...teacher.lesson, code: null },
    connection: { ...teacher.connection, signaling: false },
  },
  closed: { ...student, closed: true, lesson: { ...student.lesson, open: false, code: null } },
  notices: {
    ...student,
    notices: [
      notice(1, 'cell-shared', { by: 'Ms Novak', notebook: 'Loops.ipynb' }),
      notice(2, 'cell-synced', {}, true),
      ...Array.from({ length: 30 }, (_, index) =>
        notice(10 + index, 'person-joined', { name: `Student ${index}` }),
      ),
    ],
  },
  hostile: {
    ...student,
    name: HOSTILE,
    people: [...people, person(HOSTILE, 'student')],
    cells: [
      cell('h', `${'x'.repeat(5_000)}\n</pre><img src=x onerror=alert(1)>`, {
        notebook: HOSTILE,
        by: HOSTILE,
      }),
      ...cells,
    ],
    notices: [
      notice(1, 'person-joined', { name: HOSTILE }),
      notice(2, 'cell-shared', { by: HOSTILE, notebook: HOSTILE }),
    ],
    problem: { code: 'file-damaged', detail: { name: HOSTILE } },
  },
};
