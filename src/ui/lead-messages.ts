import { named, some } from './messages.ts';

/** What people read who lead a lesson: the lesson itself, the projector, several classes, people and groups. English. */
export const leadMessages = {
  lesson: {
    pause: 'Pause lesson',
    resume: 'Resume lesson',
    paused: 'Paused',
    pausedHint:
      'The lesson is paused: the code does not work, and who comes waits at the door. Everything stays.',
    newCode: 'New code',
    codeEnds: (ends: number, now: number) => `Works until ${timeOf(ends, now)}.`,
    codeOver: 'This code has ended. Another one is made as soon as the server is reached.',
    codePaused:
      'The lesson is paused, so the code does not work now. It works again when the lesson goes on.',
    codePausedStudent: 'The lesson is paused, so there is no code now.',
  },
  project: {
    show: 'Project',
    title: 'Project',
    close: 'Close',
    open: 'Open',
    type: 'and type the class code',
    code: 'Class code',
    scan: 'or scan',
    here: (people: number) => `${some(people, 'person', 'people')} here`,
    waiting: (people: number) => `${some(people, 'person waits', 'people wait')} to be let in`,
    paused: 'The lesson is paused',
    pausedHint: 'Whoever comes now waits until it goes on.',
    over: 'The lesson has ended',
    noCode: 'No code at the moment',
    noCodeHint: 'Scan the QR code, or ask the teacher for the class link.',
  },
  people: {
    oldLink: 'Came by an old link',
    blockedName: 'Has the name of somebody who is blocked',
    nameTwice: 'Same name as somebody else',
    name: 'Name…',
    nameOf: (name: string) => `Name of ${named(name, 'this person')}`,
    nameField: 'Name',
    nameHint: 'Everybody sees this name from now on. The person cannot change it.',
    nameless: 'Type a name.',
    saveName: 'Save name',
    block: 'Block…',
    blockTitle: (name: string) => `Block ${named(name, 'this person')}?`,
    blockWhat:
      'Nobody can let them in again, not even by mistake, until a teacher takes them off the list “Blocked”.',
    blockSubmit: 'Block',
    blockRemoved: (name: string) => `Block ${named(name, 'this person')}`,
    blocked: (count: number) => `Blocked · ${count}`,
    blockedList: 'Blocked',
    unblock: 'Unblock',
  },
  log: {
    show: 'Class log',
    title: 'Class log',
    hint: 'What happened to the class, by the clocks of the devices where it was done. Teachers see it. Who was away for less than five minutes did not leave.',
    list: 'Events',
    download: 'Download as CSV',
    none: 'Nothing yet.',
    columns: ['Time', 'Who', 'What', 'Whom', 'Detail'],
    more: (count: number) => `${count} older ones are in the file.`,
    what: {
      founded: 'founded the class, or leads it from a new device',
      joined: 'came by a link',
      admitted: 'let in',
      left: 'left',
      back: 'came back',
      removed: 'removed or turned away',
      'device-linked': 'said whose device this is:',
      'device-taken-off': 'took off a device of',
      role: 'gave a role to',
      door: 'set the door',
      link: 'made a new class link',
      closed: 'closed the class for ever',
      'lesson-on': 'began a lesson, or went on with it',
      'lesson-paused': 'paused the lesson',
      'lesson-over': 'ended the lesson',
    },
    detail: (detail: string) => details[detail] ?? '',
    somebody: 'Somebody',
  },
  roster: {
    show: 'Roster',
    title: 'Roster',
    hint: 'A CSV file with a name, and if you like a number (id) and a group, in each line. Students then find themselves in the list when they come; numbers are seen by teachers and assistants only.',
    file: 'Roster file (CSV)',
    found: (count: number) => `${some(count, 'person', 'people')} in the file.`,
    problems: (count: number) => `${some(count, 'line', 'lines')} left out or to be looked at:`,
    problem: (line: number, why: string) => `Line ${line}: ${rosterProblems[why] ?? why}`,
    take: 'Take this roster',
    replaces: 'It takes the place of the present one; who has a name in both keeps it.',
    list: 'Roster',
    who: (name: string) => `Who is ${named(name, 'this')}?`,
    nobody: 'Not here yet',
    away: 'Somebody who left the class',
    placed: (count: number, all: number) => `${count} of ${all} are in the class.`,
    download: 'Download as CSV',
    columns: ['name', 'id', 'group', 'in class as', 'here'],
    yes: 'yes',
    no: 'no',
    pickTitle: 'Who are you?',
    pickWhat: 'Choose your name in the list of this class. Everybody sees you under it.',
    pickSearch: 'Search',
    pickList: 'Names',
    pickNone: 'No such name.',
    pickOutside: 'I am not in the list',
    pickAsk: 'You are not in the list? Ask the teacher.',
    outside: 'Who is not in the list may come in under the name that they typed',
  },
  groups: {
    title: 'Groups',
    mine: 'Your groups',
    none: 'None yet. What you share with a group only its members and the teachers read.',
    make: 'New group',
    change: (name: string) => `Change ${named(name, 'this group')}`,
    changeShort: 'Change',
    name: 'Group name',
    nameless: 'Type a name for the group.',
    who: 'Members',
    nobody: 'Nobody to choose yet: the students of the class appear here.',
    hint: 'Who is taken out reads nothing that you share with the group from then on; who comes in reads all of it.',
    save: 'Save group',
    remove: 'Delete group',
    members: (names: readonly string[]) =>
      names.length === 0
        ? 'Nobody in it'
        : `${some(names.length, 'person', 'people')}: ${names
            .slice(0, 6)
            .map((name) => named(name))
            .join(', ')}${names.length > 6 ? ', …' : ''}`,
  },
  classes: {
    menu: 'Your classes',
    current: (name: string) => `${named(name)} (open now)`,
    all: 'Start page…',
  },
};

const rosterProblems: Readonly<Record<string, string>> = {
  'no-name': 'there is no name.',
  'name-invalid': 'the name is too long, or cannot be shown.',
  'field-long': 'the number or the group is too long.',
  twice: 'this person stands above already.',
  'quote-open': 'a quotation mark is not closed; nothing from here on was read.',
  'too-many': 'more people than a class can have; nothing from here on was read.',
  'too-large': 'the file is too large to be a roster.',
};

const details: Readonly<Record<string, string>> = {
  teacher: 'Teacher',
  assistant: 'Assistant',
  student: 'Student',
  observer: 'Observer',
  open: 'Anyone with the link',
  lobby: 'People are let in',
  shut: 'Nobody new',
};

/** A time of day, with the day where it is another one than now. */
function timeOf(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(undefined, {
    timeStyle: 'short',
    ...(sameDay ? {} : { dateStyle: 'medium' }),
  }).format(at);
}
