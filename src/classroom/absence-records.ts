import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, type KeyId } from '../protocol/ids.ts';
import { MAX_ABSENCE_EVENTS } from '../protocol/limits.ts';

/** Somebody went away during a lesson, or came back after that. */
export interface AbsenceEvent {
  readonly what: 'left' | 'back';
  readonly who: KeyId;
  /** By the clock of the teacher's device that saw it, ms since the epoch. */
  readonly at: number;
}

/** Reads the last `MAX_ABSENCE_EVENTS` of the list `absences` of the document `staff`; the unreadable goes to `refuse`. */
export function readAbsences(doc: Y.Doc, refuse: () => void): AbsenceEvent[] {
  const list = doc.getArray<unknown>('absences');
  const events: AbsenceEvent[] = [];
  for (const value of list.slice(Math.max(0, list.length - MAX_ABSENCE_EVENTS))) {
    const event = parseEvent(value);
    if (event === null) refuse();
    else events.push(event);
  }
  return events;
}

/** Adds to the list, and takes its oldest off beyond the limit. */
export function noteAbsences(doc: Y.Doc, events: readonly AbsenceEvent[]): void {
  if (events.length === 0) return;
  const list = doc.getArray<unknown>('absences');
  doc.transact(() => {
    list.push(events.map(({ what, who, at }) => ({ what, who, at })));
    if (list.length > MAX_ABSENCE_EVENTS) list.delete(0, list.length - MAX_ABSENCE_EVENTS);
  });
}

function parseEvent(value: unknown): AbsenceEvent | null {
  if (!isJsonObject(value)) return null;
  const { what, who, at } = value;
  if (what !== 'left' && what !== 'back') return null;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  return typeof who === 'string' && isHash32(who) ? { what, who: who as KeyId, at } : null;
}
