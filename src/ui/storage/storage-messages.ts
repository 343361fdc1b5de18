import { systemClock } from '../../base/clock.ts';
import type { FolderState, LeftOut, SafekeepingDone } from '../../classroom/safekeeping.ts';
import type { WarningKind } from '../../classroom/storage-warning.ts';
import { messages, named, some } from '../messages.ts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in words, decimal as systems show it: "34 MB", "1.2 GB". */
function size(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit] ?? ''}`;
}

const whys: Record<LeftOut['why'], string> = {
  protected: 'it has a passphrase of its own: open the class, then back up again',
  'open-elsewhere': 'it is open in another tab, which backs it up',
  unreadable: 'it is damaged and cannot be read',
  'too-large': 'it is larger than 128 MB: download it by itself',
  'not-a-path': 'its name is one that other computers refuse',
};

function leftOut({ name, why }: LeftOut): string {
  return `${named(name, 'A file without a name')}: ${whys[why]}.`;
}

/** One calm sentence each: what may happen, and what helps. */
const warnings: Record<WarningKind, string> = {
  'almost-full':
    'The room that this browser gives to Lectern is almost used up. Back up now, then free some space.',
  filling: 'Four fifths of the room that this browser gives to Lectern are used.',
  'private-window':
    'This is a private window: what you do here is gone when you close it. Back up before you do.',
  'seven-days':
    'Safari removes what is kept here after seven days without a visit. Back up, or add Lectern to the Home Screen, where it stays.',
  'not-kept':
    'The browser may remove what is kept here when the disk is full, and at its end where this is a private window.',
  'backup-due': 'Your work is in this browser only, and was not backed up for a week.',
  'folder-paused': 'Backups are paused: allow the folder again.',
  'folder-locked': 'Backups are paused: enter your passphrase for backups again.',
  'folder-gone': 'Backups stopped: the folder for them is not there any more.',
  'folder-full': 'Backups stopped: the disk of the folder for them is full.',
  'folder-failed': 'The last backup into the folder failed.',
};

const folders: Record<FolderState['standing'], string> = {
  good: 'A backup is made after changes, and at the end of each lesson.',
  paused: 'Backups are paused: allow the folder again.',
  locked: 'Backups are paused: enter your passphrase for backups again.',
  gone: 'The folder is not there any more, or its drive is not connected. Connect it and try again, choose another one, or use “Back up now”.',
  full: 'The disk of this folder is full: the last whole backup is still there. Free some space and try again, choose another folder, or use “Back up now”.',
  failed:
    'The last backup failed; the one before is still there. Try again, choose another folder, or use “Back up now”.',
};

function done({ kind, count }: SafekeepingDone): string {
  const files = some(count, 'file', 'files');
  if (kind === 'backed-up')
    return `The backup is on its way to your downloads, with your classes and ${files}. Put it where you find it again.`;
  if (kind === 'zipped') return `The zip is saved, with ${files}.`;
  if (kind === 'put-back')
    return `${files} of the zip ${count === 1 ? 'is' : 'are'} in the file browser now. Nothing was overwritten.`;
  return kind === 'asked' ? '' : 'Removed. It comes again when Python needs it.';
}

/** What people read about storage and backups. English. */
export const storageMessages = {
  size,
  leftOut,
  warnings,
  folders,
  done,
  title: messages.storage,
  note: {
    region: 'About your storage',
    backUp: 'Back up now',
    allow: 'Allow the folder again',
    more: messages.storage,
    dismiss: 'Not today',
  },
  kept: 'Kept: the browser does not remove it by itself.',
  notKept: 'The browser may remove this when the disk is full.',
  ask: 'Ask the browser to keep it',
  stillNotKept:
    'The browser said no for now. It says yes more often when Lectern is installed or has a bookmark. Backups help in any case.',
  measuring: 'Looking at what is here…',
  usedOf: (used: number | null, quota: number | null) =>
    used === null || quota === null
      ? 'This browser does not say how much room there is.'
      : `${size(used)} of ${size(quota)} used`,
  meter: 'Used room',
  shares: 'What uses it',
  files: 'Notebooks and files',
  classes: 'Classes',
  python: 'Python and packages',
  application: 'Lectern itself, for working without a network',
  removePython: 'Remove Python’s stored packages',
  removePythonHint: 'They come again when you need them, which takes a connection.',
  backups: 'Backups',
  never: 'There is no backup yet.',
  last: (at: number) => `Last backup ${messages.ago(at, systemClock.now())}.`,
  what: 'A backup is one file with all your classes, notebooks and files, which only your passphrase opens. “Restore a backup” on the start page brings it back, in any browser.',
  passphrase: 'Passphrase for backups',
  passphraseHint: (least: number) =>
    `At least ${least} characters. You type it once: this browser then makes backups without asking. Nobody can bring it back, and without it no backup opens.`,
  again: 'Passphrase again',
  short: (least: number) => `Use at least ${least} characters.`,
  differs: 'The two are not the same.',
  other: 'Another passphrase…',
  otherHint: 'Backups from now on have the new one; those that you made before keep theirs.',
  backUp: 'Back up now',
  choose: 'Choose a folder for backups',
  chooseOther: 'Choose another folder',
  chooseHint:
    'Backups are then made by themselves, after changes and at the end of each lesson. A folder on a USB stick, or one that a cloud keeps in step, survives this computer.',
  noFolder:
    'This browser does not let a page write into a folder by itself. Press “Back up now” from time to time: Lectern reminds you every week.',
  folder: (name: string) => `Folder “${named(name)}”`,
  folderLast: (at: number | null) =>
    at === null
      ? 'No backup in it yet.'
      : `Last backup in it ${messages.ago(at, systemClock.now())}.`,
  allow: 'Allow the folder again',
  retry: 'Try again',
  stop: 'Stop automatic backups',
  zip: 'Notebooks and files without Lectern',
  zipHint: 'All notebooks as .ipynb and all files, in their folders, without a passphrase.',
  saveZip: 'Save everything as a zip',
  putBack: 'Put a saved zip back…',
  putBackLabel: 'Saved zip',
  left: 'Not in it',
  listInZip: (left: readonly LeftOut[]) =>
    ['These are in Lectern’s file browser and could not be put into this zip:', '']
      .concat(left.map((one) => leftOut(one)))
      .join('\n'),
  busy: {
    none: '',
    'backing-up': 'Making the backup…',
    choosing: 'Making the backup…',
    zipping: 'Making the zip…',
    'putting-back': 'Putting the files back…',
    removing: 'Removing…',
  },
  progress: (count: number, all: number) => `${count} of ${some(all, 'file', 'files')}`,
};
