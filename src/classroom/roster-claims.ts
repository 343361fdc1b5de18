import type { KeyId } from '../protocol/ids.ts';
import { profileDoc } from '../protocol/ids.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { memberOf } from '../sync/member-of.ts';
import { readSettings } from './class-settings.ts';
import { PICKED, placePerson } from './roster-commands.ts';
import type { RosterPlace } from './roster.ts';
import { teaches, type SessionContext } from './session-context.ts';

/**
 * Teachers' devices: give the places of the roster to who says that they are theirs, the first one first. A place that
 * is taken a teacher alone gives to somebody else.
 */
export class RosterClaims {
  readonly #context: SessionContext;
  readonly #profiles = new Map<KeyId, DocumentHandle | null>();
  #work: Promise<void> = Promise.resolve();

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** Looks who wants which place. Call it at every update; resolves when what is wanted is given. */
  follow(places: readonly RosterPlace[]): Promise<void> {
    const { classDoc, replica } = this.#context;
    if (places.length === 0 || !classDoc.writable.value || !teaches(this.#context))
      return this.#work;
    const placed = new Set(places.map(({ person }) => person));
    const free = new Map(
      places.filter(({ person }) => person === null).map((one) => [one.id, one]),
    );
    for (const { id, role } of replica.authority.value.members.values()) {
      if (role !== 'student' || placed.has(id)) continue;
      const profile = this.#profiles.get(id);
      if (profile === undefined) this.#open(id);
      const wanted = profile?.doc.getMap('roster').get(PICKED);
      if (typeof wanted !== 'string') continue;
      const place = free.get(wanted);
      if (place === undefined || place.not.includes(id)) continue;
      free.delete(wanted);
      this.#work = this.#work.then(() =>
        this.#context.problems.attemptQuietly(() => placePerson(this.#context, wanted, id)),
      );
    }
    return this.#work;
  }

  #open(id: KeyId): void {
    const { problems, replica, updates } = this.#context;
    this.#profiles.set(id, null);
    void problems.attemptQuietly(async () => {
      const handle = await replica.open(profileDoc(id));
      this.#profiles.set(id, handle);
      updates.watch(handle);
      updates.ask();
    });
  }
}

/** Places that this device's person is asked to find themselves in; null where they need not be asked (any more). */
export function placesToPick(
  { classDoc, profiles, replica }: SessionContext,
  places: readonly RosterPlace[],
): readonly RosterPlace[] | null {
  const me = memberOf(replica.authority.value, replica.self);
  if (me === null || me.role !== 'student' || replica.standing.value !== 'member') return null;
  if (places.length === 0 || places.some(({ person }) => person === me.id)) return null;
  const said = profiles.all.map(({ doc }) => doc.getMap('roster').get(PICKED));
  const free = places.filter(({ not, person }) => person === null && !not.includes(me.id));
  // Who said that they are not in it, or whose place is about to be given, is left in peace.
  const mayBeOutside = readSettings(classDoc.doc).rosterOutside;
  if (said.some((one) => (one === null && mayBeOutside) || free.some(({ id }) => id === one)))
    return null;
  return free;
}
