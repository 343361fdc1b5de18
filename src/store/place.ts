import { toBase64Url } from '../base/bytes.ts';
import type { RandomBytes } from '../base/random.ts';
import { isId16, type PlaceId } from '../protocol/ids.ts';

/** The place of a device that is not shared. */
export const FIRST_PLACE = '' as PlaceId;

export function newPlace(random: RandomBytes): PlaceId {
  return toBase64Url(random(16)) as PlaceId;
}

export function isPlaceId(value: unknown): value is PlaceId {
  return typeof value === 'string' && (value === FIRST_PLACE || isId16(value));
}

/** Names of a place's IndexedDB databases: those of other places are never opened. */
export interface PlaceDatabases {
  /** Class records with their keys. */
  readonly keys: string;
  /** Entries and blobs. */
  readonly classes: string;
  /** JupyterLab's files, settings and layout. */
  readonly files: string;
  /** What is known about backups and the browser's promise to keep all this. */
  readonly safekeeping: string;
}

export function databasesOf(place: PlaceId): PlaceDatabases {
  const end = place === FIRST_PLACE ? '' : `-${place}`;
  return {
    keys: `lectern-keys${end}`,
    classes: `lectern${end}`,
    files: `Lectern files${end}`,
    safekeeping: `lectern-safekeeping${end}`,
  };
}
