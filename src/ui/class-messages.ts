import type { PythonRules } from '../notebook/python-rules.ts';
import type { Connection, CopyState, Notice, Person } from '../classroom/class-state.ts';
import { messages, named, some, type Detail } from './messages.ts';

function cellsLeft(left: number): string {
  return left > 0
    ? ` ${some(left, 'cell has a newer version, but you changed it', 'cells have newer versions, but you changed them')}: sync ${left === 1 ? 'it' : 'them'} one by one.`
    : '';
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
  'cells-synced': ({ count, left }) =>
    `${some(Number(count), 'cell is', 'cells are')} in your notebook.${cellsLeft(Number(left))}`,
  'cells-left': ({ left }) => `There is nothing else new.${cellsLeft(Number(left))}`,
  'cells-in-notebook': ({ count, notebook }) =>
    `${some(Number(count), 'cell is', 'cells are')} in the new notebook ${named(notebook)}.`,
  'sync-undone': ({ kept }) =>
    Number(kept) > 0
      ? `${some(Number(kept), 'cell stays as it is', 'cells stay as they are')}: you changed ${Number(kept) === 1 ? 'it' : 'them'} since. What was unchanged is taken back.`
      : 'Taken back.',
  'share-too-large': () =>
    'This cell is too large to share. Clear its output or make it smaller, then share it again.',
  'file-handed-out': ({ by, name }, count) =>
    count > 1
      ? `${named(by, 'The teacher')} handed out ${count} files. See “Files”.`
      : `${named(by, 'The teacher')} handed out ${named(name, 'a file')}. See “Files”.`,
  'file-updated': ({ by, name }, count) =>
    count > 1
      ? `${named(by, 'The teacher')} handed out newer versions of ${count} files. See “Files”.`
      : `${named(by, 'The teacher')} handed out a newer version of ${named(name, 'a file')}. See “Files”.`,
  'file-withdrawn': ({ by, name }, count) =>
    count > 1
      ? `${named(by, 'The teacher')} took ${count} files back. What you have stays yours.`
      : `${named(by, 'The teacher')} took ${named(name, 'a file')} back. Your copy stays yours.`,
  'file-landed': ({ path }, count) =>
    count > 1 ? `${count} files are in your file browser.` : `In your file browser: ${path}`,
  announced: ({ by, text }, count) =>
    count > 1
      ? `${named(by, 'The teacher')}, ${count} announcements, the latest: ${text}`
      : `${named(by, 'The teacher')}: ${text}`,
  'share-group-gone': () =>
    'The group of this cell is not there any more. Choose whom it is for, then share it again.',
  'deleted-withdrawn': (_detail, count) =>
    count > 1
      ? `You deleted ${count} shared cells, so they were withdrawn. Undo in the notebook shares them again.`
      : 'You deleted a shared cell, so it was withdrawn. Undo in the notebook shares it again.',
  'follow-offered': ({ by }) =>
    `${named(by, 'The teacher')} lets the class follow. “Follow the teacher” shows the notebook beside yours.`,
  'follow-taken': ({ by }) =>
    `${named(by, 'Another teacher')} lets the class follow now, so yours is not shown any more.`,
  'lesson-ended': () => 'The lesson has ended. Everything stays, and you can go on working.',
  'lesson-paused': () => 'The lesson is paused. Everything stays, and you can go on working.',
  'lesson-resumed': () => 'The lesson goes on.',
  'lesson-started': () => 'The lesson has started.',
  'code-renewed': () =>
    'The class code had ended, so there is a new one: see “Invite”. The old one opens nothing any more.',
  'recovery-saved': () => 'Recovery file saved. Keep it and its passphrase in a safe place.',
  'person-joined': ({ name }, count) =>
    count > 1
      ? `${named(name, 'Somebody')} and ${some(count - 1, 'other person', 'other people')} joined.`
      : `${named(name, 'Somebody')} joined.`,
  'person-waiting': ({ name }, count) =>
    count > 1
      ? `${count} people wait to be let in. See “People”.`
      : `${named(name, 'Somebody')} waits to be let in. See “People”.`,
  'person-removed': ({ name }) =>
    `${named(name, 'Somebody')} was removed. The class link and the code are new: see “Invite”.`,
  'person-removed-lobby': ({ name }) =>
    `${named(name, 'Somebody')} was removed. Whoever opens the class link now waits in “People” until somebody lets them in.`,
  'device-linked': ({ name }) =>
    `The new device is ${named(name, 'theirs')}’s now: one person in “People”, with one work.`,
  'device-lost': ({ name }) =>
    `The device of ${named(name, 'somebody')} was taken off. ${named(name, 'The person')} stays in the class.`,
  'role-changed': ({ role }) =>
    `You are now ${asRole[role as Person['role']] ?? 'in another role'}.`,
  'two-versions': ({ name }) =>
    `The device of ${named(name, 'somebody')} sent two different versions of the same change. One of them counts, for everybody. This happens when a program was changed, or a device was copied.`,
};

