import type * as Y from 'yjs';
import { isJsonObject } from '../base/json.ts';
import { isHash32, type KeyId } from '../protocol/ids.ts';
import { MAX_LESSON_EVENTS } from '../protocol/limits.ts';
import type { LessonRecord } from './class-settings.ts';

/** A lesson began, paused, or ended. */
export interface LessonEvent {
  readonly phase: LessonRecord['phase'];
  /** By the clock of who did it, ms since the epoch. */
  readonly at: number;
  readonly by: KeyId;
}

/** Reads the last `MAX_LESSON_EVENTS` of the list `lessons` of the document `class`; the unreadable goes to `refuse`. */
export function readLessonEvents(doc: Y.Doc, refuse: () => void): LessonEvent[] {
  const list = doc.getArray<unknown>('lessons');
  const events: LessonEvent[] = [];
  for (const value of list.slice(Math.max(0, list.length - MAX_LESSON_EVENTS))) {
    const event = parseEvent(value);
    if (event === null) refuse();
    else events.push(event);
  }
  return events;
}

/** Adds to the list, and takes its oldest off beyond the limit. */
export function noteLessonEvent(doc: Y.Doc, { phase, at, by }: LessonEvent): void {
  const list = doc.getArray<unknown>('lessons');
  doc.transact(() => {
    list.push([{ phase, at, by }]);
    if (list.length > MAX_LESSON_EVENTS) list.delete(0, list.length - MAX_LESSON_EVENTS);
  });
}

function parseEvent(value: unknown): LessonEvent | null {
  if (!isJsonObject(value)) return null;
  const { phase, at, by } = value;
  if (phase !== 'on' && phase !== 'paused' && phase !== 'over') return null;
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  return typeof by === 'string' && isHash32(by) ? { phase, at, by: by as KeyId } : null;
}
