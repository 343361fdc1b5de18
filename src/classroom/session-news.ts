import { memberOf } from '../sync/member-of.ts';
import type { Notice } from './class-state.ts';
import { readSettings, type LessonRecord } from './class-settings.ts';
import { readBlocked, type Blocked } from './blocked.ts';
import { readGroups, type Group } from './groups.ts';
import { readNames, withNames, type GivenNames } from './names.ts';
import { readPlaces, type RosterPlace } from './roster.ts';
import { teaches, type SessionContext } from './session-context.ts';
import { sharedCellChanges } from './shared-cell-changes.ts';
import {
  readAllSharedCells,
  type CellSource,
  type ParsedCells,
  type PlacedCell,
} from './shared-cell-records.ts';

const lessonNews: Record<LessonRecord['phase'] | 'resumed', Notice['key']> = {
  on: 'lesson-started',
  paused: 'lesson-paused',
  resumed: 'lesson-resumed',
  over: 'lesson-ended',
};

/** What the class's documents say, read once per update, and what of it is news to this person. */
export class SessionNews {
  readonly #context: SessionContext;
  #records: readonly PlacedCell[];
  readonly #parsedCells: ParsedCells = new WeakMap();
  #groups: readonly Group[];
  /** Groups whose documents were read: what one holds when it opens is no news. */
  #read = new Set<string>();
  #lesson: LessonRecord | null;
  #names: GivenNames = new Map();
  #blocked: readonly Blocked[] = [];
  #places: readonly RosterPlace[] = [];
  /** Whether changes are news: not while the stored and first received content comes in. */
  #tell = false;

  constructor(context: SessionContext) {
    this.#context = context;
    this.#readPeople();
    this.#groups = this.#readGroups();
    this.#records = this.#readRecords();
    this.#lesson = this.#readLesson();
    context.updates.until(
      context.classDoc.synced.subscribe((synced) => {
        if (synced) this.#tell = true;
      }),
    );
  }

  get records(): readonly PlacedCell[] {
    return this.#records;
  }

  get groups(): readonly Group[] {
    return this.#groups;
  }

  /** The names that teachers gave, by participant. */
  get names(): GivenNames {
    return this.#names;
  }

  /** The places of the roster. */
  get places(): readonly RosterPlace[] {
    return this.#places;
  }

  get blocked(): readonly Blocked[] {
    return this.#blocked;
  }

  /** The lesson; null before the class said so for the first time. */
  get lesson(): LessonRecord | null {
    return this.#lesson;
  }

  /** Reads anew, and tells students what changed since. */
  update(): void {
    const { notices, replica } = this.#context;
    const before = this.#records;
    const read = this.#read;
    this.#readPeople();
    this.#groups = this.#readGroups();
    this.#records = this.#readRecords();
    const lesson = this.#lesson;
    this.#lesson = this.#readLesson();
    if (!this.#tell || teaches(this.#context)) return;
    const phase = lesson?.phase ?? null;
    const now = this.#lesson?.phase ?? null;
    if (phase !== null && now !== null && phase !== now)
      notices.add(lessonNews[now === 'on' && phase === 'paused' ? 'resumed' : now]);
    const authority = withNames(replica.authority.value, this.#names);
    for (const { key, record } of sharedCellChanges(before, this.#records)) {
      if (record.group !== null && !read.has(record.group.id)) continue;
      const by = memberOf(authority, record.by)?.name ?? '';
      notices.add(key, { by, notebook: record.notebook });
    }
  }

  #readPeople(): void {
    const { classDoc, refusals } = this.#context;
    this.#names = readNames(classDoc.doc, () => refusals.refuse('name-unreadable'));
    this.#blocked = readBlocked(classDoc.doc, () => refusals.refuse('blocked-unreadable'));
    this.#places = readPlaces(classDoc.doc, () => refusals.refuse('roster-unreadable'));
  }

  #readLesson(): LessonRecord | null {
    return readSettings(this.#context.classDoc.doc).lesson;
  }

  /** Also opens and closes the documents of the groups. */
  #readGroups(): Group[] {
    const { classDoc, groups, refusals } = this.#context;
    const all = readGroups(classDoc.doc, () => refusals.refuse('group-unreadable'));
    groups.follow(all);
    return all;
  }

  #readRecords(): PlacedCell[] {
    const { classDoc, groups, refusals } = this.#context;
    this.#read = new Set();
    const sources: CellSource[] = [{ doc: classDoc.doc, group: null }];
    for (const { id, name } of this.#groups) {
      const handle = groups.handle(id);
      if (handle === null) continue;
      this.#read.add(id);
      sources.push({ doc: handle.doc, group: { id, name } });
    }
    return readAllSharedCells(
      sources,
      () => refusals.refuse('shared-cell-unreadable'),
      this.#parsedCells,
    );
  }
}
