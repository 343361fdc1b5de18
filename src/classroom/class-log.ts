import type { Door } from '../protocol/authority-statement.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { StatedRole } from '../protocol/statement-parts.ts';
import type { AuthorityView, StatedEntry } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { AbsenceEvent } from './absence-records.ts';
import type { LessonEvent } from './lesson-events.ts';

/** What happened to the class, by whom and when. */
export interface LogEvent {
  /** By the clock of the device where it was done, ms since the epoch: may be wrong. */
  readonly at: number;
  /** Who did it; '' where that is nobody here. */
  readonly by: string;
  readonly what:
    | 'founded'
    | 'joined' // came by a link
    | 'admitted' // of whom
    | 'left' // was away for minutes during a lesson
    | 'back' // after that
    | 'removed' // of whom
    | 'device-linked' // of whom
    | 'device-taken-off' // of whom
    | 'role' // of whom, to `detail`
    | 'door' // `detail`: 'open', 'lobby', 'shut'
    | 'link' // a new class link
    | 'closed'
    | 'lesson-on'
    | 'lesson-paused'
    | 'lesson-over';
  /** Whom it was done to; '' for nobody. */
  readonly whom: string;
  readonly detail: StatedRole | Door | 'shut' | '';
}

/** Where names come from: the class as it is, and names of those who have left it. */
export interface LogSources {
  readonly statements: readonly StatedEntry[];
  readonly lessons: readonly LessonEvent[];
  readonly absences: readonly AbsenceEvent[];
  /** With the names that teachers gave. */
  readonly authority: AuthorityView;
}

/** The log of the class for its teachers, the latest first: what the signed statements, the lessons and the teachers' devices say. */
export function projectLog({ statements, lessons, absences, authority }: LogSources): LogEvent[] {
  const came = new Map<KeyId, string>();
  for (const { author, statement } of statements)
    if (statement.kind === 'found' || statement.kind === 'admit')
      if (!came.has(author)) came.set(author, statement.name);
  const others = new Map(
    [...authority.waiting, ...authority.removed].map(({ id, name }) => [id, name]),
  );
  const nameOf = (id: KeyId): string =>
    memberOf(authority, id)?.name ?? others.get(id) ?? came.get(id) ?? '';
  const events: LogEvent[] = [];
  const note = (at: number, by: KeyId, what: LogEvent['what'], rest: Partial<LogEvent> = {}) =>
    events.push({ at, by: nameOf(by), what, whom: '', detail: '', ...rest });
  let key = '';
  for (const { author, at, statement } of statements.toSorted((a, b) => a.at - b.at)) {
    switch (statement.kind) {
      case 'found':
        note(at, author, 'founded');
        break;
      case 'admit':
        note(at, author, 'joined');
        break;
      case 'welcome':
        note(at, author, 'admitted', { whom: nameOf(statement.member) });
        break;
      case 'remove': {
        const what = statement.scope === 'device' ? 'device-taken-off' : 'removed';
        note(at, author, what, { whom: nameOf(statement.member) });
        break;
      }
      case 'link':
        note(at, author, 'device-linked', { whom: nameOf(statement.member) });
        break;
      case 'role':
        note(at, author, 'role', { whom: nameOf(statement.member), detail: statement.role });
        break;
      case 'admission-key': {
        const now = String(statement.publicKey);
        if (key !== '' && key !== now) note(at, author, 'link');
        key = now;
        note(at, author, 'door', { detail: statement.expires <= at ? 'shut' : statement.door });
        break;
      }
      case 'close':
        note(at, author, 'closed');
        break;
      case 'document':
      case 'resolve':
      case 'unknown':
        break;
    }
  }
  for (const { at, by, phase } of lessons) note(at, by, `lesson-${phase}`);
  const away = new Map<KeyId, AbsenceEvent['what']>();
  for (const { at, who, what } of absences) {
    // Two teachers who could not reach each other both wrote it.
    if ((away.get(who) ?? 'back') === what) continue;
    away.set(who, what);
    note(at, who, what);
  }
  return events.sort((a, b) => b.at - a.at);
}
