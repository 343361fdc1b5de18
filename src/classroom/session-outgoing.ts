import type { AuthorityView } from '../sync/class-replica.ts';
import { memberOf } from '../sync/member-of.ts';
import type { CellPlaces } from './cell-places.ts';
import type { ClassState } from './class-state.ts';
import { fileCommands, type FileCommands } from './file-commands.ts';
import { projectFiles } from './hand-out-items.ts';
import { HandOuts } from './hand-outs.ts';
import { teaches, type SessionContext } from './session-context.ts';
import { TakenFiles } from './taken-files.ts';
import { TeacherNews } from './teacher-news.ts';

/** What goes out from teachers besides cells, and how it arrives: files and announcements. */
export class SessionOutgoing {
  readonly commands: FileCommands;
  readonly #context: SessionContext;
  readonly #authority: () => AuthorityView;
  readonly #taken: TakenFiles;
  readonly #handOuts: HandOuts;
  readonly #news: TeacherNews;

  /** `authority`: the class with the names that people have in it. */
  constructor(context: SessionContext, places: CellPlaces, authority: () => AuthorityView) {
    const { replica, refusals, updates, profiles, notebook, notices, clock, random } = context;
    const { classId, self, blobs } = replica;
    this.#context = context;
    this.#authority = authority;
    this.#taken = new TakenFiles(profiles);
    this.#handOuts = new HandOuts({
      ...{ classId, self, places, blobs, taken: this.#taken, notebook, notices, clock, random },
      refuse: () => refusals.refuse('hand-out-unreadable'),
    });
    this.#news = new TeacherNews(context, () => this.#handOuts.records(), authority);
    this.commands = fileCommands(context, this.#handOuts, this.#taken, this.#news);
    updates.follow(this.#handOuts.underWay);
    updates.until(() => this.#handOuts.close());
  }

  /** Reads anew, and tells students what changed since. */
  update(): void {
    this.#news.update();
  }

  project(): Pick<ClassState, 'files' | 'freshFiles' | 'announcements'> {
    const authority = this.#authority();
    const files = projectFiles({
      records: this.#news.files,
      authority,
      taken: this.#taken,
      underWay: this.#handOuts.underWay.value,
      teaches: teaches(this.#context),
    });
    return {
      files,
      freshFiles: files.filter(({ fresh }) => fresh).length,
      announcements: this.#news.announcements.map(({ id, text, by, at }) => ({
        id,
        text,
        by: memberOf(authority, by)?.name ?? '',
        at,
      })),
    };
  }
}
