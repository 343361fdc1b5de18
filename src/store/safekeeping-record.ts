import type { Bytes } from '../base/bytes.ts';
import { isJsonObject } from '../base/json.ts';
import { isFairCost, type KdfParameters } from '../protocol/kdf-parameters.ts';
import type { FolderHandle } from './picked-folder.ts';

/** A passphrase's key as it is kept: as a key that no script can take out, or sealed where the place is. */
export interface KeptKey {
  readonly kdf: KdfParameters;
  /** 16 bytes. */
  readonly salt: Bytes;
  readonly key: CryptoKey | null;
  readonly sealed: Bytes | null;
}

/** The folder that a person picked. */
export interface KeptFolder {
  readonly handle: FolderHandle;
  /** Of this browser's folder in it: two computers may share one that a cloud keeps in step. */
  readonly tag: string;
  /** The last whole backup, ms since the epoch. */
  readonly lastAt: number | null;
  /** What stood in the last backup of each part, by its id. */
  readonly marks: Readonly<Record<string, string>>;
}

/** What is kept about keeping things safe in a place. */
export interface SafekeepingRecord {
  /** Since when there is work that could be lost, ms since the epoch. */
  readonly since: number | null;
  /** Whether the person was asked, by the browser, to let it be kept. */
  readonly asked: boolean;
  /** The last backup that the person made, ms since the epoch. */
  readonly lastBackup: number | null;
  /** The day on which each warning was dismissed last. */
  readonly dismissed: Readonly<Record<string, string>>;
  readonly key: KeptKey | null;
  readonly folder: KeptFolder | null;
}

export const NOTHING_KEPT: SafekeepingRecord = {
  since: null,
  asked: false,
  lastBackup: null,
  dismissed: {},
  key: null,
  folder: null,
};

/** What a database gave back, part by part: one that is not readable counts as not there. */
export function safekeepingRecord(value: unknown): SafekeepingRecord {
  if (!isJsonObject(value)) return NOTHING_KEPT;
  const row = value as Readonly<Record<string, unknown>>;
  return {
    since: timeOf(row['since']),
    asked: row['asked'] === true,
    lastBackup: timeOf(row['lastBackup']),
    dismissed: textsOf(row['dismissed']),
    key: keyOf(row['key']),
    folder: folderOf(row['folder']),
  };
}

function timeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textsOf(value: unknown): Record<string, string> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

function keyOf(value: unknown): KeptKey | null {
  const { kdf, salt, key, sealed } = (value ?? {}) as Partial<KeptKey>;
  if (kdf === undefined || !isFairCost(kdf)) return null;
  if (!(salt instanceof Uint8Array) || salt.length !== 16) return null;
  if (key instanceof CryptoKey) return { kdf, salt, key, sealed: null };
  return sealed instanceof Uint8Array ? { kdf, salt, key: null, sealed } : null;
}

function folderOf(value: unknown): KeptFolder | null {
  const { handle, tag, lastAt, marks } = (value ?? {}) as Partial<KeptFolder>;
  if (handle?.kind !== 'directory' || typeof tag !== 'string') return null;
  return { handle, tag, lastAt: timeOf(lastAt), marks: textsOf(marks) };
}
