import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, isId16, type KeyId } from '../protocol/ids.ts';
import { MAX_ANNOUNCEMENT_UNITS, MAX_ANNOUNCEMENTS } from '../protocol/limits.ts';

/** What a teacher says to the class: one plain JSON value under its id in the map `announcements` of the document `class`. */
export interface AnnouncementRecord {
  readonly id: string;
  readonly text: string;
  readonly at: number;
  readonly by: KeyId;
  readonly withdrawn: boolean;
}

/** All readable announcements that are not withdrawn, newest first; what cannot be read, or is too many, is told to `refuse`. */
export function readAnnouncements(doc: Y.Doc, refuse: (id: string) => void): AnnouncementRecord[] {
  const found: AnnouncementRecord[] = [];
  for (const [id, value] of doc.getMap<unknown>('announcements')) {
    const record = parse(id, value);
    if (record === null) refuse(id);
    else if (!record.withdrawn) found.push(record);
  }
  found.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
  for (const { id } of found.splice(MAX_ANNOUNCEMENTS)) refuse(id);
  return found;
}

export function writeAnnouncement(doc: Y.Doc, { id, text, at, by }: AnnouncementRecord): void {
  doc.getMap('announcements').set(id, { text, at, by, withdrawn: false });
}

/** Takes the text back; that something was said stays. */
export function withdrawAnnouncement(doc: Y.Doc, id: string): void {
  const announcements = doc.getMap<unknown>('announcements');
  const record = parse(id, announcements.get(id));
  if (record === null || record.withdrawn) return;
  announcements.set(id, { text: '', at: record.at, by: record.by, withdrawn: true });
}

/** What a teacher typed, as it is announced: trimmed and cut off at the limit; null where nothing is left. */
export function announcementText(typed: string): string | null {
  const text = typed.trim().slice(0, MAX_ANNOUNCEMENT_UNITS);
  return text === '' ? null : text;
}

function parse(id: string, value: unknown): AnnouncementRecord | null {
  if (!isId16(id) || !isJsonObject(value)) return null;
  const { text, at, by, withdrawn } = value;
  if (typeof text !== 'string' || text.length > MAX_ANNOUNCEMENT_UNITS) return null;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  if (typeof by !== 'string' || !isHash32(by) || typeof withdrawn !== 'boolean') return null;
  return { id, text, at, by: by as KeyId, withdrawn };
}
