import { systemClock } from '../../base/clock.ts';
import type { FolderState, LeftOut, SafekeepingDone } from '../../classroom/safekeeping.ts';
import type { WarningKind } from '../../classroom/storage-warning.ts';
import { number } from '../../words/format.ts';
import { named } from '../../words/named.ts';
import { plural } from '../../words/plural.ts';
import { sentences } from '../../words/sentences.ts';
import { sizeWords } from '../../words/size.ts';
import { msg, str } from '../../words/words.ts';
import { atLeast, atLeastHint, messages } from '../messages.ts';

const whys: Record<LeftOut['why'], string> = {
  protected: msg('it has a passphrase of its own: open the class, then back up again'),
  'open-elsewhere': msg('it is open in another tab, which backs it up'),
  unreadable: msg('it is damaged and cannot be read'),
  'too-large': msg('it is larger than 128 MB: download it by itself'),
  'not-a-path': msg('its name is one that other computers refuse'),
};

function leftOut({ name, why }: LeftOut): string {
  return `${named(name, msg('A file without a name'))}: ${whys[why]}.`;
}

/** One calm sentence each: what may happen, and what helps. */
const warnings: Record<WarningKind, string> = {
  'almost-full': msg(
    'The room that this browser gives to Lectern is almost used up. Back up now, then free some space.',
  ),
  filling: msg('Four fifths of the room that this browser gives to Lectern are used.'),
  'private-window': msg(
    'This is a private window: what you do here is gone when you close it. Back up before you do.',
  ),
  'seven-days': msg(
    'Safari removes what is kept here after seven days without a visit. Back up, or add Lectern to the Home Screen, where it stays.',
  ),
  'not-kept': msg(
    'The browser may remove what is kept here when the disk is full, and at its end where this is a private window.',
  ),
  'backup-due': msg('Your work is in this browser only, and was not backed up for a week.'),
  'folder-paused': msg('Backups are paused: allow the folder again.'),
  'folder-locked': msg('Backups are paused: enter your passphrase for backups again.'),
  'folder-gone': msg('Backups stopped: the folder for them is not there any more.'),
  'folder-full': msg('Backups stopped: the disk of the folder for them is full.'),
  'folder-failed': msg('The last backup into the folder failed.'),
};

const folders: Record<FolderState['standing'], string> = {
  good: msg('A backup is made after changes, and at the end of each lesson.'),
  paused: msg('Backups are paused: allow the folder again.'),
  locked: msg('Backups are paused: enter your passphrase for backups again.'),
  gone: msg(
    'The folder is not there any more, or its drive is not connected. Connect it and try again, choose another one, or use “Back up now”.',
  ),
  full: msg(
    'The disk of this folder is full: the last whole backup is still there. Free some space and try again, choose another folder, or use “Back up now”.',
  ),
  failed: msg(
    'The last backup failed; the one before is still there. Try again, choose another folder, or use “Back up now”.',
  ),
};

function done({ kind, count }: SafekeepingDone): string {
  if (kind === 'backed-up')
    return sentences(
      plural(count, {
        one: msg(
          str`The backup is on its way to your downloads, with your classes and ${number(count)} file.`,
        ),
        other: msg(
          str`The backup is on its way to your downloads, with your classes and ${number(count)} files.`,
        ),
      }),
      msg('Put it where you find it again.'),
    );
  if (kind === 'zipped')
    return plural(count, {
      one: msg(str`The zip is saved, with ${number(count)} file.`),
      other: msg(str`The zip is saved, with ${number(count)} files.`),
    });
  if (kind === 'put-back')
    return sentences(
      plural(count, {
        one: msg(str`${number(count)} file of the zip is in the file browser now.`),
        other: msg(str`${number(count)} files of the zip are in the file browser now.`),
      }),
      msg('Nothing was overwritten.'),
    );
  return kind === 'asked' ? '' : msg('Removed. It comes again when Python needs it.');
}

