import { systemClock } from '../base/clock.ts';
import type { ErrorCode } from '../base/lectern-error.ts';
import type { Person } from '../classroom/class-state.ts';
import type { HomeState, Problem } from '../classroom/home.ts';
import { dateTime, number } from '../words/format.ts';
import { named } from '../words/named.ts';
import { plural } from '../words/plural.ts';
import { sentences } from '../words/sentences.ts';
import { intlTag, msg, str } from '../words/words.ts';

/** What fills in a wording. */
export type Detail = Readonly<Record<string, string | number>>;

/** What happened and what to do, in plain sentences. */
export interface ProblemWords {
  readonly what: string;
  readonly todo: string;
}

/** "Use at least 8 characters." */
export function atLeast(least: number): string {
  return plural(least, {
    one: msg(str`Use at least ${number(least)} character.`),
    other: msg(str`Use at least ${number(least)} characters.`),
  });
}

/** The first sentence of a hint. */
export function atLeastHint(least: number): string {
  return plural(least, {
    one: msg(str`At least ${number(least)} character.`),
    other: msg(str`At least ${number(least)} characters.`),
  });
}

/** A day for a sentence: `Nov 22, 2026`. */
function dateWords(at: number): string {
  return dateTime(at, { dateStyle: 'medium' });
}

/** Whether something of a person's does not count. */
function lost(pieces: string | number | undefined): boolean {
  return Number(pieces ?? 0) > 0;
}

/** That what does not count can be kept; the button beside it is named so. */
function lostWords(pieces: string | number | undefined): string {
  return lost(pieces) ? msg('To keep it, press “Download what does not count”.') : '';
}

/** What is wrong with a file, by the reader's reason. */
function fileFault(reason: string | number | undefined, name: string): string {
  switch (reason) {
    case 'not-recovery':
      return msg(str`${name} is no recovery file.`);
    case 'not-backup':
      return msg(str`${name} is no backup of a class.`);
    case 'not-zip':
      return msg(str`${name} is no zip of files.`);
    case 'newer':
      return msg(str`${name} was made by a newer version of Lectern.`);
    case 'other-file':
      return msg(str`${name} is another file than the one that was just made.`);
    default:
      return msg(str`${name} cannot be read: it is damaged or of another kind.`);
  }
}

