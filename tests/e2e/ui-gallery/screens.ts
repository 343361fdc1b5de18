import type { Page } from '@playwright/test';

/** One screen of ours as the gallery shows it. */
export interface Screen {
  /** Unique. */
  readonly name: string;
  /** The gallery's address behind `?state=`. */
  readonly state: string;
  /** The rows of `docs/screens.md` that it is. */
  readonly shown?: readonly string[];
  /** What leads there: CSS selectors to press, one after the other (words differ by language), or what to do. */
  /** Only where there is room for all buttons, or for a card beside the list: elsewhere something else leads to the same. */
  readonly wide?: true;
  /** The page's headings are those of the notebook. */
  readonly headless?: true;
  /** Only where there is none. */
  readonly narrow?: true;
  readonly steps?: readonly (string | ((page: Page) => Promise<unknown>))[];
}

const roster = {
  name: 'roster.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('name,id\nAna,1\n,2\n'),
};

const menuOfBen = 'lectern-people li:has-text("Ben") lectern-person-menu [aria-haspopup]';
const inMenu = (n: number) => `[popover]:popover-open [role=menuitem] >> nth=${n}`;

const backUp = (page: Page): Promise<unknown> =>
  page.locator('lectern-class-bar').evaluate((bar) => {
    if ('showBackup' in bar && typeof bar.showBackup === 'function') bar.showBackup();
  });

const packed = async (page: Page): Promise<void> => {
  for (const field of ['#passphrase', '#again'])
    await page.locator(`lectern-leave ${field}`).fill('correct horse');
  await page.locator('lectern-leave button[type=submit]').click();
  await page.locator('lectern-leave #file').waitFor();
};

const start: readonly Screen[] = [
  { name: 'start', state: 'start-first&installed=ready', shown: ['Start', 'Start on a phone'] },
  { name: 'start, opening', state: 'start-loading' },
  { name: 'start, classes, new version', state: 'start-classes&installed=update' },
  { name: 'start, continuing', state: 'start-continuing&installed=loading' },
  { name: 'start, problem', state: 'start-problem&installed=full' },
  { name: 'start, lacks', state: 'start-lacks' },
  { name: 'start, hostile names', state: 'start-hostile' },
  { name: 'teach', state: 'start-first', steps: ['.teach button'] },
  { name: 'join', state: 'start-invited', shown: ['Join by a class link'] },
  { name: 'join, by hand', state: 'start-first', steps: ['.join button'] },
  {
    name: 'join without the internet',
    state: 'start-first',
    steps: ['.join button', 'lectern-join-form button.quiet.small >> nth=-1'],
  },
  { name: 'join, joining', state: 'start-joining' },
  { name: 'join, wrong code', state: 'start-wrong-code' },
  { name: 'join, hostile names', state: 'start-invited-hostile' },
  { name: 'recovery file', state: 'start-first', steps: ['.files button >> nth=0'] },
  { name: 'restore a backup', state: 'start-first', steps: ['.files button >> nth=1'] },
  {
    name: 'Lectern on this device',
    state: 'start-first&installed=stuck',
    steps: ['lectern-app-status button'],
  },
  {
    name: 'Lectern on this device, new version',
    state: 'start-first&installed=update',
    steps: ['lectern-app-status button'],
  },
  {
    name: 'forget a class',
    state: 'start-classes',
    steps: ['lectern-class-list li > button >> nth=1'],
  },
  {
    name: 'protect a class',
    state: 'start-classes',
    steps: ['lectern-class-list li > button >> nth=0'],
  },
  {
    name: 'open a protected class',
    state: 'start-classes',
    steps: ['lectern-class-list .open button >> nth=2'],
  },
  {
    name: 'remove the protection',
    state: 'start-classes',
    steps: ['lectern-class-list li > button >> nth=4'],
  },
  {
    name: 'change a class’s passphrase',
    state: 'start-classes',
    steps: ['lectern-class-list li > button >> nth=4', 'lectern-protect .far'],
  },
];

