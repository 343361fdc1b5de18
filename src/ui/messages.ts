import type { ErrorCode } from '../base/lectern-error.ts';
import type { Person } from '../classroom/class-state.ts';
import type { HomeState, Problem } from '../classroom/home.ts';

/** What fills in a wording. */
export type Detail = Readonly<Record<string, string | number>>;

/** What happened and what to do, in plain sentences. */
export interface ProblemWords {
  readonly what: string;
  readonly todo: string;
}

/** A count with its noun. */
export function some(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Longest name inside a sentence (UTF-16 units): the whole one stands where it has room of its own. */
const MAX_QUOTED_UNITS = 80;

/** Somebody's words inside a sentence of ours: cut, and without the marks that turn a sentence's direction around. */
export function named(name: string | number | undefined, otherwise = '…'): string {
  const text = String(name ?? '')
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .trim();
  if (text === '') return otherwise;
  return text.length <= MAX_QUOTED_UNITS ? text : `${text.slice(0, MAX_QUOTED_UNITS).trimEnd()}…`;
}

/** That what does not count can be kept; the button beside it is named so. */
function lostWords(pieces: string | number | undefined): string {
  return Number(pieces ?? 0) > 0 ? ' To keep it, press “Download what does not count”.' : '';
}

/** What is wrong with a file, by the reader's reason. */
const fileFaults: Readonly<Record<string, string>> = {
  'not-recovery': 'is no recovery file.',
  'not-backup': 'is no backup of a class.',
  'not-zip': 'is no zip of files.',
  newer: 'was made by a newer version of Lectern.',
  'other-file': 'is another file than the one that was just made.',
};

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
  'admission-removed': ({ pieces }) => ({
    what: 'You were removed from this class.',
    todo: `Your notebooks stay on this device and go on working; the class no longer gets what you do. To ask to come back, open the class’s new link or code: a teacher decides.${Number(pieces ?? 0) > 0 ? ' Some of what you wrote counts no more.' : ''}${lostWords(pieces)}`,
  }),
  'work-lost': ({ pieces }) => ({
    what: 'Some of what you wrote here no longer counts: it was built on what was taken out of the class.',
    todo: `Nobody else sees it.${lostWords(pieces)}`,
  }),
  'not-permitted': () => ({
    what: 'This was not done: your role in the class no longer allows it.',
    todo: 'Ask the owner of the class.',
  }),
  'name-invalid': ({ most }) => ({
    what: 'This name is empty or too long.',
    todo: `Use at least one letter${most === undefined ? '' : ` and at most ${most} characters`}.`,
  }),
  'name-taken': () => ({
    what: 'Somebody with this name works at this computer already.',
    todo: 'If that is you, go back and choose your name. Else add a letter of your family name.',
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
    todo: 'Use a current Chrome, Edge, Firefox or Safari to teach or join. Your own notebooks can be opened and written here.',
  }),
  'python-missing': () => ({
    what: 'Python cannot run in this browser (it shares no memory between the parts of a page).',
    todo: 'Use a current Chrome, Edge or Firefox to run cells. Notebooks can be opened and written here.',
  }),
  'crypto-missing': () => ({
    what: 'This page was opened over an unprotected address, so the browser holds back what keeps a class safe.',
    todo: 'Open it over https:// (or on this computer as http://localhost) to teach or join. Your own notebooks can be opened and written here.',
  }),
  'storage-missing': () => ({
    what: 'This browser does not let the page keep anything, as in some private windows.',
    todo: 'Use a normal window to keep your work. Here, download what you need before you close the page.',
  }),
  'storage-full': () => ({
    what: 'The storage of this browser is full: new changes are no longer kept.',
    todo: 'Download your open notebooks and back up the class now, then free some space on this device and reload the page.',
  }),
  'storage-damaged': ({ entries }) => ({
    what: 'A part of what this browser keeps cannot be read any more.',
    todo: entries
      ? 'It comes again from others who have it, as soon as they are here. Back up the class now to keep the rest.'
      : 'Nothing was moved or removed. Download your open notebooks and back up your classes now to keep the rest.',
  }),
  'notebooks-not-restored': () => ({
    what: 'The class was restored, but its notebooks could not be put into the file browser.',
    todo: 'Reload the page and restore the same backup once more: what is there already stays as it is.',
  }),
  'device-taken-off': () => ({
    what: 'A teacher took this device off: you are in the class on your other devices only.',
    todo: 'Your notebooks stay here. To use this device again, leave the class, forget it in “Your classes”, join by the class link, and ask the teacher to say that it is yours.',
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
    todo: 'Download your open notebooks and back up the class now, then reload the page.',
  }),
  'class-open-elsewhere': () => ({
    what: 'This class is open in another tab or window of this browser.',
    todo: 'Go on there, or press “Use here” to move it to this tab.',
  }),
  'place-held': () => ({
    what: 'Another tab of this browser still has your work open.',
    todo: 'Close it, then try again.',
  }),
  'passphrase-wanted': ({ own }) =>
    own === undefined
      ? {
          what: 'This class is protected with a passphrase on this device.',
          todo: 'Continue it from “Your classes”, which asks for the passphrase.',
        }
      : {
          what: `The class “${named(own)}” has a passphrase of its own on this device.`,
          todo: 'Take that away first, with “Protected” in “Your classes”, then try again.',
        },
  'passphrase-wrong': ({ least, class: id }) =>
    least === undefined
      ? {
          what: `This passphrase does not open the ${id === undefined ? 'file' : 'class'}.`,
          todo: 'Check capital letters and the keyboard’s language, then try again.',
        }
      : {
          what: 'This passphrase is too short.',
          todo: `Use at least ${least} characters.`,
        },
  'folder-refused': () => ({
    what: 'The browser does not let Lectern write into this folder.',
    todo: 'Choose another one, for example a new folder in your documents.',
  }),
  'file-unsaved': () => ({
    what: 'The file could not be written.',
    todo: 'The disk may be full or gone. Choose another place and try again.',
  }),
  'file-missing': ({ name }) => ({
    what: `${named(name, 'This file')} is not in the file browser any more.`,
    todo: 'It was moved, renamed or deleted. Look for it there, or get it again.',
  }),
  'file-damaged': ({ name, reason }) => ({
    what: `${named(name, 'This file')} ${fileFaults[String(reason)] ?? 'cannot be read: it is damaged or of another kind.'}`,
    todo:
      reason === 'newer'
        ? 'Reload this page to get the new version, then open the file again.'
        : 'Choose another copy of it. The file itself was not changed.',
  }),
  'too-large': ({ max, name }) => ({
    what: `${named(name, 'This')} is too large.`,
    todo: `Make it smaller${max === undefined ? '' : ` (at most ${max})`}, for example by clearing large outputs.`,
  }),
  'files-too-many': ({ max }) => ({
    what: 'These are too many files at once.',
    todo: `The first ${max ?? 'ones'} were opened. Open the others afterwards.`,
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

const roles: Record<Person['role'], string> = {
  owner: 'Owner',
  teacher: 'Teacher',
  assistant: 'Assistant',
  student: 'Student',
  observer: 'Observer',
};

const busy: Record<HomeState['busy'], string> = {
  none: '',
  starting: 'Starting your class…',
  joining: 'Joining the class…',
  continuing: 'Opening the class…',
  restoring: 'Opening the file…',
  protecting: 'Encrypting…',
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

/**
 * Every word of the start screen, in English; those of a class are in `class-messages.ts`, those of "Test connection" in
 * `diagnostics-messages.ts`. Whoever translates Lectern translates all three.
 */
export const messages = {
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  backUp: 'Back up',
  downloadLost: 'Download what does not count',
  testConnection: 'Test connection',
  storage: 'Storage and backups',
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
    recover: 'Open a recovery file',
    restore: 'Restore a backup',
    classes: 'Your classes',
    continueWith: 'Continue',
    opened: (at: number, now: number) => `opened ${ago(at, now)}`,
    asName: (name: string) => `as ${named(name)}`,
    useHere: 'Use here',
    forget: 'Forget',
    protect: 'Protect',
    unprotect: 'Protected',
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
};
