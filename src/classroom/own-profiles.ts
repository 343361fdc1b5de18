import { Emitter } from '../base/emitter.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { profileDoc } from '../protocol/ids.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { memberOf } from '../sync/member-of.ts';

/**
 * This person's profiles. One is written: the person's. Those are read too that their devices made under their own
 * keys, before somebody said whose they are. Release with `close`.
 */
export class OwnProfiles {
  readonly #replica: ClassReplica;
  readonly #opened = new Emitter<DocumentHandle>();
  readonly #end: Unsubscribe;
  #current: DocumentHandle;
  #all: readonly DocumentHandle[];

  static async open(replica: ClassReplica): Promise<OwnProfiles> {
    const [first, ...others] = await Promise.all(
      ownIds(replica).map((id) => replica.open(profileDoc(id))),
    );
    if (first === undefined) throw new Error('a person has a device');
    return new OwnProfiles(replica, [first, ...others]);
  }

  private constructor(
    replica: ClassReplica,
    handles: readonly [DocumentHandle, ...DocumentHandle[]],
  ) {
    this.#replica = replica;
    this.#current = handles[0];
    this.#all = handles;
    this.#end = replica.authority.subscribe(() => void this.#follow());
  }

  /** The one that is written. */
  get current(): DocumentHandle {
    return this.#current;
  }

  get all(): readonly DocumentHandle[] {
    return this.#all;
  }

  /** Fires with each document that became one of them later. */
  onOpened(listener: (handle: DocumentHandle) => void): Unsubscribe {
    return this.#opened.on(listener);
  }

  close(): void {
    this.#end();
  }

  async #follow(): Promise<void> {
    const ids = ownIds(this.#replica);
    if (ids.map(profileDoc).join() === this.#all.map(({ id }) => id).join()) return;
    const before = new Set(this.#all);
    const handles = await Promise.all(ids.map((id) => this.#replica.open(profileDoc(id))));
    const [first] = handles;
    if (first === undefined) return;
    this.#current = first;
    this.#all = handles;
    for (const handle of handles) if (!before.has(handle)) this.#opened.emit(handle);
  }
}

/** This person's key, then those of the other devices. */
function ownIds({ authority, self }: ClassReplica) {
  return memberOf(authority.value, self)?.devices ?? [self];
}