const problems: Record<ErrorCode, (detail: Detail) => ProblemWords> = {
  'link-malformed': () => ({
    what: msg('This is not a class link or a class code.'),
    todo: msg(
      'Copy the whole link again, or type the six characters of the code, for example K7Q-3MP.',
    ),
  }),
  'link-damaged': () => ({
    what: msg('This class link was cut off or changed on its way.'),
    todo: msg('Copy the whole link again from the teacher’s invitation, or use the class code.'),
  }),
  'link-newer': () => ({
    what: msg('This class link was made by a newer version of Lectern.'),
    todo: msg('Reload this page to get the new version, then open the link again.'),
  }),
  'link-expired': ({ expired }) => ({
    what: msg('This invitation is no longer valid.'),
    todo: sentences(
      msg('Ask the teacher for a new class link or code.'),
      expired === undefined
        ? ''
        : msg(
            str`It ended on ${dateWords(Number(expired))}, and this computer’s clock says ${dateWords(systemClock.now())}: if that is wrong, set the clock right and reload this page.`,
          ),
    ),
  }),
  'link-foreign': ({ page }) => ({
    what: msg('This class link belongs to another Lectern site.'),
    todo:
      page === undefined
        ? msg('Open the link itself in the browser.')
        : msg(str`Open the link itself in the browser: its class lives at ${named(page)}.`),
  }),
  'code-unknown': () => ({
    what: msg('No class answers to this code.'),
    todo: msg(
      'Check the six characters. Codes work only while a lesson is on: ask the teacher for the present one.',
    ),
  }),
  'code-too-many-tries': () => ({
    what: msg('Too many wrong codes came from here.'),
    todo: msg('Wait a few minutes, or ask the teacher for the class link, which always works.'),
  }),
  'class-closed': () => ({
    what: msg('This class was closed by its owner.'),
    todo: msg('It can be read on devices that have it, but nobody can join or change it any more.'),
  }),
  'class-missing': () => ({
    what: msg('This class is not on this device any more: the browser’s data was removed.'),
    todo: msg(
      'Restore a backup of it, or open its recovery file if the class is yours. Otherwise join it again by its link or code, and ask the teacher to say that it is you. Whatever others of the class have comes back from them.',
    ),
  }),
  'class-unreachable': () => ({
    what: msg('Nobody of this class can be reached now.'),
    todo: msg(
      'Leave this page open: it goes on by itself as soon as somebody of the class is here.',
    ),
  }),
  'admission-refused': () => ({
    what: msg('The class did not let you in.'),
    todo: msg('Ask the teacher for a new class link or code, then join again.'),
  }),
  'admission-removed': ({ pieces }) => ({
    what: msg('You were removed from this class.'),
    todo: sentences(
      msg(
        'Your notebooks stay on this device and go on working; the class no longer gets what you do. To ask to come back, open the class’s new link or code: a teacher decides.',
      ),
      lost(pieces) ? msg('Some of what you wrote counts no more.') : '',
      lostWords(pieces),
    ),
  }),
  'work-lost': ({ pieces }) => ({
    what: msg(
      'Some of what you wrote here no longer counts: it was built on what was taken out of the class.',
    ),
    todo: sentences(msg('Nobody else sees it.'), lostWords(pieces)),
  }),
  'not-permitted': () => ({
    what: msg('This was not done: your role in the class no longer allows it.'),
    todo: msg('Ask the owner of the class.'),
  }),
  'name-invalid': ({ most }) => ({
    what: msg('This name is empty or too long.'),
    todo:
      most === undefined
        ? msg('Use at least one letter.')
        : plural(Number(most), {
            one: msg(str`Use at least one letter and at most ${number(Number(most))} character.`),
            other: msg(
              str`Use at least one letter and at most ${number(Number(most))} characters.`,
            ),
          }),
  }),
  'name-taken': () => ({
    what: msg('Somebody with this name works at this computer already.'),
    todo: msg(
      'If that is you, go back and choose your name. Else add a letter of your family name.',
    ),
  }),
  'signaling-unreachable': () => ({
    what: msg('The server that introduces people to each other cannot be reached.'),
    todo: msg(
      'Everybody who is connected can go on working. Nobody new can join until it answers; Lectern keeps trying.',
    ),
  }),
  'signaling-refused': () => ({
    what: msg('The server that introduces people to each other refused this class.'),
    todo: msg(
      'It may be full or busy. Wait a minute and try again; if it goes on, tell whoever runs this site.',
    ),
  }),
  'webrtc-missing': () => ({
    what: msg('This browser cannot connect to other people (WebRTC is missing or switched off).'),
    todo: msg(
      'Use a current Chrome, Edge, Firefox or Safari to teach or join. Your own notebooks can be opened and written here.',
    ),
  }),
  'python-missing': () => ({
    what: msg(
      'Python cannot run in this browser (WebAssembly is missing or switched off, as in Apple’s Lockdown Mode).',
    ),
    todo: msg(
      'Switch it on for this page, or use a current Chrome, Edge, Firefox or Safari to run cells. Notebooks can be opened and written here.',
    ),
  }),
  'clock-wrong': () => ({
    what: msg(str`This computer’s clock says ${dateWords(systemClock.now())}, which is wrong.`),
    todo: msg(
      'Lectern goes by the clock of its server meanwhile, so that links, codes and dates are right. Without the server it cannot: set this computer’s clock right, then reload this page.',
    ),
  }),
  'crypto-missing': () => ({
    what: msg(
      'This page was opened over an unprotected address, so the browser holds back what keeps a class safe.',
    ),
    todo: msg(
      'Open it over https:// (or on this computer as http://localhost) to teach or join. Your own notebooks can be opened and written here.',
    ),
  }),
  'storage-missing': () => ({
    what: msg('This browser does not let the page keep anything, as in some private windows.'),
    todo: msg(
      'Use a normal window to keep your work. Here, download what you need before you close the page.',
    ),
  }),
  'storage-full': () => ({
    what: msg('The storage of this browser is full: new changes are no longer kept.'),
    todo: msg(
      'Download your open notebooks and back up the class now, then free some space on this device and reload the page.',
    ),
  }),
  'storage-damaged': ({ entries }) => ({
    what: msg('A part of what this browser keeps cannot be read any more.'),
    todo: entries
      ? msg(
          'It comes again from others who have it, as soon as they are here. Back up the class now to keep the rest.',
        )
      : msg(
          'Nothing was moved or removed. Download your open notebooks and back up your classes now to keep the rest.',
        ),
  }),
  'notebooks-not-restored': () => ({
    what: msg('The class was restored, but its notebooks could not be put into the file browser.'),
    todo: msg(
      'Reload the page and restore the same backup once more: what is there already stays as it is.',
    ),
  }),
  'device-taken-off': () => ({
    what: msg('A teacher took this device off: you are in the class on your other devices only.'),
    todo: msg(
      'Your notebooks stay here. To use this device again, leave the class, forget it in “Your classes”, join by the class link, and ask the teacher to say that it is yours.',
    ),
  }),
  'storage-newer': () => ({
    what: msg(
      'A newer version of Lectern has worked in this browser, and this older one cannot read what it keeps.',
    ),
    todo: msg('Reload this page to get the new version. Nothing that is kept here was changed.'),
  }),
  'storage-blocked': () => ({
    what: msg('Another tab of this browser holds on to an older version of Lectern.'),
    todo: msg('Close the other tabs with Lectern, then reload this page.'),
  }),
  'storage-held': () => ({
    what: msg('The storage of this browser does not answer: another tab may be holding it.'),
    todo: msg(
      'Close the other tabs of this site, and leave this one open: what you do here is kept in it until the storage answers.',
    ),
  }),
  'storage-broken': () => ({
    what: msg('The storage of this browser failed: new changes may not be kept.'),
    todo: msg('Download your open notebooks and back up the class now, then reload the page.'),
  }),
  'class-open-elsewhere': () => ({
    what: msg('This class is open in another tab or window of this browser.'),
    todo: msg('Go on there, or press “Use here” to move it to this tab.'),
  }),
  'place-held': () => ({
    what: msg('Another tab of this browser still has your work open.'),
    todo: msg('Close it, then try again.'),
  }),
  'passphrase-wanted': ({ own }) =>
    own === undefined
      ? {
          what: msg('This class is protected with a passphrase on this device.'),
          todo: msg('Continue it from “Your classes”, which asks for the passphrase.'),
        }
      : {
          what: msg(str`The class “${named(own)}” has a passphrase of its own on this device.`),
          todo: msg('Take that away first, with “Protected” in “Your classes”, then try again.'),
        },
  'passphrase-wrong': ({ least, class: id }) =>
    least === undefined
      ? {
          what:
            id === undefined
              ? msg('This passphrase does not open the file.')
              : msg('This passphrase does not open the class.'),
          todo: msg('Check capital letters and the keyboard’s language, then try again.'),
        }
      : {
          what: msg('This passphrase is too short.'),
          todo: atLeast(Number(least)),
        },
  'folder-refused': () => ({
    what: msg('The browser does not let Lectern write into this folder.'),
    todo: msg('Choose another one, for example a new folder in your documents.'),
  }),
  'file-unsaved': () => ({
    what: msg('The file could not be written.'),
    todo: msg('The disk may be full or gone. Choose another place and try again.'),
  }),
  'file-missing': ({ name }) => ({
    what: msg(str`${named(name, msg('This file'))} is not in the file browser any more.`),
    todo: msg('It was moved, renamed or deleted. Look for it there, or get it again.'),
  }),
  'file-damaged': ({ name, reason }) => ({
    what: fileFault(reason, named(name, msg('This file'))),
    todo:
      reason === 'newer'
        ? msg('Reload this page to get the new version, then open the file again.')
        : msg('Choose another copy of it. The file itself was not changed.'),
  }),
  'too-large': ({ max, name }) => ({
    what: name === undefined ? msg('This is too large.') : msg(str`${named(name)} is too large.`),
    todo:
      max === undefined
        ? msg('Make it smaller, for example by clearing large outputs.')
        : msg(str`Make it smaller (at most ${max}), for example by clearing large outputs.`),
  }),
  'files-too-many': ({ max }) => ({
    what: msg('These are too many files at once.'),
    todo:
      max === undefined
        ? msg('The first ones were opened. Open the others afterwards.')
        : plural(Number(max), {
            one: msg(str`The first ${number(Number(max))} was opened. Open the others afterwards.`),
            other: msg(
              str`The first ${number(Number(max))} were opened. Open the others afterwards.`,
            ),
          }),
  }),
  'kernel-failed': () => ({
    what: msg('Python could not be started.'),
    todo: msg('Restart the kernel from the Kernel menu. Your notebook is safe.'),
  }),
  'app-load-failed': () => ({
    what: msg('A part of Lectern could not be loaded.'),
    todo: msg('Check the network and reload the page. What was saved is still here.'),
  }),
};

