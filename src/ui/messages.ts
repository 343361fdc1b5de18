import type { ErrorCode } from '../base/lectern-error.ts';
import type { Connection, CopyState, Notice, Person } from '../classroom/class-session.ts';
import type { HomeState, Problem } from '../classroom/home.ts';

type Detail = Readonly<Record<string, string | number>>;

/** What happened and what to do, in plain sentences. */
export interface ProblemWords {
  readonly what: string;
  readonly todo: string;
}

function some(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Longest name inside a sentence (UTF-16 units): the whole one stands where it has room of its own. */
const MAX_QUOTED_UNITS = 80;

/** Somebody's words inside a sentence of ours: cut, and without the marks that turn a sentence's direction around. */
function named(name: string | number | undefined, otherwise = '…'): string {
  const text = String(name ?? '')
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .trim();
  if (text === '') return otherwise;
  return text.length <= MAX_QUOTED_UNITS ? text : `${text.slice(0, MAX_QUOTED_UNITS).trimEnd()}…`;
}

const problems: Record<ErrorCode, (detail: Detail) => ProblemWords> = {
  'link-malformed': () => ({
    what: 'This is not a class link or a class code.',
    todo: 'Copy the whole link again, or type the six characters of the code, for example K7Q-3MP.',
  }),
  'link-damaged': () => ({
    what: 'This class link was cut off or changed on its way.',
    todo: 'Copy the whole link again from the teacher’s invitation, or use the class code.',
  }),
  'link-newer': () => ({
    what: 'This class link was made by a newer version of Lectern.',
    todo: 'Reload this page to get the new version, then open the link again.',
  }),
  'link-expired': () => ({
    what: 'This invitation is no longer valid.',
    todo: 'Ask the teacher for a new class link or code.',
  }),
  'link-foreign': ({ page }) => ({
    what: 'This class link belongs to another Lectern site.',
    todo: `Open the link itself in the browser${page === undefined ? '' : `: its class lives at ${named(page)}`}.`,
  }),
  'code-unknown': () => ({
    what: 'No class answers to this code.',
    todo: 'Check the six characters. Codes work only while a lesson is on: ask the teacher for the present one.',
  }),
  'code-too-many-tries': () => ({
    what: 'Too many wrong codes came from here.',
    todo: 'Wait a few minutes, or ask the teacher for the class link, which always works.',
  }),
  'class-closed': () => ({
    what: 'This class was closed by its owner.',
    todo: 'It can be read on devices that have it, but nobody can join or change it any more.',
  }),
  'class-unreachable': () => ({
    what: 'Nobody of this class can be reached now.',
    todo: 'Leave this page open: it goes on by itself as soon as somebody of the class is here.',
  }),
  'admission-refused': () => ({
    what: 'The class did not let you in.',
    todo: 'Ask the teacher for a new class link or code, then join again.',
  }),
  'name-invalid': ({ most }) => ({
    what: 'This name is empty or too long.',
    todo: `Use at least one letter${most === undefined ? '' : ` and at most ${most} characters`}.`,
  }),
  'signaling-unreachable': () => ({
    what: 'The server that introduces people to each other cannot be reached.',
    todo: 'Everybody who is connected can go on working. Nobody new can join until it answers; Lectern keeps trying.',
  }),
  'signaling-refused': () => ({
    what: 'The server that introduces people to each other refused this class.',
    todo: 'It may be full or busy. Wait a minute and try again; if it goes on, tell whoever runs this site.',
  }),
  'webrtc-missing': () => ({
    what: 'This browser cannot connect to other people (WebRTC is missing or switched off).',
    todo: 'Use a current Chrome, Edge, Firefox or Safari to teach or join. Working alone is possible here.',
  }),
  'crypto-missing': () => ({
    what: 'This page was opened over an unprotected address, so the browser holds back what keeps a class safe.',
    todo: 'Open it over https:// (or on this computer as http://localhost) to teach or join. Working alone is possible here.',
  }),
  'storage-missing': () => ({
    what: 'This browser does not let the page keep anything, as in some private windows.',
    todo: 'Use a normal window to keep your work. Here, download what you need before you close the page.',
  }),
  'storage-full': () => ({
    what: 'The storage of this browser is full: new changes are no longer kept.',
    todo: 'Download your open notebooks now, then free some space on this device and reload the page.',
  }),
  'storage-newer': () => ({
    what: 'A newer version of Lectern has worked in this browser, and this older one cannot read what it keeps.',
    todo: 'Reload this page to get the new version. Nothing that is kept here was changed.',
  }),
  'storage-blocked': () => ({
    what: 'Another tab of this browser holds on to an older version of Lectern.',
    todo: 'Close the other tabs with Lectern, then reload this page.',
  }),
  'storage-broken': () => ({
    what: 'The storage of this browser failed: new changes may not be kept.',
    todo: 'Download your open notebooks now, then reload the page.',
  }),
  'class-open-elsewhere': () => ({
    what: 'This class is open in another tab or window of this browser.',
    todo: 'Go on there, or press “Use here” to move it to this tab.',
  }),
  'passphrase-wrong': () => ({
    what: 'This passphrase does not open the file.',
    todo: 'Check capital letters and the keyboard’s language, then try again.',
  }),
  'file-damaged': ({ name }) => ({
    what: `${named(name, 'This file')} cannot be read: it is damaged or of another kind.`,
    todo: 'Choose another copy of it. The file itself was not changed.',
  }),
  'too-large': ({ max }) => ({
    what: 'This is too large to share.',
    todo: `Make it smaller${max === undefined ? '' : ` (at most ${max})`}, for example by clearing large outputs.`,
  }),
  'kernel-failed': () => ({
    what: 'Python could not be started.',
    todo: 'Restart the kernel from the Kernel menu. Your notebook is safe.',
  }),
  'app-load-failed': () => ({
    what: 'A part of Lectern could not be loaded.',
    todo: 'Check the network and reload the page. What was saved is still here.',
  }),
};

/** Words for a failure. */
export function problemWords(problem: Problem): ProblemWords {
  return problems[problem.code](problem.detail);
}

const notices: Record<Notice['key'], (detail: Detail, count: number) => string> = {
  'cell-shared': ({ by, notebook }, count) =>
    count > 1
      ? `${named(by, 'The teacher')} shared ${count} cells.`
      : `${named(by, 'The teacher')} shared a cell of ${named(notebook, 'a notebook')}.`,
  'cell-updated': ({ by, notebook }, count) =>
    count > 1
      ? `${named(by, 'The teacher')} changed ${count} shared cells.`
      : `${named(by, 'The teacher')} changed a shared cell of ${named(notebook, 'a notebook')}.`,
  'cell-withdrawn': ({ by }, count) =>
    `${named(by, 'The teacher')} withdrew ${count > 1 ? `${count} shared cells` : 'a shared cell'}. Your copies stay.`,
  'cell-synced': (_detail, count) =>
    count > 1
      ? `${count} cells are in your notebook. Undo takes the last one back.`
      : 'The cell is in your notebook.',
  'sync-undone': () => 'Taken back.',
  'share-too-large': () =>
    'This cell is too large to share. Clear its output or make it smaller, then share it again.',
  'lesson-ended': () => 'The lesson has ended. Everything stays, and you can go on working.',
  'lesson-started': () => 'The lesson has started.',
  'recovery-saved': () => 'Recovery file saved. Keep it and its passphrase in a safe place.',
  'person-joined': ({ name }, count) =>
    count > 1
      ? `${named(name, 'Somebody')} and ${some(count - 1, 'other person', 'other people')} joined.`
      : `${named(name, 'Somebody')} joined.`,
};

/** Words for a notice; `count` notices of one kind share one sentence, filled in from the latest. */
export function noticeWords(key: Notice['key'], detail: Detail, count = 1): string {
  return notices[key](detail, count);
}

const roles: Record<Person['role'], string> = {
  owner: 'Owner',
  teacher: 'Teacher',
  assistant: 'Assistant',
  student: 'Student',
  observer: 'Observer',
};

const copyStates: Record<CopyState, string> = {
  none: 'Not in your notebook',
  current: 'In your notebook',
  newer: 'Newer version',
  changed: 'Changed by you',
  conflict: 'Newer version, and changed by you',
};

const busy: Record<HomeState['busy'], string> = {
  none: '',
  starting: 'Starting your class…',
  joining: 'Joining the class…',
  continuing: 'Opening the class…',
  'looking-up': 'Looking up the class code…',
};

const day = 86_400_000;

/** When something was, in words for a list: "just now", "2 hours ago", "yesterday", a date after a month. */
function ago(at: number, now: number): string {
  const past = Math.max(0, now - at);
  if (past < 60_000) return 'just now';
  const inWords = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (past < 3_600_000) return inWords.format(-Math.floor(past / 60_000), 'minute');
  const days = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / day,
  );
  if (days === 0) return inWords.format(-Math.floor(past / 3_600_000), 'hour');
  if (days < 31) return inWords.format(-days, 'day');
  return `on ${new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(at)}`;
}

