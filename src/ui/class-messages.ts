import type { PythonRules } from '../notebook/python-rules.ts';
import type { Connection, CopyState, Notice, Person } from '../classroom/class-state.ts';
import { dateTime, milliseconds, number } from '../words/format.ts';
import { list } from '../words/list-words.ts';
import { isolated, named } from '../words/named.ts';
import { plural } from '../words/plural.ts';
import { sentences } from '../words/sentences.ts';
import { msg, str } from '../words/words.ts';
import { atLeast, atLeastHint, messages, type Detail } from './messages.ts';

function cellsLeft(left: number): string {
  if (left === 0) return '';
  return plural(left, {
    one: msg(
      str`${number(left)} cell has a newer version, but you changed it: sync it one by one.`,
    ),
    other: msg(
      str`${number(left)} cells have newer versions, but you changed them: sync them one by one.`,
    ),
  });
}

function inNotebook(count: number): string {
  return plural(count, {
    one: msg(str`${number(count)} cell is in your notebook.`),
    other: msg(str`${number(count)} cells are in your notebook.`),
  });
}

function teacher(by: string | number | undefined): string {
  return named(by, msg('The teacher'));
}

const notices: Record<Notice['key'], (detail: Detail, count: number) => string> = {
  'cell-shared': ({ by, notebook }, count) =>
    count > 1
      ? plural(count, {
          one: msg(str`${teacher(by)} shared ${number(count)} cell.`),
          other: msg(str`${teacher(by)} shared ${number(count)} cells.`),
        })
      : msg(str`${teacher(by)} shared a cell of ${named(notebook, msg('a notebook'))}.`),
  'cell-updated': ({ by, notebook }, count) =>
    count > 1
      ? plural(count, {
          one: msg(str`${teacher(by)} changed ${number(count)} shared cell.`),
          other: msg(str`${teacher(by)} changed ${number(count)} shared cells.`),
        })
      : msg(str`${teacher(by)} changed a shared cell of ${named(notebook, msg('a notebook'))}.`),
  'cell-withdrawn': ({ by }, count) =>
    count > 1
      ? plural(count, {
          one: msg(str`${teacher(by)} withdrew ${number(count)} shared cell. Your copies stay.`),
          other: msg(str`${teacher(by)} withdrew ${number(count)} shared cells. Your copies stay.`),
        })
      : msg(str`${teacher(by)} withdrew a shared cell. Your copies stay.`),
  'cell-synced': (_detail, count) =>
    count > 1
      ? sentences(inNotebook(count), msg('Undo takes the last one back.'))
      : msg('The cell is in your notebook.'),
  'cells-synced': ({ count, left }) =>
    sentences(inNotebook(Number(count)), cellsLeft(Number(left))),
  'cells-left': ({ left }) => sentences(msg('There is nothing else new.'), cellsLeft(Number(left))),
  'cells-in-notebook': ({ count, notebook }) =>
    plural(Number(count), {
      one: msg(str`${number(Number(count))} cell is in the new notebook ${named(notebook)}.`),
      other: msg(str`${number(Number(count))} cells are in the new notebook ${named(notebook)}.`),
    }),
  'sync-undone': ({ kept }) =>
    Number(kept) > 0
      ? sentences(
          plural(Number(kept), {
            one: msg(str`${number(Number(kept))} cell stays as it is: you changed it since.`),
            other: msg(
              str`${number(Number(kept))} cells stay as they are: you changed them since.`,
            ),
          }),
          msg('What was unchanged is taken back.'),
        )
      : msg('Taken back.'),
  'share-too-large': () =>
    msg(
      'This cell is too large to share. Clear its output or make it smaller, then share it again.',
    ),
  'file-handed-out': ({ by, name }, count) =>
    count > 1
      ? plural(count, {
          one: msg(str`${teacher(by)} handed out ${number(count)} file. See “Files”.`),
          other: msg(str`${teacher(by)} handed out ${number(count)} files. See “Files”.`),
        })
      : msg(str`${teacher(by)} handed out ${named(name, msg('a file'))}. See “Files”.`),
  'file-updated': ({ by, name }, count) =>
    count > 1
      ? plural(count, {
          one: msg(
            str`${teacher(by)} handed out a newer version of ${number(count)} file. See “Files”.`,
          ),
          other: msg(
            str`${teacher(by)} handed out newer versions of ${number(count)} files. See “Files”.`,
          ),
        })
      : msg(
          str`${teacher(by)} handed out a newer version of ${named(name, msg('a file'))}. See “Files”.`,
        ),
  'file-withdrawn': ({ by, name }, count) =>
    count > 1
      ? plural(count, {
          one: msg(str`${teacher(by)} took ${number(count)} file back. What you have stays yours.`),
          other: msg(
            str`${teacher(by)} took ${number(count)} files back. What you have stays yours.`,
          ),
        })
      : msg(str`${teacher(by)} took ${named(name, msg('a file'))} back. Your copy stays yours.`),
  'file-landed': ({ path }, count) =>
    count > 1
      ? plural(count, {
          one: msg(str`${number(count)} file is in your file browser.`),
          other: msg(str`${number(count)} files are in your file browser.`),
        })
      : msg(str`In your file browser: ${isolated(String(path))}`),
  announced: ({ by, text }, count) =>
    count > 1
      ? plural(count, {
          one: msg(
            str`${teacher(by)}, ${number(count)} announcement, the latest: ${isolated(String(text))}`,
          ),
          other: msg(
            str`${teacher(by)}, ${number(count)} announcements, the latest: ${isolated(String(text))}`,
          ),
        })
      : `${teacher(by)}: ${isolated(String(text))}`,
  'share-group-gone': () =>
    msg(
      'The group of this cell is not there any more. Choose whom it is for, then share it again.',
    ),
  'deleted-withdrawn': (_detail, count) =>
    count > 1
      ? plural(count, {
          one: msg(
            str`You deleted ${number(count)} shared cell, so it was withdrawn. Undo in the notebook shares it again.`,
          ),
          other: msg(
            str`You deleted ${number(count)} shared cells, so they were withdrawn. Undo in the notebook shares them again.`,
          ),
        })
      : msg(
          'You deleted a shared cell, so it was withdrawn. Undo in the notebook shares it again.',
        ),
  'follow-offered': ({ by }) =>
    msg(
      str`${teacher(by)} lets the class follow. “Follow the teacher” shows the notebook beside yours.`,
    ),
  'follow-taken': ({ by }) =>
    msg(
      str`${named(by, msg('Another teacher'))} lets the class follow now, so yours is not shown any more.`,
    ),
  'lesson-ended': () => msg('The lesson has ended. Everything stays, and you can go on working.'),
  'lesson-paused': () => msg('The lesson is paused. Everything stays, and you can go on working.'),
  'lesson-resumed': () => msg('The lesson goes on.'),
  'lesson-started': () => msg('The lesson has started.'),
  'code-renewed': () =>
    msg(
      'The class code had ended, so there is a new one: see “Invite”. The old one opens nothing any more.',
    ),
  'recovery-saved': () => msg('Recovery file saved. Keep it and its passphrase in a safe place.'),
  'person-joined': ({ name }, count) =>
    count > 1
      ? plural(count - 1, {
          one: msg(
            str`${named(name, msg('Somebody'))} and ${number(count - 1)} other person joined.`,
          ),
          other: msg(
            str`${named(name, msg('Somebody'))} and ${number(count - 1)} other people joined.`,
          ),
        })
      : msg(str`${named(name, msg('Somebody'))} joined.`),
  'person-waiting': ({ name }, count) =>
    count > 1
      ? plural(count, {
          one: msg(str`${number(count)} person waits to be let in. See “People”.`),
          other: msg(str`${number(count)} people wait to be let in. See “People”.`),
        })
      : msg(str`${named(name, msg('Somebody'))} waits to be let in. See “People”.`),
  'person-removed': ({ name }) =>
    msg(
      str`${named(name, msg('Somebody'))} was removed. The class link and the code are new: see “Invite”.`,
    ),
  'person-removed-lobby': ({ name }) =>
    msg(
      str`${named(name, msg('Somebody'))} was removed. Whoever opens the class link now waits in “People” until somebody lets them in.`,
    ),
  'device-linked': ({ name }) =>
    name === undefined
      ? msg('The new device is theirs now: one person in “People”, with one work.')
      : msg(str`The new device is ${named(name)}’s now: one person in “People”, with one work.`),
  'device-lost': ({ name }) =>
    msg(
      str`The device of ${named(name, msg('somebody'))} was taken off. ${named(name, msg('The person'))} stays in the class.`,
    ),
  'role-changed': ({ role }) =>
    nowAs[role as Person['role']] ?? msg('You are now in another role.'),
  'two-versions': ({ name }) =>
    msg(
      str`The device of ${named(name, msg('somebody'))} sent two different versions of the same change. One of them counts, for everybody. This happens when a program was changed, or a device was copied.`,
    ),
};

