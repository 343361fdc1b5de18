/** How the folder for automatic backups stands. */
export type FolderStanding =
  | 'good'
  | 'paused' // the browser wants to be allowed again
  | 'locked' // the passphrase is asked for again
  | 'gone' // the folder is not there any more
  | 'full' // its disk is
  | 'failed';

/** What can be wrong with what this device keeps. */
export type WarningKind =
  | 'almost-full'
  | 'folder-gone'
  | 'folder-full'
  | 'folder-failed'
  | 'folder-locked'
  | 'folder-paused'
  | 'private-window'
  | 'seven-days'
  | 'filling'
  | 'not-kept'
  | 'backup-due';

/** What is known about it. */
export interface StorageFacts {
  /** Since when there is work here that could be lost, ms since the epoch; null where there is none. */
  readonly since: number | null;
  readonly usage: number | null;
  readonly quota: number | null;
  /** Whether the browser keeps it for good. */
  readonly kept: boolean;
  /** The browser refuses what private windows are refused. */
  readonly privateWindow: boolean;
  /** Safari outside an installed app: it removes data after seven days of use without a visit. */
  readonly sevenDays: boolean;
  /** The newest backup of any kind, ms since the epoch. */
  readonly lastBackup: number | null;
  readonly folder: FolderStanding | null;
}

/** The day on which each was dismissed last, as `dayOf` says it. */
export type Dismissals = Readonly<Partial<Record<WarningKind, string>>>;

const DAY = 86_400_000;
/** Shares of the quota from which it is said. */
const FILLING = 0.8;
const ALMOST_FULL = 0.95;
/** A backup that is younger makes the risk one that needs no word. Safari gives seven days, so three leave time. */
const QUIET_AFTER_BACKUP: Readonly<Partial<Record<WarningKind, number>>> = {
  'private-window': DAY,
  'seven-days': 3 * DAY,
  'not-kept': 7 * DAY,
  'backup-due': 7 * DAY,
};
/** Work that is younger is not worth a word: a first lesson goes undisturbed. */
const QUIET_AT_FIRST: Readonly<Partial<Record<WarningKind, number>>> = {
  'not-kept': DAY,
  'backup-due': 7 * DAY,
};

/** The calendar day of a time on this device, `2026-03-31`. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The one thing to be said now; the most pressing first. Null where nothing is, or where it was dismissed today. */
export function warningOf(
  facts: StorageFacts,
  dismissed: Dismissals,
  now: number,
): WarningKind | null {
  const { since } = facts;
  if (since === null) return null;
  const today = dayOf(now);
  const isQuiet = (kind: WarningKind): boolean => {
    const backup = QUIET_AFTER_BACKUP[kind];
    const saved = backup !== undefined && facts.lastBackup !== null;
    return (
      dismissed[kind] === today ||
      (saved && now - facts.lastBackup < backup) ||
      now - since < (QUIET_AT_FIRST[kind] ?? 0)
    );
  };
  return risksOf(facts).find((kind) => !isQuiet(kind)) ?? null;
}

function risksOf(facts: StorageFacts): WarningKind[] {
  const { usage, quota, folder, kept } = facts;
  const share = usage === null || quota === null || quota <= 0 ? 0 : usage / quota;
  const risks: WarningKind[] = [];
  if (share >= ALMOST_FULL) risks.push('almost-full');
  if (folder !== null && folder !== 'good') risks.push(`folder-${folder}`);
  if (facts.privateWindow) risks.push('private-window');
  if (facts.sevenDays) risks.push('seven-days');
  if (share >= FILLING) risks.push('filling');
  if (!kept) risks.push('not-kept');
  risks.push('backup-due');
  return risks;
}
