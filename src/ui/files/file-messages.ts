import { named } from '../messages.ts';

/** A length for people: bytes below a kilobyte, then one digit behind the point. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${size < 100 ? Number(size.toFixed(1)) : Math.round(size)} ${unit}`;
}

/** Every word about files and announcements, in English. */
export const fileMessages = {
  list: 'Files',
  handOut: 'Hand out…',
  emptyTeacher: 'No file is handed out yet.',
  emptyTeacherHint:
    '“Hand out…” gives a notebook, a .py or any other file to the class. Everybody gets it when they want it.',
  emptyStudent: 'No files yet.',
  emptyStudentHint:
    'As soon as the teacher hands out a file, it appears here. Nothing is put among your files by itself.',
  handedOut: (size: string, since: string) => `${size} · handed out ${since}`,
  from: (size: string, by: string, since: string) =>
    `${size} · from ${named(by, 'the teacher')} ${since}`,
  landed: (path: string) => `In your file browser: ${path}`,
  forGroup: (name: string) => `For ${named(name, 'a group')}`,
  version: (version: number) => `Version ${version}`,
  fresh: 'New',
  newer: 'Newer version',
  got: 'Got it',
  withdrawn: 'Withdrawn',
  withdraw: 'Withdraw',
  get: 'Get',
  getAgain: 'Get again',
  open: 'Open',
  getting: (name: string) => `Getting ${name}`,
  seeking: 'Looking for somebody who has it…',
  received: (received: string, size: string) => `${received} of ${size}`,
  dialog: {
    title: 'Hand out a file',
    file: 'File',
    front: (path: string) => `${path} (in front)`,
    other: 'A file of this computer…',
    choose: 'File of this computer',
    noFile: 'Choose a file.',
    audience: 'For',
    everybody: 'Everybody',
    what: 'Everybody is told, and gets it with one press, beside their own files. A file of the same name becomes a newer version.',
    submit: 'Hand out',
    reading: 'Handing out…',
    done: (name: string) => `${name} is handed out.`,
  },
  announcements: {
    title: (count: number) => (count === 0 ? 'Announcements' : `Announcements · ${count}`),
    list: 'Announcements',
    text: 'Announcement',
    submit: 'Announce',
    by: (by: string, since: string) => `${named(by, 'The teacher')} · ${since}`,
    withdraw: 'Take back',
  },
} as const;