const computer: readonly Screen[] = [
  { name: 'who are you', state: 'who', shown: ['A shared computer'] },
  { name: 'who are you, invited', state: 'who-invited' },
  { name: 'who are you, nobody yet', state: 'who-first' },
  { name: 'who are you, wrong passphrase', state: 'who-wrong' },
  { name: 'who are you, hostile names', state: 'who-hostile' },
  { name: 'I am new here', state: 'who', steps: ['lectern-who button.primary'] },
  { name: 'somebody’s passphrase', state: 'who', steps: ['lectern-who li button >> nth=2'] },
  {
    name: 'take somebody off',
    state: 'who',
    steps: ['lectern-who li button >> nth=2', 'lectern-who form > button'],
  },
  { name: 'shared start', state: 'shared-start&installed=ready' },
  { name: 'share this computer', state: 'start-classes', steps: ['lectern-shared-switch button'] },
  { name: 'stop sharing', state: 'shared-alone', steps: ['lectern-shared-switch button'] },
  {
    name: 'protect me',
    state: 'shared-start',
    steps: ['lectern-me section button >> nth=0'],
  },
  {
    name: 'take my passphrase away',
    state: 'shared-locked',
    steps: ['lectern-me section button >> nth=0'],
  },
  {
    name: 'change my passphrase',
    state: 'shared-locked',
    steps: ['lectern-me section button >> nth=0', 'lectern-passphrase .far'],
  },
  { name: 'leave', state: 'shared-start', steps: ['lectern-me section button >> nth=1'] },
  {
    name: 'leave without a file',
    state: 'shared-start',
    steps: ['lectern-me section button >> nth=1', 'lectern-leave .far'],
  },
  {
    name: 'leave, check the file',
    state: 'shared-start',
    steps: ['lectern-me section button >> nth=1', packed],
  },
];

const storage: readonly Screen[] = [
  'fresh',
  'safari',
  'kept',
  'paused',
  'left',
  'failed',
  'busy',
].map((state) => ({
  name: `storage, ${state}`,
  state: `start-classes&storage=${state}`,
  steps: ['lectern-start footer .storage'],
}));

const connection: readonly Screen[] = ['works', 'apart', 'away', 'pending', 'refused'].map(
  (outcome) => ({
    name: `test connection, ${outcome}`,
    state: `start-first&test=${outcome}`,
    steps: ['lectern-start footer .test'],
    ...(outcome === 'works' ? { shown: ['Test connection', 'Test connection on a phone'] } : {}),
  }),
);

const teaching: readonly Screen[] = [
  { name: 'teacher', state: 'teacher&installed=ready' },
  { name: 'teacher, nobody here', state: 'teacher-empty' },
  { name: 'teacher, lesson ended', state: 'teacher-ended&installed=update' },
  { name: 'teacher, paused', state: 'teacher-paused&tab=none' },
  { name: 'teacher, code over', state: 'teacher-code-over&tab=none&installed=update' },
  { name: 'teacher, followed', state: 'teacher-followed&installed=ready' },
  {
    name: 'teacher, people',
    state: 'teacher-lobby&tab=people&installed=ready',
    shown: ['Teacher, with People'],
    steps: ['lectern-people summary >> nth=0', 'lectern-people summary >> nth=1'],
  },
  { name: 'two versions', state: 'teacher-fork&tab=people' },
  { name: 'teacher, files', state: 'teacher&tab=files' },
  { name: 'Invite', state: 'teacher', shown: ['Invite'], steps: ['lectern-class-bar .invite'] },
  {
    name: 'Invite, no code',
    state: 'teacher-no-server',
    steps: ['lectern-class-bar .invite'],
  },
  {
    name: 'Invite, passphrase too short',
    state: 'teacher',
    steps: ['lectern-class-bar .invite', 'lectern-recovery-form button[type=submit]'],
  },
  {
    name: 'Project',
    wide: true,
    state: 'teacher',
    shown: ['Project'],
    steps: ['lectern-class-bar .screen'],
  },
  {
    name: 'Project, no code',
    wide: true,
    state: 'teacher-code-over',
    steps: ['lectern-class-bar .screen'],
  },
  {
    name: 'Project, by the menu',
    narrow: true,
    state: 'teacher',
    steps: ['lectern-class-bar .more [aria-haspopup]', inMenu(0)],
  },
  {
    name: 'more in this class',
    narrow: true,
    state: 'teacher-followed',
    steps: ['lectern-class-bar .more [aria-haspopup]'],
  },
  { name: 'back up', state: 'teacher', steps: [backUp] },
  { name: 'end lesson', state: 'teacher', steps: ['lectern-class-bar .stop'] },
  {
    name: 'close the class',
    state: 'teacher',
    steps: ['lectern-class-bar .stop', 'lectern-end-lesson .far'],
  },
  { name: 'a person’s menu', state: 'teacher&tab=people', steps: [menuOfBen] },
  { name: 'name a person', state: 'teacher&tab=people', steps: [menuOfBen, inMenu(0)] },
  { name: 'block a person', state: 'teacher&tab=people', steps: [menuOfBen, inMenu(1)] },
  { name: 'remove a person', state: 'teacher&tab=people', steps: [menuOfBen, inMenu(2)] },
  {
    name: 'a person’s devices',
    state: 'teacher-devices&tab=people',
    steps: [
      'lectern-people li:has-text("Ben") lectern-devices button',
      'lectern-devices dialog li button >> nth=0',
    ],
  },
  {
    name: 'a new device',
    state: 'teacher-devices&tab=people',
    steps: ['lectern-devices .claim'],
  },
  { name: 'new group', state: 'teacher&tab=people', steps: ['lectern-groups .head button'] },
  { name: 'change a group', state: 'teacher&tab=people', steps: ['lectern-groups li button'] },
  { name: 'roster', state: 'teacher-roster&tab=people', steps: ['lectern-roster > button'] },
  {
    name: 'roster, a file chosen',
    state: 'teacher&tab=people',
    steps: [
      'lectern-roster > button',
      (page) => page.locator('lectern-roster #file').setInputFiles(roster),
    ],
  },
  { name: 'class log', state: 'teacher&tab=people', steps: ['lectern-class-log > button'] },
  { name: 'announcements', state: 'teacher&tab=files', steps: ['lectern-announcements summary'] },
  {
    name: 'hand out',
    state: 'teacher&tab=files',
    steps: [
      'lectern-files .primary',
      (page) => page.locator('lectern-hand-out #file').selectOption({ index: 3 }),
    ],
  },
  {
    name: 'Python in this class',
    state: 'teacher',
    steps: ['lectern-python-rules summary'],
  },
];

