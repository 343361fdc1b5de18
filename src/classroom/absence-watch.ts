import type * as Y from 'yjs';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { KeyId } from '../protocol/ids.ts';
import { memberOf } from '../sync/member-of.ts';
import { noteAbsences, readAbsences, type AbsenceEvent } from './absence-records.ts';
import type { LessonRecord } from './class-settings.ts';
import { connectionKind } from './connection.ts';
import type { SessionContext } from './session-context.ts';
import { teachersHere } from './teachers-here.ts';

/** Who is back within this time, in ms, was not away: a reload, a laptop that slept, a change of rooms. */
const AWAY_MS = 5 * 60_000;

/**
 * Teachers' devices: that of the first teacher who is here writes down who went away during a lesson, and who came back
 * after that. Its own time without the others says nothing about them, and counts for nobody. Release with `close`.
 */
export class AbsenceWatch {
  readonly #context: SessionContext;
  #here: ReadonlySet<KeyId> = new Set();
  /** Who went, and when. */
  readonly #gone = new Map<KeyId, number>();
  /** Who came, and was not looked up yet. */
  readonly #came = new Set<KeyId>();
  /** Since when this device is with the others without a break; null while it is not. */
  #since: number | null = null;
  #lesson: LessonRecord | null = null;
  #cancel: Unsubscribe = () => undefined;

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** Looks who is here now, and writes what there is to write. Call it at every update. */
  follow(lesson: LessonRecord | null): void {
    const { clock, network, replica } = this.#context;
    const now = clock.now();
    const present = replica.present.value;
    const kind = connectionKind(network);
    this.#lesson = lesson;
    this.#since = kind === 'connected' || kind === 'alone' ? (this.#since ?? now) : null;
    for (const id of this.#here) {
      if (present.has(id)) continue;
      this.#gone.set(id, now);
      this.#came.delete(id);
    }
    for (const id of present) {
      this.#gone.delete(id);
      if (!this.#here.has(id)) this.#came.add(id);
    }
    this.#here = present;
    this.#look();
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const { clock, problems, staff } = this.#context;
    this.#cancel();
    const now = clock.now();
    const since = this.#since;
    if (since === null) return;
    const left: AbsenceEvent[] = [];
    let next = Infinity;
    for (const [who, at] of this.#gone) {
      const due = Math.max(at, since) + AWAY_MS;
      if (due > now) next = Math.min(next, due);
      else {
        this.#gone.delete(who);
        if (this.#writesOf(who)) left.push({ what: 'left', who, at });
      }
    }
    if (next < Infinity) this.#cancel = clock.after(next - now, () => this.#look());
    const { handle } = staff;
    if (handle !== null && handle.writable.value) {
      const back = [...this.#came].filter((who) => this.#writesOf(who));
      this.#came.clear();
      if (back.length > 0) noteAbsences(handle.doc, backOf(back, handle.doc, now));
    }
    if (left.length === 0) return;
    void problems.attemptQuietly(async () => {
      const made = handle ?? (await staff.make());
      noteAbsences(made.doc, left);
      await problems.flush(made);
    });
  }

  /** Whether this device is the one that writes of somebody, and there is a lesson to go away from. */
  #writesOf(who: KeyId): boolean {
    const { authority, self } = this.#context.replica;
    if (this.#lesson === null || this.#lesson.phase === 'over') return false;
    if (authority.value.closed || !authority.value.members.has(who)) return false;
    const me = memberOf(authority.value, self)?.id;
    const first = teachersHere(authority.value, this.#here).find((id) => id !== who);
    return me !== undefined && first === me;
  }
}

/** Those of them who were written down as gone. */
function backOf(who: readonly KeyId[], doc: Y.Doc, at: number): AbsenceEvent[] {
  const written = readAbsences(doc, () => undefined);
  const last = new Map(written.map((event) => [event.who, event.what]));
  return who.filter((id) => last.get(id) === 'left').map((id) => ({ what: 'back', who: id, at }));
}
