import type { AuthorityView } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import { readAnnouncements, type AnnouncementRecord } from './announcement-records.ts';
import type { Notice } from './class-state.ts';
import type { PlacedHandOut } from './hand-out-records.ts';
import { teaches, type SessionContext } from './session-context.ts';

/** Longest part of an announcement that stands in a notice, in UTF-16 units: the list has the whole. */
const NOTICE_UNITS = 160;

/** What teachers hand out and announce, read once per update, and what of it is news to a student. */
export class TeacherNews {
  readonly #context: SessionContext;
  readonly #authority: () => AuthorityView;
  readonly #readFiles: () => PlacedHandOut[];
  #files: readonly PlacedHandOut[];
  #announcements: readonly AnnouncementRecord[];
  /** Groups whose files were read before: what one holds when it opens is no news. */
  #groups: ReadonlySet<string>;
  #tell = false;

  /** `authority`: the class with the names that people have in it. */
  constructor(
    context: SessionContext,
    readFiles: () => PlacedHandOut[],
    authority: () => AuthorityView,
  ) {
    this.#context = context;
    this.#authority = authority;
    this.#readFiles = readFiles;
    this.#files = readFiles();
    this.#announcements = this.#readAnnouncements();
    this.#groups = this.#openGroups();
    context.updates.until(
      context.classDoc.synced.subscribe((synced) => {
        if (synced) this.#tell = true;
      }),
    );
  }

  get files(): readonly PlacedHandOut[] {
    return this.#files;
  }

  /** Newest first. */
  get announcements(): readonly AnnouncementRecord[] {
    return this.#announcements;
  }

  /** Reads anew, and tells students what changed since. */
  update(): void {
    const files = new Map(this.#files.map((file) => [file.id, file]));
    const said = new Set(this.#announcements.map(({ id }) => id));
    const groups = this.#groups;
    this.#files = this.#readFiles();
    this.#announcements = this.#readAnnouncements();
    this.#groups = this.#openGroups();
    if (!this.#tell || teaches(this.#context)) return;
    for (const file of this.#files) {
      if (file.group !== null && !groups.has(file.group.id)) continue;
      const key = newsOf(files.get(file.id), file);
      if (key !== null) this.#add(key, file.by, { name: file.name });
    }
    for (const { id, by, text } of this.#announcements.toReversed())
      if (!said.has(id)) this.#add('announced', by, { text: text.slice(0, NOTICE_UNITS) });
  }

  #add(
    key: Notice['key'],
    by: AnnouncementRecord['by'],
    detail: Readonly<Record<string, string>>,
  ): void {
    const name = memberOf(this.#authority(), by)?.name ?? '';
    this.#context.notices.add(key, { by: name, ...detail });
  }

  #readAnnouncements(): AnnouncementRecord[] {
    const { classDoc, refusals } = this.#context;
    return readAnnouncements(classDoc.doc, () => refusals.refuse('announcement-unreadable'));
  }

  #openGroups(): Set<string> {
    return new Set(this.#files.flatMap(({ group }) => group?.id ?? []));
  }
}

function newsOf(before: PlacedHandOut | undefined, now: PlacedHandOut): Notice['key'] | null {
  if (now.withdrawn) return before?.withdrawn === false ? 'file-withdrawn' : null;
  if (before === undefined || before.withdrawn) return 'file-handed-out';
  return now.version > before.version ? 'file-updated' : null;
}