/** Words for a failure. */
export function problemWords(problem: Problem): ProblemWords {
  return problems[problem.code](problem.detail);
}

const roles: Record<Person['role'], string> = {
  owner: msg('Owner'),
  teacher: msg('Teacher'),
  assistant: msg('Assistant'),
  student: msg('Student'),
  observer: msg('Observer'),
};

const busy: Record<HomeState['busy'], string> = {
  none: '',
  starting: msg('Starting your class…'),
  joining: msg('Joining the class…'),
  continuing: msg('Opening the class…'),
  restoring: msg('Opening the file…'),
  protecting: msg('Encrypting…'),
  'looking-up': msg('Looking up the class code…'),
};

const day = 86_400_000;

/** When something was, in words for a list: "just now", "2 hours ago", "yesterday", a date after a month. */
function ago(at: number, now: number): string {
  const past = Math.max(0, now - at);
  if (past < 60_000) return msg('just now');
  const inWords = new Intl.RelativeTimeFormat(intlTag, { numeric: 'auto' });
  if (past < 3_600_000) return inWords.format(-Math.floor(past / 60_000), 'minute');
  const days = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / day,
  );
  if (days === 0) return inWords.format(-Math.floor(past / 3_600_000), 'hour');
  if (days < 31) return inWords.format(-days, 'day');
  return msg(str`on ${dateTime(at, { dateStyle: 'medium' })}`);
}

