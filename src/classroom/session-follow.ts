import { memberOf } from '../sync/member-of.ts';
import type { AuthorityView } from '../sync/class-replica.ts';
import type { FollowState } from './class-state.ts';
import { FollowDocument } from './follow-document.ts';
import { readFollowRecord, type FollowRecord } from './follow-record.ts';
import { Following } from './following.ts';
import { Presenting } from './presenting.ts';
import { readSettings } from './class-settings.ts';
import { teaches, type SessionContext } from './session-context.ts';

/** "Follow the teacher": a read-only live mirror of a teacher's notebook. */
export interface FollowCommands {
  /** Owner, teachers: lets the class follow the notebook in front, whichever it is, or ends that. */
  letFollow(on: boolean): Promise<void>;
  /** Shows what a teacher lets the class follow, beside the own notebook, until `stopFollowing`. */
  follow(): void;
  stopFollowing(): void;
}

/** Both sides of "Follow the teacher" in one class. */
export class SessionFollow {
  readonly commands: FollowCommands;
  readonly #context: SessionContext;
  readonly #authority: () => AuthorityView;
  readonly #presenting: Presenting;
  readonly #following: Following;
  /** Null while nobody may be followed. */
  #record: FollowRecord | null = null;
  /** An earlier session of this device may have left something behind. */
  #untidy = true;
  /** What one comes to is no news. */
  #tell = false;

  /** `authority`: the class with the names that people have in it. */
  constructor(context: SessionContext, authority: () => AuthorityView) {
    const { classDoc, clock, notebook, notices, problems, refusals, replica, updates } = context;
    const document = new FollowDocument(replica);
    this.#context = context;
    this.#authority = authority;
    this.#presenting = new Presenting({
      ...{ self: replica.self, classDoc, document, notebook, clock },
    });
    this.#following = new Following({
      ...{ document, notebook },
      refuse: () => refusals.refuse('followed-unreadable'),
      attempt: (action) => problems.attemptQuietly(action),
      changed: () => updates.ask(),
    });
    updates.follow(this.#presenting.presented);
    updates.until(
      classDoc.synced.subscribe((synced) => {
        if (synced) this.#tell = true;
      }),
    );
    this.commands = {
      letFollow: (on) =>
        problems.attempt(async () => {
          if (!on) return this.#presenting.stop();
          if (!this.#mayShow()) return;
          this.#following.stop();
          await this.#presenting.start();
        }),
      follow: () => {
        this.#following.start();
        for (const { id, key } of notices.list.value)
          if (key === 'follow-offered') notices.dismiss(id);
      },
      stopFollowing: () => this.#following.stop(),
    };
  }

  /** Reads anew; tells people that they can follow, and ends what is over. */
  update(): void {
    const { notices, problems } = this.#context;
    const before = this.#record;
    this.#record = this.#read();
    const record = this.#record;
    const by = this.#nameOf(record);
    const shows = this.#presenting.presented.value !== null;
    const own = this.#presenting.isShownBy(record);
    if (shows && !own) {
      void problems.attemptQuietly(() => this.#presenting.stop());
      if (record !== null) notices.add('follow-taken', { by });
    } else if (!shows && this.#untidy && teaches(this.#context)) {
      this.#untidy = false;
      void problems.attemptQuietly(() => this.#presenting.tidy());
    }
    if (this.#tell && !own && !this.#following.on && record !== null && before === null)
      notices.add('follow-offered', { by });
    this.#following.look(record, by);
  }

  project(): FollowState {
    const record = this.#record;
    return {
      by: record === null ? null : this.#nameOf(record),
      may: this.#mayShow(),
      presented: this.#presenting.presented.value,
      following: this.#following.on,
    };
  }

  /** Ends both sides; resolves when what was shown is taken away, and rejects with a storage failure. */
  async close(): Promise<void> {
    this.#following.stop();
    await this.#presenting.stop();
  }

  /** Nobody may be followed but while the lesson is on, and by a word of somebody who teaches. */
  #read(): FollowRecord | null {
    const { classDoc, refusals } = this.#context;
    if (!this.#isOn()) return null;
    const record = readFollowRecord(classDoc.doc, () => refusals.refuse('followed-unreadable'));
    const role = record && memberOf(this.#authority(), record.by)?.role;
    return role === 'owner' || role === 'teacher' ? record : null;
  }

  #isOn(): boolean {
    const { classDoc, replica } = this.#context;
    return readSettings(classDoc.doc).lesson?.phase === 'on' && !replica.authority.value.closed;
  }

  #mayShow(): boolean {
    return (
      this.#isOn() && teaches(this.#context) && this.#context.replica.standing.value === 'member'
    );
  }

  #nameOf(record: FollowRecord | null): string {
    return record === null ? '' : (memberOf(this.#authority(), record.by)?.name ?? '');
  }
}