/** The line of the class bar that says how this device stands to the others. */
function connectionWords({ kind, people, waiting }: Connection): string {
  const changes = some(waiting, 'change waiting', 'changes waiting');
  switch (kind) {
    case 'connecting':
      return 'Connecting…';
    case 'connected':
      return `Connected · ${some(people, 'person', 'people')}${waiting > 0 ? ` · ${changes}` : ''}`;
    case 'alone':
      return `Alone here · ${waiting > 0 ? changes : 'waiting for others'}`;
    case 'offline':
      return `Offline · ${waiting > 0 ? changes : 'saved on this device'}`;
  }
}

/** The same in a whole sentence, as a tooltip. */
function connectionHint({ kind, people, signaling }: Connection): string {
  switch (kind) {
    case 'connecting':
      return 'Looking for the people of this class.';
    case 'connected':
      return `${some(people, 'other person is', 'other people are')} here.${signaling ? '' : ' Nobody new can join at the moment.'}`;
    case 'alone':
      return 'Nobody else of this class is here now. What you do is saved on this device and reaches the others later.';
    case 'offline':
      return 'No connection. What you do is saved on this device and reaches the others later.';
  }
}

/** Every word that people read, in English. Whoever translates Lectern translates this file. */
export const messages = {
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  ago,
  roles,
  start: {
    title: 'Lectern',
    promise: 'A live classroom for Python, right in the browser.',
    detail:
      'No account, nothing to install. Your work stays on your own device, also without a network.',
    choose: 'Start something new',
    teach: 'Teach a class',
    teachHint: 'Invite people with a link or a code.',
    join: 'Join a class',
    joinHint: 'With the link or code from your teacher.',
    alone: 'Work alone',
    aloneHint: 'Python notebooks for yourself.',
    classes: 'Your classes',
    continueWith: 'Continue',
    opened: (at: number, now: number) => `opened ${ago(at, now)}`,
    asName: (name: string) => `as ${named(name)}`,
    useHere: 'Use here',
    forget: 'Forget',
    forgetTitle: 'Forget this class?',
    forgetWhat: (name: string) =>
      `“${named(name)}” will be taken off this device, with everything of it that is kept here.`,
    forgetOwner:
      'You started this class, and the key to it is on this device. Without its recovery file, nobody can ever lead it again.',
    forgetMember:
      'What you have not handed on to anybody is lost. To come back you need a class link or code, and you will be a new person to the class.',
    forgetFiles: 'The files in your file browser stay.',
    forgetNow: 'Forget class',
    busy,
  },
  teach: {
    title: 'Teach a class',
    hint: 'You can invite people right afterwards.',
    className: 'Class name',
    classNameExample: 'For example: Python, year 9',
    yourName: 'Your name',
    yourNameHint: 'Everybody in the class sees it.',
    submit: 'Start class',
    noClassName: 'Give the class a name.',
    noName: 'Enter your name.',
  },
  join: {
    title: 'Join a class',
    titleOf: (name: string) => `Join “${named(name)}”`,
    linkOrCode: 'Class link or code',
    linkOrCodeHint: 'A link, or six characters such as K7Q-3MP.',
    submit: 'Join',
    noLink: 'Enter the class link or code that your teacher gave you.',
  },
  bar: {
    region: 'Class',
    invite: 'Invite',
    inviteDue: 'The recovery file of this class was not saved yet: open “Invite” to save it.',
    leave: 'Leave class',
    endLesson: 'End lesson',
    startLesson: 'Start lesson',
    lessonEnded: 'Lesson ended',
    closed: 'Closed',
    joining: 'Joining…',
    refused: 'Not let in',
    showPanel: 'Show panel',
    hidePanel: 'Hide panel',
    fresh: (count: number) => `${count} new`,
    connection: connectionWords,
    connectionHint,
  },
  end: {
    title: 'End lesson',
    what: 'The class code stops working and nobody new can join with it.',
    stays:
      'Everything stays: shared cells, notebooks and the class itself. You can start the next lesson at any time.',
    submit: 'End lesson',
    forEver: 'Close class for ever…',
    closeTitle: 'Close class for ever',
    closeWhat: (name: string) =>
      `“${named(name)}” becomes read-only for everybody. Nobody can join, share or change anything in it again.`,
    closeNoUndo: 'This cannot be undone, not even with the recovery file.',
    closeSubmit: 'Close class for ever',
  },
  invite: {
    title: 'Invite',
    link: 'Class link',
    copy: 'Copy link',
    copied: 'Copied',
    copyFailed: 'Copying was not allowed: select the link and copy it by hand.',
    code: 'Class code',
    codeHint: 'To type in at “Join a class”. It works until the lesson ends, 12 hours at most.',
    codeEnded: 'The lesson has ended, so there is no code. Start a lesson to get one.',
    codeEndedStudent: 'The lesson has ended, so there is no code now.',
    codeWaiting: 'Getting a code…',
    codeAway:
      'There is no code now: the server that introduces people cannot be reached. Lectern keeps trying.',
    away: 'Nobody new can join until the server that introduces people answers again. Everybody who is here can go on.',
    closed: 'This class is closed. Nobody can join any more.',
    qr: 'QR code of the class link',
    qrTooLong: 'The link is too long for a QR code.',
    words: 'Safety words',
    wordsHint: 'Everybody in this class sees the same five words. Other words mean another class.',
    recovery: 'Recovery file',
    recoveryDue:
      'Not saved yet. It holds the key to this class, for the day this device is lost. It is made once; this version of Lectern cannot open it yet.',
    recoverySaved:
      'Saved. Keep it: it holds the key to this class. This version of Lectern cannot open it yet.',
    downloadAgain: 'Download again',
    passphrase: 'Passphrase',
    passphraseHint: (min: number) =>
      `At least ${min} characters. Nobody can reset it: write it down.`,
    passphraseAgain: 'Passphrase again',
    passphraseShort: (min: number) => `Use at least ${min} characters.`,
    passphraseDiffers: 'The two passphrases differ.',
    saveRecovery: 'Save recovery file',
    saving: 'Making the file…',
    saved: 'Saved. Keep the file and its passphrase in a safe place, apart from this device.',
  },
  panel: {
    region: 'Class panel',
    people: 'People',
    cells: 'Shared cells',
    fresh: (count: number) => `, ${count} new`,
    hide: 'Hide panel',
  },
  people: {
    list: 'People',
    count: (present: number, all: number) => `${present} of ${all} here`,
    you: '(you)',
    here: 'Here',
    away: 'Away',
    upToDate: 'Up to date',
    upToDateHint: 'Has everything that you have.',
  },
  cells: {
    list: 'Shared cells',
    cell: (number: number) => `Cell ${number}`,
    cellOf: (number: number, notebook: string) =>
      `Cell ${number} of ${named(notebook, 'a notebook')}`,
    emptyTeacher: 'Nothing is shared yet.',
    emptyTeacherHint:
      'Press “Share cell” in the toolbar of a cell. The class is told at once and takes it when ready.',
    emptyStudent: 'Nothing is shared yet.',
    emptyStudentHint:
      'As soon as the teacher shares a cell, it appears here. Nothing enters your notebook by itself.',
    fresh: 'New',
    withdrawn: 'Withdrawn',
    shared: (version: number) => `Version ${version}`,
    states: copyStates,
    emptyCell: 'Empty cell',
    preview: 'Preview',
    previewOf: (cell: string) => `Preview: ${cell}`,
    sync: 'Sync',
    syncCurrent: 'You have the newest version',
    withdraw: 'Withdraw',
    sharedBy: (by: string, when: string) => `Shared by ${named(by, 'the teacher')} ${when}`,
    difference: 'Difference: − yours, + shared',
    same: 'Your copy is the same.',
    source: 'Source',
    outputs: 'Output',
  },
  conflict: {
    title: 'You changed this cell',
    what: 'The shared cell differs from your copy. Nothing is lost: each choice can be taken back with Undo.',
    replace: 'Replace mine',
    keep: 'Keep mine',
    insert: 'Insert as new',
  },
  outputs: {
    image: 'Image output',
    html: 'Formatted output',
    none: 'An output that the preview cannot show. It comes along when you sync.',
    shortened: 'Shortened in the preview.',
  },
  notices: {
    list: 'Notices',
    undo: 'Undo',
    dismiss: 'Dismiss',
  },
};
