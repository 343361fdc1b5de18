import type { LogEvent } from '../classroom/class-log.ts';
import { dateTime, number } from '../words/format.ts';
import { list } from '../words/list-words.ts';
import { isolated, named } from '../words/named.ts';
import { plural } from '../words/plural.ts';
import { msg, str } from '../words/words.ts';

/** What people read who lead a lesson: the lesson itself, the projector, several classes, people and groups. */
export const leadMessages = {
  lesson: {
    pause: msg('Pause lesson'),
    resume: msg('Resume lesson'),
    paused: msg('Paused'),
    pausedHint: msg(
      'The lesson is paused: the code does not work, and who comes waits at the door. Everything stays.',
    ),
    newCode: msg('New code'),
    codeEnds: (ends: number, now: number) => msg(str`Works until ${timeOf(ends, now)}.`),
    codeOver: msg('This code has ended. Another one is made as soon as the server is reached.'),
    codePaused: msg(
      'The lesson is paused, so the code does not work now. It works again when the lesson goes on.',
    ),
    codePausedStudent: msg('The lesson is paused, so there is no code now.'),
  },
  project: {
    show: msg('Project'),
    title: msg('Project'),
    close: msg('Close'),
    open: msg('Open'),
    type: msg('and type the class code'),
    code: msg('Class code'),
    scan: msg('or scan'),
    here: (people: number) =>
      plural(people, {
        one: msg(str`${number(people)} person here`),
        other: msg(str`${number(people)} people here`),
      }),
    waiting: (people: number) =>
      plural(people, {
        one: msg(str`${number(people)} person waits to be let in`),
        other: msg(str`${number(people)} people wait to be let in`),
      }),
    paused: msg('The lesson is paused'),
    pausedHint: msg('Whoever comes now waits until it goes on.'),
    over: msg('The lesson has ended'),
    noCode: msg('No code at the moment'),
    noCodeHint: msg('Scan the QR code, or ask the teacher for the class link.'),
  },
  people: {
    oldLink: msg('Came by an old link'),
    blockedName: msg('Has the name of somebody who is blocked'),
    nameTwice: msg('Same name as somebody else'),
    name: msg('Name…'),
    nameOf: (name: string) => msg(str`Name of ${named(name, msg('this person'))}`),
    nameField: msg('Name'),
    nameHint: msg('Everybody sees this name from now on. The person cannot change it.'),
    nameless: msg('Type a name.'),
    saveName: msg('Save name'),
    block: msg('Block…'),
    blockTitle: (name: string) => msg(str`Block ${named(name, msg('this person'))}?`),
    blockWhat: msg(
      'Nobody can let them in again, not even by mistake, until a teacher takes them off the list “Blocked”.',
    ),
    blockSubmit: msg('Block'),
    blockRemoved: (name: string) => msg(str`Block ${named(name, msg('this person'))}`),
    blocked: (count: number) => msg(str`Blocked · ${count}`),
    blockedList: msg('Blocked'),
    unblock: msg('Unblock'),
  },
  log: {
    show: msg('Class log'),
    title: msg('Class log'),
    hint: msg(
      'What happened to the class, by the clocks of the devices where it was done. Teachers see it. Who was away for less than five minutes did not leave.',
    ),
    list: msg('Events'),
    download: msg('Download as CSV'),
    none: msg('Nothing yet.'),
    columns: [msg('Time'), msg('Who'), msg('What'), msg('Whom'), msg('Detail')],
    more: (count: number) =>
      plural(count, {
        one: msg(str`${number(count)} older one is in the file.`),
        other: msg(str`${number(count)} older ones are in the file.`),
      }),
    what: {
      founded: msg('founded the class, or leads it from a new device'),
      joined: msg('came by a link'),
      admitted: msg('let in'),
      left: msg('left'),
      back: msg('came back'),
      removed: msg('removed or turned away'),
      'device-linked': msg('said whose device this is:'),
      'device-taken-off': msg('took off a device of'),
      role: msg('gave a role to'),
      door: msg('set the door'),
      link: msg('made a new class link'),
      closed: msg('closed the class for ever'),
      'lesson-on': msg('began a lesson, or went on with it'),
      'lesson-paused': msg('paused the lesson'),
      'lesson-over': msg('ended the lesson'),
    },
    sentence: (what: LogEvent['what'], by: string, whom: string): string =>
      logSentences[what](by === '' ? msg('Somebody') : isolated(by), isolated(whom)),
    detail: (detail: string) => details[detail] ?? '',
  },
  roster: {
    show: msg('Roster'),
    title: msg('Roster'),
    hint: msg(
      'A CSV file with a name, and if you like a number (id) and a group, in each line. Students then find themselves in the list when they come; numbers are seen by teachers and assistants only.',
    ),
    file: msg('Roster file (CSV)'),
    found: (count: number) =>
      plural(count, {
        one: msg(str`${number(count)} person in the file.`),
        other: msg(str`${number(count)} people in the file.`),
      }),
    problems: (count: number) =>
      plural(count, {
        one: msg(str`${number(count)} line left out or to be looked at:`),
        other: msg(str`${number(count)} lines left out or to be looked at:`),
      }),
    problem: (line: number, why: string) => msg(str`Line ${line}: ${rosterProblems[why] ?? why}`),
    take: msg('Take this roster'),
    replaces: msg('It takes the place of the present one; who has a name in both keeps it.'),
    list: msg('Roster'),
    who: (name: string) => msg(str`Who is ${named(name, msg('this'))}?`),
    nobody: msg('Not here yet'),
    away: msg('Somebody who left the class'),
    placed: (count: number, all: number) => msg(str`${count} of ${all} are in the class.`),
    download: msg('Download as CSV'),
    /** In English, as the reader of rosters knows these names. */
    columns: ['name', 'id', 'group', 'in class as', 'here'],
    yes: 'yes',
    no: 'no',
    pickTitle: msg('Who are you?'),
    pickWhat: msg('Choose your name in the list of this class. Everybody sees you under it.'),
    pickSearch: msg('Search'),
    pickList: msg('Names'),
    pickNone: msg('No such name.'),
    pickOutside: msg('I am not in the list'),
    pickAsk: msg('You are not in the list? Ask the teacher.'),
    outside: msg('Who is not in the list may come in under the name that they typed'),
  },
  groups: {
    title: msg('Groups'),
    mine: msg('Your groups'),
    none: msg('None yet. What you share with a group only its members and the teachers read.'),
    make: msg('New group'),
    change: (name: string) => msg(str`Change ${named(name, msg('this group'))}`),
    changeShort: msg('Change'),
    name: msg('Group name'),
    nameless: msg('Type a name for the group.'),
    who: msg('Members'),
    nobody: msg('Nobody to choose yet: the students of the class appear here.'),
    hint: msg(
      'Who is taken out reads nothing that you share with the group from then on; who comes in reads all of it.',
    ),
    save: msg('Save group'),
    remove: msg('Delete group'),
    members: (names: readonly string[]) => {
      const some = list([
        ...names.slice(0, 6).map((name) => named(name)),
        ...(names.length > 6 ? ['…'] : []),
      ]);
      return names.length === 0
        ? msg('Nobody in it')
        : plural(names.length, {
            one: msg(str`${number(names.length)} person: ${some}`),
            other: msg(str`${number(names.length)} people: ${some}`),
          });
    },
  },
  classes: {
    menu: msg('Your classes'),
    current: (name: string) => msg(str`${named(name)} (open now)`),
    all: msg('Start page…'),
  },
};