const asRole: Record<Person['role'], string> = {
  owner: 'the owner of this class',
  teacher: 'a teacher of this class: you can share cells and let people in',
  assistant: 'an assistant in this class: you can let people in',
  student: 'a student in this class',
  observer: 'an observer in this class',
};

/** Words for a notice; `count` notices of one kind share one sentence, filled in from the latest. */
export function noticeWords(key: Notice['key'], detail: Detail, count = 1): string {
  return notices[key](detail, count);
}

const copyStates: Record<CopyState, string> = {
  none: 'Not in your notebook',
  current: 'In your notebook',
  newer: 'Newer version',
  changed: 'Changed by you',
  conflict: 'Newer version, and changed by you',
};

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

/** A round trip after `before`; nothing while it is not known. */
function inMs(rttMs: number | null, before = ''): string {
  return rttMs === null ? '' : `${before}${Math.max(1, Math.round(rttMs))} ms`;
}

/** Every word that people read in a class, in English. A file of its own: the start screen must not wait for it. */
export const classMessages = {
  bar: {
    region: 'Class',
    invite: 'Invite',
    backup: messages.backUp,
    inviteDue: 'The recovery file of this class was not saved yet: open “Invite” to save it.',
    leave: 'Leave class',
    endLesson: 'End lesson',
    startLesson: 'Start lesson',
    lessonEnded: 'Lesson ended',
    closed: 'Closed',
    joining: 'Joining…',
    waiting: 'Waiting to be let in',
    refused: 'Not let in',
    removed: 'Removed from this class',
    waits: (count: number) => `${count} waiting`,
    showPanel: 'Show panel',
    hidePanel: 'Hide panel',
    fresh: (count: number) => `${count} new`,
    connection: connectionWords,
    connectionHint,
  },
  follow: {
    let: 'Let the class follow',
    letHint:
      'Whoever wants to sees the notebook in front of you, its outputs and your cursor as you work.',
    follow: 'Follow the teacher',
    followHint: (by: string) =>
      `See the notebook of ${named(by, 'the teacher')} beside yours, as it is written`,
    stop: 'Stop following',
    shown: (notebook: string) => `The class can follow ${named(notebook, 'your notebook')}`,
    shownNone: 'The class can follow, but no notebook is open',
    followers: (count: number) =>
      count === 0 ? 'nobody follows yet' : some(count, 'person follows', 'people follow'),
  },
  fromClass: {
    from: (name: string) => `This notebook has cells from the class ${named(name)}.`,
    open: (name: string) => `Open ${named(name)}`,
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
    door: 'Who can come in',
    doors: {
      open: 'Anyone with the link',
      lobby: 'I let people in',
      shut: 'Nobody new',
    },
    doorSays: {
      open: 'Whoever opens the link or types the code is in at once.',
      lobby: 'They wait in “People” until a teacher or an assistant admits them.',
      shut: 'Link and code let nobody in until you open the door again.',
    },
    doorRenewHint:
      'Somebody was removed or turned away: “Anyone with the link” makes a new link and code.',
    doorOwnerHint: 'Somebody was removed or turned away: only the owner can open the door again.',
    renew: 'New link and code',
    renewHint:
      'The old ones then lead to “People”, where you decide. For a link that went too far.',
    renewed: 'The link and the code are new.',
    relayOnly: 'Hide people’s network addresses from each other',
    relayOnlyHint:
      'All goes through the server, encrypted, and is slower. Everybody reconnects at once. Addresses that were seen before stay known.',
    relayOnlyNow: 'People in this class do not see each other’s network addresses.',
    qr: 'QR code of the class link',
    qrTooLong: 'The link is too long for a QR code.',
    words: 'Safety words',
    wordsHint: 'Everybody in this class sees the same five words. Other words mean another class.',
    recovery: 'Recovery file',
    recoveryDue:
      'Not saved yet. It holds the key to this class, for the day this device is lost: “Open a recovery file” on the start screen of another device makes that one lead the class. It is made once.',
    recoverySaved:
      'Saved. Keep it: it holds the key to this class. “Open a recovery file” on the start screen opens it.',
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
  backup: {
    title: messages.backUp,
    what: 'A file with all that this device has of the class: shared cells, people, and what was written in it. Files in the file browser are not in it.',
    holdsKey: 'It also holds the key to this class: whoever opens it can lead the class.',
    noKey:
      'The key to this class is in its recovery file, not in here: to lead the class from another device you need both.',
    passphrase: 'Passphrase',
    passphraseHint: (min: number) =>
      `At least ${min} characters. Without it nobody can open the file: write it down.`,
    passphraseAgain: 'Passphrase again',
    passphraseShort: (min: number) => `Use at least ${min} characters.`,
    passphraseDiffers: 'The two passphrases differ.',
    submit: 'Save backup',
    making: 'Making the file…',
    everything: 'Back up everything…',
    made: 'Saved. “Restore a backup” on the start screen brings the class back, on any device.',
  },
  openRecovery: {
    title: 'Open a recovery file',
    hint: 'For the owner of a class whose device was lost: this browser leads the class from now on.',
    file: 'Recovery file',
    noFile: 'Choose the recovery file.',
    passphrase: 'Passphrase',
    passphraseHint: 'The one that was chosen when the file was made.',
    noPassphrase: 'Enter the passphrase of the file.',
    submit: 'Open class',
  },
  restore: {
    title: 'Restore a backup',
    hint: 'Brings a class back as it was when the backup was made. What others did since comes from them.',
    file: 'Backup file',
    noFile: 'Choose the backup file.',
    passphrase: 'Passphrase',
    passphraseHint: 'The one that was chosen when the backup was made.',
    noPassphrase: 'Enter the passphrase of the backup.',
    submit: 'Restore class',
  },
  protect: {
    passphrase: 'Passphrase',
    again: 'Passphrase again',
    hint: (min: number) => `At least ${min} characters. Nobody can reset it: write it down.`,
    short: (min: number) => `Use at least ${min} characters.`,
    differs: 'The two passphrases differ.',
    open: {
      title: 'Enter the passphrase',
      what: (name: string) => `“${named(name)}” is protected on this device.`,
      submit: 'Open class',
    },
    protect: {
      title: 'Protect this device’s data with a passphrase',
      what: (name: string) =>
        `What this browser keeps of “${named(name)}” is encrypted; each time you continue the class, the passphrase is asked for. Your notebooks in the file browser are not encrypted.`,
      submit: 'Protect class',
    },
    unprotect: {
      title: 'Remove the protection',
      what: (name: string) =>
        `What this browser keeps of “${named(name)}” will be readable again without the passphrase.`,
      submit: 'Remove protection',
    },
    change: {
      title: 'Change the passphrase',
      what: (name: string) =>
        `“${named(name)}” stays encrypted on this device; from now on the new passphrase opens it. Backups and recovery files keep the passphrases that they were made with.`,
      submit: 'Change passphrase',
    },
    toChange: 'Change the passphrase…',
    next: 'New passphrase',
    nextAgain: 'New passphrase again',
  },
  panel: {
    region: 'Class panel',
    people: 'People',
    cells: 'Shared cells',
    files: 'Files',
    fresh: (count: number) => `, ${count} new`,
    waiting: (count: number) => `, ${count} waiting`,
    hide: 'Hide panel',
  },
  devices: {
    of: (name: string) => `Devices of ${named(name, 'this person')}`,
    list: 'Devices',
    first: 'First device',
    further: (number: number) => `Device ${number}`,
    here: '(this one)',
    since: (at: number) =>
      `Since ${new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}`,
    lost: 'Taken off',
    takeOff: 'Take off',
    takeOffDevice: (device: string) => `Take off: ${device}`,
    takeOffWhat: (name: string) =>
      `This device will not read or write in the class any more, for ever. ${named(name, 'The person')} stays, and goes on with another device.`,
    takeOffSubmit: 'Take off for ever',
    known: 'Is this somebody who is in the class already?',
    knownWhat: (name: string) =>
      `Make sure that it is so: ${named(name, 'whoever this is')} then reads and writes everything that is that person’s.`,
    person: 'Person',
    choose: 'Choose…',
    link: 'Link device',
    claims: (name: string) => `New device of ${named(name, 'somebody')}?`,
  },
  waiting: {
    title: 'The teacher will let you in',
    what: (name: string) => `You are at the door of “${named(name)}”.`,
    todo: 'Leave this page open. The class appears by itself as soon as somebody lets you in.',
    as: (name: string) => `You wait as ${named(name)}.`,
  },
  people: {
    list: 'People',
    count: (present: number, all: number) => `${present} of ${all} here`,
    you: '(you)',
    here: 'Here',
    away: 'Away',
    upToDate: 'Up to date',
    upToDateHint: 'Has everything that you have.',
    waiting: 'Waiting to be let in',
    deviceOf: (name: string) => `Another device of ${named(name)}, they say`,
    two: (name: string) => `${named(name, 'Somebody')} signed two versions of one change`,
    twoWhat:
      'One of them counts, for everybody. It happens when a device was copied or a program was changed.',
    twoOwner: 'The owner decides which one counts.',
    counts: 'Counts now',
    keep: 'Keep this one',
    choose: 'Let this one count',
    unreadable: 'Cannot be shown here',
    askedAt: (at: number) =>
      `Asked at ${new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(at)}`,
    admit: 'Admit',
    admitAll: 'Admit all',
    refuse: 'Refuse',
    removed: (count: number) => `Removed · ${count}`,
    removedList: 'Removed',
    admitAgain: 'Let in again',
    options: (name: string) => `Options for ${named(name, 'this person')}`,
    role: 'Role',
    roleSays: {
      teacher: 'Shares cells, lets people in and removes them',
      assistant: 'Lets people in',
      student: 'Takes part',
      observer: 'Watches and reads',
    },
    removeAsk: 'Remove…',
    removeTitle: (name: string) => `Remove ${named(name, 'this person')}?`,
    removeWhat:
      'They are out at once, with all their devices. What they wrote until now stays; what they write from now on does not count.',
    removeRenews:
      'The class link and the code are made new. Everybody else goes on without doing anything. Whoever comes by the old link waits in “People” until you decide.',
    removeShuts:
      'From now on everybody who opens the class link waits in “People” until somebody decides. Only the owner can make a new link.',
    removeBack: 'They keep their own notebooks and can ask to come back.',
    removeSubmit: 'Remove',
  },
  linkQuality: {
    direct: (rttMs: number | null) => `Linked directly${inMs(rttMs, ', ')}`,
    relay: (rttMs: number | null) => `Linked through the server${inMs(rttMs, ', ')}`,
    others: 'Through other computers',
    short: (path: 'direct' | 'relay', rttMs: number | null) =>
      path === 'direct' ? inMs(rttMs) : `server${inMs(rttMs, ' · ')}`,
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
    sinceLooked: 'Difference: − what you saw last, + shared now',
    views: 'What the preview shows',
    viewNames: {
      mine: 'Difference to mine',
      looked: 'What changed since I last looked',
      whole: 'Whole cell',
    },
    options: (cell: string) => `Options for ${cell}`,
    insert: 'Insert as a new cell',
    intoNotebook: 'Take into a new notebook',
    search: 'Search shared cells',
    nothingFound: 'No shared cell matches.',
    found: (count: number) => some(count, 'cell', 'cells'),
    syncAll: 'Sync all new',
    syncAllNone: 'There is nothing new to sync',
    moreSync: 'More ways to sync',
    insertAll: 'Insert all new as new cells',
    allIntoNotebook: 'Take all into a new notebook',
    notebookOptions: (notebook: string) => `Options for ${named(notebook, 'this notebook')}`,
    forGroup: (group: string) => `For ${named(group, 'a group')}`,
    same: 'Your copy is the same.',
    source: 'Source',
    outputs: 'Output',
  },
  sharing: {
    legend: 'New shared cells',
    withOutputs: 'With outputs',
    onRun: 'Share on run',
    withdrawAll: 'Withdraw all',
    withdrawSure: (count: number) =>
      `Withdraw ${count === 1 ? 'this cell' : `all ${count} cells`}: press again`,
  },
  python: {
    title: 'Python in this class',
    labels: { network: 'Network', seconds: 'A cell may run', megabytes: 'Memory' },
    networks: { packages: 'For packages only', on: 'Any address', off: 'None' },
    seconds: (seconds: number | null) =>
      seconds === null
        ? 'As long as it likes'
        : seconds % 60 === 0
          ? `${seconds / 60} ${seconds === 60 ? 'minute' : 'minutes'}`
          : `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
    megabytes: (megabytes: number) => `${megabytes} MB`,
    hint: 'Memory is what code takes beyond Python itself. Limits count from the next cell on. The network is taken away at once, and given when Python is restarted.',
    /** What a member reads of rules; an empty text where they are the usual ones. */
    said: ({ network, seconds }: PythonRules): string =>
      [
        network === 'on' ? 'Python may use the internet in this class.' : '',
        network === 'off' ? 'Python gets nothing from the internet in this class.' : '',
        seconds === null ? '' : `A cell is stopped after ${classMessages.python.seconds(seconds)}.`,
      ]
        .filter(Boolean)
        .join(' '),
  },
  conflict: {
    title: 'You changed this cell',
    what: 'The shared cell differs from your copy. Nothing is lost: each choice can be taken back with Undo.',
    replace: 'Replace mine',
    keep: 'Keep mine',
    insert: 'Insert as new',
    both: 'The teacher changed it too. Choose at each place, or write the result yourself. Nothing is lost: Undo takes it back.',
    useResult: 'Use result',
  },
  closed: {
    title: 'Your copy is in a closed notebook',
    what: (names: string, cells: number) =>
      cells === 1
        ? `You took this cell into ${names}, which is closed. Open it to sync there, or insert a further copy here.`
        : `You took ${cells} of these cells into ${names}. Open to sync there, or insert further copies here.`,
    open: 'Open and sync',
    insert: 'Insert as new',
    cancel: 'Cancel',
  },
  merge: {
    places: 'Places that differ',
    place: (number: number, count: number) => `Place ${number} of ${count}`,
    placeShort: (number: number) => `Place ${number}`,
    changedBy: {
      mine: 'changed by you',
      theirs: 'changed by the teacher',
      both: 'changed by you and the teacher',
    },
    choices: { mine: 'Mine', theirs: 'Theirs', both: 'Both' },
    mine: 'Mine',
    base: 'Before',
    theirs: 'Theirs',
    versionAt: (version: string, place: number) => `${version}, place ${place}`,
    nothing: 'Nothing here',
    result: 'Result',
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