const nowAs: Record<Person['role'], string> = {
  owner: msg('You are now the owner of this class.'),
  teacher: msg('You are now a teacher of this class: you can share cells and let people in.'),
  assistant: msg('You are now an assistant in this class: you can let people in.'),
  student: msg('You are now a student in this class.'),
  observer: msg('You are now an observer in this class.'),
};

/** Words for a notice; `count` notices of one kind share one sentence, filled in from the latest. */
export function noticeWords(key: Notice['key'], detail: Detail, count = 1): string {
  return notices[key](detail, count);
}

const copyStates: Record<CopyState, string> = {
  none: msg('Not in your notebook'),
  current: msg('In your notebook'),
  newer: msg('Newer version'),
  changed: msg('Changed by you'),
  conflict: msg('Newer version, and changed by you'),
};

/** The line of the class bar that says how this device stands to the others: one or two short parts. */
function connectionWords({ kind, people, waiting }: Connection): string {
  const changes = plural(waiting, {
    one: msg(str`${number(waiting)} change waiting`),
    other: msg(str`${number(waiting)} changes waiting`),
  });
  const parts: string[] = [];
  switch (kind) {
    case 'connecting':
      return msg('Connecting…');
    case 'connected':
      parts.push(
        plural(people, {
          one: msg(str`Connected · ${number(people)} person`),
          other: msg(str`Connected · ${number(people)} people`),
        }),
      );
      break;
    case 'alone':
      parts.push(msg('Alone here'));
      if (waiting === 0) parts.push(msg('waiting for others'));
      break;
    case 'offline':
      parts.push(msg('Offline'));
      if (waiting === 0) parts.push(msg('saved on this device'));
      break;
  }
  if (waiting > 0) parts.push(changes);
  return parts.join(' · ');
}