const learning: readonly Screen[] = [
  { name: 'student', state: 'student&installed=ready', shown: ['Student on a phone'] },
  { name: 'student, nothing shared', state: 'student-empty' },
  { name: 'student, rules', state: 'student-ruled' },
  { name: 'student, people', state: 'student&tab=people' },
  {
    name: 'connect without a server',
    state: 'student&tab=people&pairing=hidden',
    steps: ['lectern-people .count button >> nth=1'],
  },
  {
    name: 'connect without a server, answering',
    state: 'student&tab=people&pairing=answering',
    steps: ['lectern-people .count button >> nth=1'],
  },
  { name: 'student, Python from the class', state: 'student&supply=python' },
  { name: 'student, paused', state: 'student-paused&tab=people&installed=update' },
  { name: 'student, files', state: 'student&tab=files' },
  { name: 'student, no files', state: 'student-empty&tab=files' },
  {
    name: 'student, may follow',
    state: 'student-follow',
    shown: ['Student who follows the teacher'],
  },
  { name: 'student, Invite', state: 'student', steps: ['lectern-class-bar .invite'] },
  {
    name: 'student, your classes',
    wide: true,
    state: 'student',
    steps: ['lectern-class-switch [aria-haspopup]'],
  },
  { name: 'student, pick a name', state: 'student-pick' },
  { name: 'waiting at the door', state: 'waiting' },
  { name: 'removed', state: 'removed' },
  { name: 'connecting', state: 'connecting' },
  { name: 'offline', state: 'offline&tab=none' },
  { name: 'class closed', state: 'closed' },
  { name: 'notices', state: 'notices&tab=none' },
  { name: 'hostile names', state: 'hostile' },
  { name: 'hostile names, people', state: 'hostile&tab=people' },
  {
    name: 'preview',
    state: 'student',
    shown: ['Student, previewing a shared cell'],
    steps: ['lectern-shared-cell >> nth=1 >> .buttons button >> nth=0', differs],
  },
  {
    name: 'preview, since last looked',
    state: 'student',
    steps: ['lectern-shared-cell >> nth=2 >> .buttons button >> nth=0', differs],
  },
  {
    name: 'preview in passing',
    wide: true,
    state: 'student',
    steps: [
      (page) => page.locator('lectern-shared-cell >> nth=1').hover(),
      (page) => page.locator('lectern-hover-card [popover]').waitFor(),
    ],
  },
  {
    name: 'a cell’s menu',
    state: 'student',
    steps: ['lectern-shared-cell >> nth=1 >> lectern-action-menu [aria-haspopup]'],
  },
  {
    name: 'merge',
    state: 'student',
    shown: ['A student changed their copy'],
    steps: [
      'lectern-shared-cell >> nth=1 >> .buttons button >> nth=1',
      (page) => page.locator('lectern-merge .cm-content').first().waitFor(),
    ],
  },
  {
    name: 'a copy changed',
    state: 'student',
    steps: ['lectern-shared-cell >> nth=3 >> .buttons button >> nth=1', differs],
  },
  {
    name: 'a copy in a closed notebook',
    state: 'student-closed',
    steps: ['lectern-shared-cell >> nth=2 >> .buttons button >> nth=1'],
  },
  { name: 'without a class, from a class', headless: true, state: 'from-class&installed=update' },
];

function differs(page: Page): Promise<unknown> {
  return page.locator('lectern-difference .cm-content').first().waitFor();
}

/** Every screen, dialog and menu of ours; `access.spec.ts` says which are missing. */
export const screens: readonly Screen[] = [
  ...start,
  ...computer,
  ...storage,
  ...connection,
  ...teaching,
  ...learning,
];
