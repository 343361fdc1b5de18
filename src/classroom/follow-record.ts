import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, type KeyId } from '../protocol/ids.ts';

/** Who lets the class follow their notebook: one plain JSON value under `now` in the map `follow` of the document `class`. */
export interface FollowRecord {
  /** The device. */
  readonly by: KeyId;
  /** Yjs client id of its session in the document `follow`: what others write there does not count now. */
  readonly client: number;
  /** When it began, by its clock: ms since the epoch. */
  readonly at: number;
}

/** Null where nobody does; what cannot be read is told to `refuse` and counts as nobody. */
export function readFollowRecord(doc: Y.Doc, refuse: () => void): FollowRecord | null {
  const value = doc.getMap<unknown>('follow').get('now');
  if (value === undefined) return null;
  const record = parse(value);
  if (record === null) refuse();
  return record;
}

/** Takes the place of whoever let the class follow before. */
export function writeFollowRecord(doc: Y.Doc, { by, client, at }: FollowRecord): void {
  doc.getMap('follow').set('now', { by, client, at });
}

/** Ends it, whoever it was; who began at the same moment without this being known there stays. */
export function clearFollowRecord(doc: Y.Doc): void {
  const follow = doc.getMap('follow');
  if (follow.has('now')) follow.delete('now');
}

function parse(value: unknown): FollowRecord | null {
  if (!isJsonObject(value)) return null;
  const { by, client, at } = value;
  if (typeof by !== 'string' || !isHash32(by)) return null;
  if (typeof client !== 'number' || !Number.isSafeInteger(client) || client < 0) return null;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  return { by: by as KeyId, client, at };
}