/** The same in a whole sentence, as a tooltip. */
function connectionHint({ kind, people, signaling }: Connection): string {
  switch (kind) {
    case 'connecting':
      return msg('Looking for the people of this class.');
    case 'connected':
      return sentences(
        plural(people, {
          one: msg(str`${number(people)} other person is here.`),
          other: msg(str`${number(people)} other people are here.`),
        }),
        signaling ? '' : msg('Nobody new can join at the moment.'),
      );
    case 'alone':
      return msg(
        'Nobody else of this class is here now. What you do is saved on this device and reaches the others later.',
      );
    case 'offline':
      return msg(
        'No connection. What you do is saved on this device and reaches the others later.',
      );
  }
}

/** How long a cell may run. */
function duration(seconds: number | null): string {
  if (seconds === null) return msg('As long as it likes');
  const [value, unit] = seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return number(value, { style: 'unit', unit, unitDisplay: 'long' });
}

/** Every word that people read in a class. A file of its own: the start screen must not wait for it. */
export const classMessages = {
  bar: {
    region: msg('Class'),
    invite: msg('Invite'),
    backup: messages.backUp,
    inviteDue: msg('The recovery file of this class was not saved yet: open “Invite” to save it.'),
    leave: msg('Leave class'),
    endLesson: msg('End lesson'),
    startLesson: msg('Start lesson'),
    lessonEnded: msg('Lesson ended'),
    closed: msg('Closed'),
    joining: msg('Joining…'),
    waiting: msg('Waiting to be let in'),
    refused: msg('Not let in'),
    removed: msg('Removed from this class'),
    waits: (count: number) => msg(str`${count} waiting`),
    showPanel: msg('Show panel'),
    hidePanel: msg('Hide panel'),
    fresh: (count: number) => msg(str`${count} new`),
    connection: connectionWords,
    connectionHint,
  },
  follow: {
    let: msg('Let the class follow'),
    letHint: msg(
      'Whoever wants to sees the notebook in front of you, its outputs and your cursor as you work.',
    ),
    follow: msg('Follow the teacher'),
    followHint: (by: string) =>
      msg(str`See the notebook of ${named(by, msg('the teacher'))} beside yours, as it is written`),
    stop: msg('Stop following'),
    shown: (notebook: string) =>
      msg(str`The class can follow ${named(notebook, msg('your notebook'))}`),
    shownNone: msg('The class can follow, but no notebook is open'),
    followers: (count: number) =>
      count === 0
        ? msg('nobody follows yet')
        : plural(count, {
            one: msg(str`${number(count)} person follows`),
            other: msg(str`${number(count)} people follow`),
          }),
  },
  fromClass: {
    from: (name: string) => msg(str`This notebook has cells from the class ${named(name)}.`),
    open: (name: string) => msg(str`Open ${named(name)}`),
  },
  end: {
    title: msg('End lesson'),
    what: msg('The class code stops working and nobody new can join with it.'),
    stays: msg(
      'Everything stays: shared cells, notebooks and the class itself. You can start the next lesson at any time.',
    ),
    submit: msg('End lesson'),
    forEver: msg('Close class for ever…'),
    closeTitle: msg('Close class for ever'),
    closeWhat: (name: string) =>
      msg(
        str`“${named(name)}” becomes read-only for everybody. Nobody can join, share or change anything in it again.`,
      ),
    closeNoUndo: msg('This cannot be undone, not even with the recovery file.'),
    closeSubmit: msg('Close class for ever'),
  },
  invite: {
    title: msg('Invite'),
    link: msg('Class link'),
    copy: msg('Copy link'),
    copied: msg('Copied'),
    copyFailed: msg('Copying was not allowed: select the link and copy it by hand.'),
    code: msg('Class code'),
    codeHint: msg(
      'To type in at “Join a class”. It works until the lesson ends, 12 hours at most.',
    ),
    codeEnded: msg('The lesson has ended, so there is no code. Start a lesson to get one.'),
    codeEndedStudent: msg('The lesson has ended, so there is no code now.'),
    codeWaiting: msg('Getting a code…'),
    codeAway: msg(
      'There is no code now: the server that introduces people cannot be reached. Lectern keeps trying.',
    ),
    away: msg(
      'Nobody new can join until the server that introduces people answers again. Everybody who is here can go on.',
    ),
    closed: msg('This class is closed. Nobody can join any more.'),
    door: msg('Who can come in'),
    doors: {
      open: msg('Anyone with the link'),
      lobby: msg('I let people in'),
      shut: msg('Nobody new'),
    },
    doorSays: {
      open: msg('Whoever opens the link or types the code is in at once.'),
      lobby: msg('They wait in “People” until a teacher or an assistant admits them.'),
      shut: msg('Link and code let nobody in until you open the door again.'),
    },
    doorRenewHint: msg(
      'Somebody was removed or turned away: “Anyone with the link” makes a new link and code.',
    ),
    doorOwnerHint: msg(
      'Somebody was removed or turned away: only the owner can open the door again.',
    ),
    renew: msg('New link and code'),
    renewHint: msg(
      'The old ones then lead to “People”, where you decide. For a link that went too far.',
    ),
    renewed: msg('The link and the code are new.'),
    relayOnly: msg('Hide people’s network addresses from each other'),
    relayOnlyHint: msg(
      'All goes through the server, encrypted, and is slower. Everybody reconnects at once. Addresses that were seen before stay known.',
    ),
    relayOnlyNow: msg('People in this class do not see each other’s network addresses.'),
    qr: msg('QR code of the class link'),
    qrTooLong: msg('The link is too long for a QR code.'),
    words: msg('Safety words'),
    wordsHint: msg(
      'Everybody in this class sees the same five words. Other words mean another class.',
    ),
    recovery: msg('Recovery file'),
    recoveryDue: msg(
      'Not saved yet. It holds the key to this class, for the day this device is lost: “Open a recovery file” on the start screen of another device makes that one lead the class. It is made once.',
    ),
    recoverySaved: msg(
      'Saved. Keep it: it holds the key to this class. “Open a recovery file” on the start screen opens it.',
    ),
    downloadAgain: msg('Download again'),
    passphrase: msg('Passphrase'),
    passphraseHint: (min: number) =>
      sentences(atLeastHint(min), msg('Nobody can reset it: write it down.')),
    passphraseAgain: msg('Passphrase again'),
    passphraseShort: atLeast,
    passphraseDiffers: msg('The two passphrases differ.'),
    saveRecovery: msg('Save recovery file'),
    saving: msg('Making the file…'),
    saved: msg('Saved. Keep the file and its passphrase in a safe place, apart from this device.'),
  },
  backup: {
    title: messages.backUp,
    what: msg(
      'A file with all that this device has of the class: shared cells, people, and what was written in it. Files in the file browser are not in it.',
    ),
    holdsKey: msg('It also holds the key to this class: whoever opens it can lead the class.'),
    noKey: msg(
      'The key to this class is in its recovery file, not in here: to lead the class from another device you need both.',
    ),
    passphrase: msg('Passphrase'),
    passphraseHint: (min: number) =>
      sentences(atLeastHint(min), msg('Without it nobody can open the file: write it down.')),
    passphraseAgain: msg('Passphrase again'),
    passphraseShort: atLeast,
    passphraseDiffers: msg('The two passphrases differ.'),
    submit: msg('Save backup'),
    making: msg('Making the file…'),
    everything: msg('Back up everything…'),
    made: msg(
      'Saved. “Restore a backup” on the start screen brings the class back, on any device.',
    ),
  },
  openRecovery: {
    title: msg('Open a recovery file'),
    hint: msg(
      'For the owner of a class whose device was lost: this browser leads the class from now on.',
    ),
    file: msg('Recovery file'),
    noFile: msg('Choose the recovery file.'),
    passphrase: msg('Passphrase'),
    passphraseHint: msg('The one that was chosen when the file was made.'),
    noPassphrase: msg('Enter the passphrase of the file.'),
    submit: msg('Open class'),
  },
  restore: {
    title: msg('Restore a backup'),
    hint: msg(
      'Brings a class back as it was when the backup was made. What others did since comes from them.',
    ),
    file: msg('Backup file'),
    noFile: msg('Choose the backup file.'),
    passphrase: msg('Passphrase'),
    passphraseHint: msg('The one that was chosen when the backup was made.'),
    noPassphrase: msg('Enter the passphrase of the backup.'),
    submit: msg('Restore class'),
  },
  protect: {
    passphrase: msg('Passphrase'),
    again: msg('Passphrase again'),
    hint: (min: number) => sentences(atLeastHint(min), msg('Nobody can reset it: write it down.')),
    short: atLeast,
    differs: msg('The two passphrases differ.'),
    open: {
      title: msg('Enter the passphrase'),
      what: (name: string) => msg(str`“${named(name)}” is protected on this device.`),
      submit: msg('Open class'),
    },
    protect: {
      title: msg('Protect this device’s data with a passphrase'),
      what: (name: string) =>
        msg(
          str`What this browser keeps of “${named(name)}” is encrypted; each time you continue the class, the passphrase is asked for. Your notebooks in the file browser are not encrypted.`,
        ),
      submit: msg('Protect class'),
    },
    unprotect: {
      title: msg('Remove the protection'),
      what: (name: string) =>
        msg(
          str`What this browser keeps of “${named(name)}” will be readable again without the passphrase.`,
        ),
      submit: msg('Remove protection'),
    },
    change: {
      title: msg('Change the passphrase'),
      what: (name: string) =>
        msg(
          str`“${named(name)}” stays encrypted on this device; from now on the new passphrase opens it. Backups and recovery files keep the passphrases that they were made with.`,
        ),
      submit: msg('Change passphrase'),
    },
    toChange: msg('Change the passphrase…'),
    next: msg('New passphrase'),
    nextAgain: msg('New passphrase again'),
  },
  panel: {
    region: msg('Class panel'),
    people: msg('People'),
    cells: msg('Shared cells', { id: 'tab-cells', desc: 'a tab: one short word' }),
    files: msg('Files'),
    fresh: (count: number) => msg(str`, ${count} new`),
    waiting: (count: number) => msg(str`, ${count} waiting`),
    hide: msg('Hide panel'),
  },
  devices: {
    of: (name: string) => msg(str`Devices of ${named(name, msg('this person'))}`),
    list: msg('Devices'),
    first: msg('First device'),
    further: (number: number) => msg(str`Device ${number}`),
    here: msg('(this one)'),
    since: (at: number) =>
      msg(str`Since ${dateTime(at, { dateStyle: 'medium', timeStyle: 'short' })}`),
    lost: msg('Taken off'),
    takeOff: msg('Take off'),
    takeOffDevice: (device: string) => msg(str`Take off: ${device}`),
    takeOffWhat: (name: string) =>
      msg(
        str`This device will not read or write in the class any more, for ever. ${named(name, msg('The person'))} stays, and goes on with another device.`,
      ),
    takeOffSubmit: msg('Take off for ever'),
    known: msg('Is this somebody who is in the class already?'),
    knownWhat: (name: string) =>
      msg(
        str`Make sure that it is so: ${named(name, msg('whoever this is'))} then reads and writes everything that is that person’s.`,
      ),
    person: msg('Person'),
    choose: msg('Choose…'),
    link: msg('Link device'),
    claims: (name: string) => msg(str`New device of ${named(name, msg('somebody'))}?`),
  },
  waiting: {
    title: msg('The teacher will let you in'),
    what: (name: string) => msg(str`You are at the door of “${named(name)}”.`),
    todo: msg('Leave this page open. The class appears by itself as soon as somebody lets you in.'),
    as: (name: string) => msg(str`You wait as ${named(name)}.`),
  },
  people: {
    list: msg('People'),
    count: (present: number, all: number) => msg(str`${present} of ${all} here`),
    you: msg('(you)'),
    here: msg('Here'),
    away: msg('Away'),
    upToDate: msg('Up to date'),
    upToDateHint: msg('Has everything that you have.'),
    waiting: msg('Waiting to be let in'),
    deviceOf: (name: string) => msg(str`Another device of ${named(name)}, they say`),
    two: (name: string) =>
      msg(str`${named(name, msg('Somebody'))} signed two versions of one change`),
    twoWhat: msg(
      'One of them counts, for everybody. It happens when a device was copied or a program was changed.',
    ),
    twoOwner: msg('The owner decides which one counts.'),
    counts: msg('Counts now'),
    keep: msg('Keep this one'),
    choose: msg('Let this one count'),
    unreadable: msg('Cannot be shown here'),
    askedAt: (at: number) => msg(str`Asked at ${dateTime(at, { timeStyle: 'short' })}`),
    admit: msg('Admit'),
    admitAll: msg('Admit all'),
    refuse: msg('Refuse'),
    removed: (count: number) => msg(str`Removed · ${count}`),
    removedList: msg('Removed'),
    admitAgain: msg('Let in again'),
    options: (name: string) => msg(str`Options for ${named(name, msg('this person'))}`),
    role: msg('Role'),
    roleSays: {
      teacher: msg('Shares cells, lets people in and removes them'),
      assistant: msg('Lets people in'),
      student: msg('Takes part'),
      observer: msg('Watches and reads'),
    },
    removeAsk: msg('Remove…'),
    removeTitle: (name: string) => msg(str`Remove ${named(name, msg('this person'))}?`),
    removeWhat: msg(
      'They are out at once, with all their devices. What they wrote until now stays; what they write from now on does not count.',
    ),
    removeRenews: msg(
      'The class link and the code are made new. Everybody else goes on without doing anything. Whoever comes by the old link waits in “People” until you decide.',
    ),
    removeShuts: msg(
      'From now on everybody who opens the class link waits in “People” until somebody decides. Only the owner can make a new link.',
    ),
    removeBack: msg('They keep their own notebooks and can ask to come back.'),
    removeSubmit: msg('Remove'),
  },
  linkQuality: {
    direct: (rttMs: number | null) =>
      rttMs === null ? msg('Linked directly') : msg(str`Linked directly, ${milliseconds(rttMs)}`),
    relay: (rttMs: number | null) =>
      rttMs === null
        ? msg('Linked through the server')
        : msg(str`Linked through the server, ${milliseconds(rttMs)}`),
    others: msg('Through other computers'),
    short: (path: 'direct' | 'relay', rttMs: number | null) =>
      [
        ...(path === 'direct' ? [] : [msg('server')]),
        ...(rttMs === null ? [] : [milliseconds(rttMs)]),
      ].join(' · '),
  },
  cells: {
    list: msg('Shared cells'),
    cell: (number: number) => msg(str`Cell ${number}`),
    cellOf: (number: number, notebook: string) =>
      msg(str`Cell ${number} of ${named(notebook, msg('a notebook'))}`),
    emptyTeacher: msg('Nothing is shared yet.'),
    emptyTeacherHint: msg(
      'Press “Share cell” in the toolbar of a cell. The class is told at once and takes it when ready.',
    ),
    emptyStudent: msg('Nothing is shared yet.'),
    emptyStudentHint: msg(
      'As soon as the teacher shares a cell, it appears here. Nothing enters your notebook by itself.',
    ),
    fresh: msg('New', { id: 'new-cell', desc: 'a shared cell' }),
    withdrawn: msg('Withdrawn', { id: 'withdrawn-cell', desc: 'a shared cell' }),
    shared: (version: number) => msg(str`Version ${version}`),
    states: copyStates,
    emptyCell: msg('Empty cell'),
    preview: msg('Preview'),
    previewOf: (cell: string) => msg(str`Preview: ${cell}`),
    sync: msg('Sync'),
    syncCurrent: msg('You have the newest version'),
    withdraw: msg('Withdraw'),
    sharedBy: (by: string, when: string) =>
      msg(str`Shared by ${named(by, msg('the teacher'))} ${when}`),
    difference: msg('Difference: − yours, + shared'),
    sinceLooked: msg('Difference: − what you saw last, + shared now'),
    views: msg('What the preview shows'),
    viewNames: {
      mine: msg('Difference to mine'),
      looked: msg('What changed since I last looked'),
      whole: msg('Whole cell'),
    },
    options: (cell: string) => msg(str`Options for ${cell}`),
    insert: msg('Insert as a new cell'),
    intoNotebook: msg('Take into a new notebook'),
    search: msg('Search shared cells'),
    nothingFound: msg('No shared cell matches.'),
    found: (count: number) =>
      plural(count, {
        one: msg(str`${number(count)} cell`),
        other: msg(str`${number(count)} cells`),
      }),
    syncAll: msg('Sync all new'),
    syncAllNone: msg('There is nothing new to sync'),
    moreSync: msg('More ways to sync'),
    insertAll: msg('Insert all new as new cells'),
    allIntoNotebook: msg('Take all into a new notebook'),
    notebookOptions: (notebook: string) =>
      msg(str`Options for ${named(notebook, msg('this notebook'))}`),
    forGroup: (group: string) => msg(str`For ${named(group, msg('a group'))}`),
    same: msg('Your copy is the same.'),
    source: msg('Source'),
    outputs: msg('Output'),
  },
  sharing: {
    legend: msg('New shared cells'),
    withOutputs: msg('With outputs'),
    onRun: msg('Share on run'),
    withdrawAll: msg('Withdraw all'),
    withdrawSure: (count: number) =>
      count === 1
        ? msg('Withdraw this cell: press again')
        : plural(count, {
            one: msg(str`Withdraw ${number(count)} cell: press again`),
            other: msg(str`Withdraw all ${number(count)} cells: press again`),
          }),
  },
  python: {
    title: msg('Python in this class'),
    labels: { network: msg('Network'), seconds: msg('A cell may run'), megabytes: msg('Memory') },
    networks: { packages: msg('For packages only'), on: msg('Any address'), off: msg('None') },
    seconds: duration,
    megabytes: (megabytes: number) => number(megabytes, { style: 'unit', unit: 'megabyte' }),
    hint: msg(
      'Memory is what code takes beyond Python itself. Limits count from the next cell on. The network is taken away at once, and given when Python is restarted.',
    ),
    /** What a member reads of rules; an empty text where they are the usual ones. */
    said: ({ network, seconds }: PythonRules): string =>
      sentences(
        network === 'on' ? msg('Python may use the internet in this class.') : '',
        network === 'off' ? msg('Python gets nothing from the internet in this class.') : '',
        seconds === null ? '' : msg(str`A cell is stopped after ${duration(seconds)}.`),
      ),
  },
  conflict: {
    title: msg('You changed this cell'),
    what: msg(
      'The shared cell differs from your copy. Nothing is lost: each choice can be taken back with Undo.',
    ),
    replace: msg('Replace mine'),
    keep: msg('Keep mine'),
    insert: msg('Insert as new'),
    both: msg(
      'The teacher changed it too. Choose at each place, or write the result yourself. Nothing is lost: Undo takes it back.',
    ),
    useResult: msg('Use result'),
  },
  closed: {
    title: msg('Your copy is in a closed notebook'),
    names: (names: readonly string[]) =>
      list(names.map((name) => msg(str`“${isolated(name)}”`, { desc: 'the name of a notebook' }))),
    what: (names: string, cells: number) =>
      cells === 1
        ? msg(
            str`You took this cell into ${names}, which is closed. Open it to sync there, or insert a further copy here.`,
          )
        : plural(cells, {
            one: msg(
              str`You took ${number(cells)} of these cells into ${names}. Open to sync there, or insert a further copy here.`,
            ),
            other: msg(
              str`You took ${number(cells)} of these cells into ${names}. Open to sync there, or insert further copies here.`,
            ),
          }),
    open: msg('Open and sync'),
    insert: msg('Insert as new'),
    cancel: msg('Cancel'),
  },
  merge: {
    places: msg('Places that differ'),
    place: (number: number, count: number) => msg(str`Place ${number} of ${count}`),
    placeShort: (number: number) => msg(str`Place ${number}`),
    changedBy: {
      mine: msg('changed by you'),
      theirs: msg('changed by the teacher'),
      both: msg('changed by you and the teacher'),
    },
    choices: { mine: msg('Mine'), theirs: msg('Theirs'), both: msg('Both') },
    mine: msg('Mine'),
    base: msg('Before'),
    theirs: msg('Theirs'),
    versionAt: (version: string, place: number) => msg(str`${version}, place ${place}`),
    nothing: msg('Nothing here'),
    result: msg('Result'),
  },
  outputs: {
    image: msg('Image output'),
    html: msg('Formatted output'),
    none: msg('An output that the preview cannot show. It comes along when you sync.'),
    shortened: msg('Shortened in the preview.'),
  },
  notices: {
    list: msg('Notices'),
    undo: msg('Undo'),
    dismiss: msg('Dismiss'),
  },
};
