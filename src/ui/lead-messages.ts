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
    codeOver: 'This code has ended. “New code” makes another one.',
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
    qr: 'QR code of the class link',
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
  },
  classes: {
    menu: 'Your classes',
    current: (name: string) => `${named(name)} (open now)`,
    all: 'Start page…',
  },
};

/** A time of day, with the day where it is another one than now. */
function timeOf(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(undefined, {
    timeStyle: 'short',
    ...(sameDay ? {} : { dateStyle: 'medium' }),
  }).format(at);
}
