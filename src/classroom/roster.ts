import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, isId16, type KeyId } from '../protocol/ids.ts';
import { MAX_ROSTER_FIELD_UNITS, MAX_ROSTER_ROWS } from '../protocol/limits.ts';
import { isPlainName } from '../protocol/name-text.ts';
import { participantName } from '../protocol/participant-name.ts';

/** More people than ever had one place by mistake. */
const MAX_NOT = 16;

/** A name of the roster, and who in the class that is. In the document `class`, so that people find themselves in it. */
export interface RosterPlace {
  /** 16 random bytes in base64url. */
  readonly id: string;
  readonly name: string;
  /** Who it is, as a teacher's device said; null for nobody yet. */
  readonly person: KeyId | null;
  /** Who had it until a teacher said that it is not theirs, the last ones: their own word gives it to them no more. */
  readonly not: readonly KeyId[];
}

/** What only those know who lead the class, in the document `staff`. */
export interface RosterDetail {
  /** The school's number for them; '' for none. */
  readonly number: string;
  readonly group: string;
}

/** The roster as those see it who lead the class. */
export interface RosterEntry extends RosterPlace, RosterDetail {}

/** The places of the roster by name, at most `MAX_ROSTER_ROWS`; what cannot be read is told to `refuse`. */
export function readPlaces(doc: Y.Doc, refuse: (id: string) => void): RosterPlace[] {
  const places: RosterPlace[] = [];
  for (const [id, value] of doc.getMap<unknown>('roster')) {
    const place = parsePlace(id, value);
    if (place === null) refuse(id);
    else places.push(place);
  }
  const byName = new Intl.Collator(undefined, { numeric: true });
  places.sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  for (const { id } of places.splice(MAX_ROSTER_ROWS)) refuse(id);
  return places;
}

/** Numbers and groups by place; what cannot be read is told to `refuse`. */
export function readDetails(
  doc: Y.Doc,
  refuse: (id: string) => void,
): ReadonlyMap<string, RosterDetail> {
  const details = new Map<string, RosterDetail>();
  for (const [id, value] of doc.getMap<unknown>('roster')) {
    const { number, group } = isJsonObject(value) ? value : {};
    if (!isField(number) || !isField(group)) refuse(id);
    else details.set(id, { number, group });
  }
  return details;
}

export function writePlace(doc: Y.Doc, { id, name, person, not }: RosterPlace): void {
  doc.getMap('roster').set(id, { name, person, not: not.slice(-MAX_NOT) });
}

/** Replaces the whole roster, in both documents. */
export function writeRoster(classDoc: Y.Doc, staff: Y.Doc, entries: readonly RosterEntry[]): void {
  const wanted = new Map(entries.map((entry) => [entry.id, entry]));
  classDoc.transact(() => {
    const places = classDoc.getMap('roster');
    for (const id of [...places.keys()]) if (!wanted.has(id)) places.delete(id);
    for (const entry of entries) writePlace(classDoc, entry);
  });
  staff.transact(() => {
    const details = staff.getMap('roster');
    for (const id of [...details.keys()]) if (!wanted.has(id)) details.delete(id);
    for (const { id, number, group } of entries) details.set(id, { number, group });
  });
}

function parsePlace(id: string, value: unknown): RosterPlace | null {
  if (!isId16(id) || !isJsonObject(value)) return null;
  const { name: said, person, not } = value;
  const name = typeof said === 'string' ? participantName(said) : null;
  if (name === null || !Array.isArray(not) || not.length > MAX_NOT) return null;
  if ((person !== null && !isPerson(person)) || !not.every(isPerson)) return null;
  return { id, name, person, not };
}

function isPerson(value: unknown): value is KeyId {
  return typeof value === 'string' && isHash32(value);
}

function isField(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return value === '' || isPlainName(value, MAX_ROSTER_FIELD_UNITS);
}