const logSentences: Record<LogEvent['what'], (by: string, whom: string) => string> = {
  founded: (by) => msg(str`${by} founded the class, or leads it from a new device`),
  joined: (by) => msg(str`${by} came by a link`),
  admitted: (by, whom) => msg(str`${by} let in ${whom}`),
  left: (by) => msg(str`${by} left`),
  back: (by) => msg(str`${by} came back`),
  removed: (by, whom) => msg(str`${by} removed or turned away ${whom}`),
  'device-linked': (by, whom) => msg(str`${by} said whose device this is: ${whom}`),
  'device-taken-off': (by, whom) => msg(str`${by} took off a device of ${whom}`),
  role: (by, whom) => msg(str`${by} gave a role to ${whom}`),
  door: (by) => msg(str`${by} set the door`),
  link: (by) => msg(str`${by} made a new class link`),
  closed: (by) => msg(str`${by} closed the class for ever`),
  'lesson-on': (by) => msg(str`${by} began a lesson, or went on with it`),
  'lesson-paused': (by) => msg(str`${by} paused the lesson`),
  'lesson-over': (by) => msg(str`${by} ended the lesson`),
};

const rosterProblems: Readonly<Record<string, string>> = {
  'no-name': msg('there is no name.'),
  'name-invalid': msg('the name is too long, or cannot be shown.'),
  'field-long': msg('the number or the group is too long.'),
  twice: msg('this person stands above already.'),
  'quote-open': msg('a quotation mark is not closed; nothing from here on was read.'),
  'too-many': msg('more people than a class can have; nothing from here on was read.'),
  'too-large': msg('the file is too large to be a roster.'),
};

const details: Readonly<Record<string, string>> = {
  teacher: msg('Teacher'),
  assistant: msg('Assistant'),
  student: msg('Student'),
  observer: msg('Observer'),
  open: msg('Anyone with the link'),
  lobby: msg('People are let in'),
  shut: msg('Nobody new'),
};

/** A time of day, with the day where it is another one than now. */
function timeOf(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return dateTime(at, { timeStyle: 'short', ...(sameDay ? {} : { dateStyle: 'medium' }) });
}