/** Every word of the start screen; those of a class are in `class-messages.ts`, those of each part in a catalogue of its own. */
export const messages = {
  back: msg('Back'),
  cancel: msg('Cancel'),
  close: msg('Close'),
  backUp: msg('Back up'),
  downloadLost: msg('Download what does not count'),
  testConnection: msg('Test connection'),
  storage: msg('Storage and backups'),
  language: msg('Language'),
  openingNotebook: msg('Opening your notebooks…'),
  ago,
  roles,
  start: {
    title: 'Lectern',
    promise: msg('A live classroom for Python, right in the browser.'),
    detail: msg(
      'No account, nothing to install. Your work stays on your own device, also without a network.',
    ),
    choose: msg('Start something new'),
    teach: msg('Teach a class'),
    teachHint: msg('Invite people with a link or a code.'),
    join: msg('Join a class'),
    joinHint: msg('With the link or code from your teacher.'),
    alone: msg('Work alone'),
    aloneHint: msg('Python notebooks for yourself.'),
    recover: msg('Open a recovery file'),
    restore: msg('Restore a backup'),
    classes: msg('Your classes'),
    continueWith: msg('Continue'),
    opened: (at: number, now: number) => msg(str`opened ${ago(at, now)}`),
    asName: (name: string) => msg(str`as ${named(name)}`),
    useHere: msg('Use here'),
    forget: msg('Forget'),
    protect: msg('Protect'),
    unprotect: msg('Protected', { id: 'protected-class', desc: 'a class' }),
    forgetTitle: msg('Forget this class?'),
    forgetWhat: (name: string) =>
      msg(
        str`“${named(name)}” will be taken off this device, with everything of it that is kept here.`,
      ),
    forgetOwner: msg(
      'You started this class, and the key to it is on this device. Without its recovery file, nobody can ever lead it again.',
    ),
    forgetMember: msg(
      'What you have not handed on to anybody is lost. To come back you need a class link or code, and you will be a new person to the class.',
    ),
    forgetFiles: msg('The files in your file browser stay.'),
    forgetNow: msg('Forget class'),
    busy,
  },
  teach: {
    title: msg('Teach a class'),
    hint: msg('You can invite people right afterwards.'),
    className: msg('Class name'),
    classNameExample: msg('For example: Python, year 9'),
    yourName: msg('Your name'),
    yourNameHint: msg('Everybody in the class sees it.'),
    submit: msg('Start class'),
    noClassName: msg('Give the class a name.'),
    noName: msg('Enter your name.'),
  },
  join: {
    title: msg('Join a class'),
    titleOf: (name: string) => msg(str`Join “${named(name)}”`),
    linkOrCode: msg('Class link or code'),
    linkOrCodeHint: msg('A link, or six characters such as K7Q-3MP.'),
    submit: msg('Join'),
    noLink: msg('Enter the class link or code that your teacher gave you.'),
  },
};
