import { isJsonObject } from '../base/json.ts';
import { isClassProtection, type ClassProtection } from '../protocol/class-protection.ts';
import { participantName } from '../protocol/participant-name.ts';
import type { PlaceId } from '../protocol/ids.ts';
import { isPlaceId } from './place.ts';

/** Somebody who works at this computer. */
export interface PersonRecord {
  /** Where all of theirs is; names the person too. */
  readonly place: PlaceId;
  /** As they typed it: others here see it. */
  readonly name: string;
  /** Ms since the epoch. */
  readonly lastUsed: number;
  /** How their place is encrypted; null where it is not. */
  readonly protection: ClassProtection | null;
}

/** Who works at this computer. */
export interface People {
  /** Whether it asks "Who are you?" at every start. */
  readonly shared: boolean;
  /** The one who was here last comes first. */
  readonly people: readonly PersonRecord[];
  /** Places that somebody left: to be removed as soon as nothing holds them open. */
  readonly left: readonly PlaceId[];
}

/**
 * Keeps who works at this computer. Every promise settles; one that writes resolves after its transaction has
 * completed. Failures are `LecternError`s with `storage-full`, `storage-missing` or `storage-broken`.
 */
export interface PeopleStore {
  /** What is kept. A person who cannot be read is left out and logged, not removed. */
  read(): Promise<People>;
  /** Says whether the computer is shared; `first`, where there is one, joins in the same transaction. */
  share(shared: boolean, first?: PersonRecord): Promise<void>;
  /** Adds a person. */
  add(person: PersonRecord): Promise<void>;
  /** Changes a person in one transaction; false where there is none: who left stays away. */
  patch(place: PlaceId, change: Partial<Omit<PersonRecord, 'place'>>): Promise<boolean>;
  /**
   * Removes a person, where there is one, and notes their place for removal; `by` takes their seat in the same
   * transaction, and is not to be removed any more.
   */
  leave(place: PlaceId, by?: PersonRecord): Promise<void>;
  /** Says that a place that was noted is gone. */
  removed(place: PlaceId): Promise<void>;
  close(): Promise<void>;
}

/** Whether what a database gave back is a whole record. */
export function isPersonRecord(value: unknown): value is PersonRecord {
  if (!isJsonObject(value)) return false;
  const { place, name, lastUsed, protection } = value;
  return (
    isPlaceId(place) &&
    typeof name === 'string' &&
    participantName(name) === name &&
    typeof lastUsed === 'number' &&
    (protection === null || isClassProtection(protection))
  );
}
