import { named, isolated } from '../../words/named.ts';
import { msg, str } from '../../words/words.ts';

/** Every word about files and announcements. */
export const fileMessages = {
  list: msg('Files'),
  handOut: msg('Hand out…'),
  emptyTeacher: msg('No file is handed out yet.'),
  emptyTeacherHint: msg(
    '“Hand out…” gives a notebook, a .py or any other file to the class. Everybody gets it when they want it.',
  ),
  emptyStudent: msg('No files yet.'),
  emptyStudentHint: msg(
    'As soon as the teacher hands out a file, it appears here. Nothing is put among your files by itself.',
  ),
  handedOut: (size: string, since: string) => msg(str`${size} · handed out ${since}`),
  from: (size: string, by: string, since: string) =>
    msg(str`${size} · from ${named(by, msg('the teacher'))} ${since}`),
  landed: (path: string) => msg(str`In your file browser: ${isolated(path)}`),
  forGroup: (name: string) => msg(str`For ${named(name, msg('a group'))}`),
  version: (version: number) => msg(str`Version ${version}`),
  fresh: msg('New', { id: 'new-file', desc: 'a file' }),
  newer: msg('Newer version'),
  got: msg('Got it'),
  withdrawn: msg('Withdrawn', { id: 'withdrawn-file', desc: 'a file' }),
  withdraw: msg('Withdraw'),
  get: msg('Get'),
  getAgain: msg('Get again'),
  open: msg('Open'),
  getting: (name: string) => msg(str`Getting ${isolated(name)}`),
  seeking: msg('Looking for somebody who has it…'),
  received: (received: string, size: string) => msg(str`${received} of ${size}`),
  dialog: {
    title: msg('Hand out a file'),
    file: msg('File'),
    front: (path: string) => msg(str`${isolated(path)} (in front)`),
    other: msg('A file of this computer…'),
    choose: msg('File of this computer'),
    noFile: msg('Choose a file.'),
    audience: msg('For'),
    everybody: msg('Everybody'),
    what: msg(
      'Everybody is told, and gets it with one press, beside their own files. A file of the same name becomes a newer version.',
    ),
    submit: msg('Hand out'),
    reading: msg('Handing out…'),
    done: (name: string) => msg(str`${isolated(name)} is handed out.`),
  },
  announcements: {
    title: (count: number) =>
      count === 0 ? msg('Announcements') : msg(str`Announcements · ${count}`),
    list: msg('Announcements'),
    text: msg('Announcement'),
    submit: msg('Announce'),
    by: (by: string, since: string) => `${named(by, msg('The teacher'))} · ${since}`,
    withdraw: msg('Take back'),
  },
} as const;