/** What people read about storage and backups. */
export const storageMessages = {
  size: sizeWords,
  leftOut,
  warnings,
  folders,
  done,
  title: messages.storage,
  note: {
    region: msg('About your storage'),
    backUp: msg('Back up now'),
    allow: msg('Allow the folder again'),
    more: messages.storage,
    dismiss: msg('Not today'),
  },
  kept: msg('Kept: the browser does not remove it by itself.'),
  notKept: msg('The browser may remove this when the disk is full.'),
  ask: msg('Ask the browser to keep it'),
  stillNotKept: msg(
    'The browser said no for now. It says yes more often when Lectern is installed or has a bookmark. Backups help in any case.',
  ),
  measuring: msg('Looking at what is here…'),
  usedOf: (used: number | null, quota: number | null) =>
    used === null || quota === null
      ? msg('This browser does not say how much room there is.')
      : msg(str`${sizeWords(used)} of ${sizeWords(quota)} used`),
  meter: msg('Used room'),
  shares: msg('What uses it'),
  files: msg('Notebooks and files'),
  classes: msg('Classes'),
  python: msg('Python and packages'),
  application: msg('Lectern itself, for working without a network'),
  removePython: msg('Remove Python’s stored packages'),
  removePythonHint: msg('They come again when you need them, which takes a connection.'),
  backups: msg('Backups'),
  never: msg('There is no backup yet.'),
  last: (at: number) => msg(str`Last backup ${messages.ago(at, systemClock.now())}.`),
  what: msg(
    'A backup is one file with all your classes, notebooks and files, which only your passphrase opens. “Restore a backup” on the start page brings it back, in any browser.',
  ),
  passphrase: msg('Passphrase for backups'),
  passphraseHint: (least: number) =>
    sentences(
      atLeastHint(least),
      msg(
        'You type it once: this browser then makes backups without asking. Nobody can bring it back, and without it no backup opens.',
      ),
    ),
  again: msg('Passphrase again'),
  short: atLeast,
  differs: msg('The two are not the same.'),
  other: msg('Another passphrase…'),
  otherHint: msg('Backups from now on have the new one; those that you made before keep theirs.'),
  backUp: msg('Back up now'),
  choose: msg('Choose a folder for backups'),
  chooseOther: msg('Choose another folder'),
  chooseHint: msg(
    'Backups are then made by themselves, after changes and at the end of each lesson. A folder on a USB stick, or one that a cloud keeps in step, survives this computer.',
  ),
  noFolder: msg(
    'This browser does not let a page write into a folder by itself. Press “Back up now” from time to time: Lectern reminds you every week.',
  ),
  folder: (name: string) => msg(str`Folder “${named(name)}”`),
  folderLast: (at: number | null) =>
    at === null
      ? msg('No backup in it yet.')
      : msg(str`Last backup in it ${messages.ago(at, systemClock.now())}.`),
  allow: msg('Allow the folder again'),
  retry: msg('Try again'),
  stop: msg('Stop automatic backups'),
  zip: msg('Notebooks and files without Lectern'),
  zipHint: msg('All notebooks as .ipynb and all files, in their folders, without a passphrase.'),
  saveZip: msg('Save everything as a zip'),
  putBack: msg('Put a saved zip back…'),
  putBackLabel: msg('Saved zip'),
  left: msg('Not in it'),
  listInZip: (left: readonly LeftOut[]) =>
    [msg('These are in Lectern’s file browser and could not be put into this zip:'), '']
      .concat(left.map((one) => leftOut(one)))
      .join('\n'),
  busy: {
    none: '',
    'backing-up': msg('Making the backup…'),
    choosing: msg('Making the backup…'),
    zipping: msg('Making the zip…'),
    'putting-back': msg('Putting the files back…'),
    removing: msg('Removing…'),
  },
  progress: (count: number, all: number) =>
    plural(all, {
      one: msg(str`${number(count)} of ${number(all)} file`),
      other: msg(str`${number(count)} of ${number(all)} files`),
    }),
};
