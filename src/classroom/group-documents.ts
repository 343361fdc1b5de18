import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type { DocumentRule } from '../protocol/statement-parts.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { memberOf } from '../sync/member-of.ts';
import type { Group } from './groups.ts';

/** After this time without another change, in ms, a teacher's device mends what another one left half done. */
const MENDED_MS = 3_000;

/** The document of what is for a group alone. */
function groupDoc(id: string): DocId {
  return `group:${id}` as DocId;
}

/**
 * The sealed documents of the groups: written by owner and teachers, read by the group's members too. Opens those that
 * this device's person reads, and keeps who reads them in step with who is in the group. Release with `close`.
 */
export class GroupDocuments {
  readonly #replica: ClassReplica;
  readonly #classDoc: DocumentHandle;
  readonly #clock: Clock;
  readonly #attempt: (action: () => Promise<void>) => Promise<void>;
  readonly #changed = new Emitter<string>();
  readonly #handles = new Map<string, DocumentHandle>();
  /** Those that this person reads; their documents are open or about to be. */
  #readable: ReadonlySet<string> = new Set();
  #groups: readonly Group[] = [];
  #cancelMending: Unsubscribe = () => undefined;
  #closed = false;

  /** `attempt` runs what nobody waits for, and tells of its failure. */
  constructor(
    replica: ClassReplica,
    classDoc: DocumentHandle,
    clock: Clock,
    attempt: (action: () => Promise<void>) => Promise<void>,
  ) {
    this.#replica = replica;
    this.#classDoc = classDoc;
    this.#clock = clock;
    this.#attempt = attempt;
  }

  /** The document of a group; null where this person does not read it, or it is not open yet. */
  handle(id: string): DocumentHandle | null {
    return (this.#readable.has(id) && this.#handles.get(id)) || null;
  }

  /** Whether all those that this person reads are open. */
  get allOpen(): boolean {
    return [...this.#readable].every((id) => this.#handles.has(id));
  }

  /** Fires with the id of a group whose document opened or closed: `handle` tells which. */
  onChanged(listener: (id: string) => void): Unsubscribe {
    return this.#changed.on(listener);
  }

  /** Goes on with the groups as they are now. Call it at every change of the class document or the authority log. */
  follow(groups: readonly Group[]): void {
    if (this.#closed) return;
    this.#groups = groups;
    const before = this.#readable;
    this.#readable = new Set(groups.filter(({ id }) => this.#mayRead(id)).map(({ id }) => id));
    for (const id of before)
      if (!this.#readable.has(id) && this.#handles.has(id)) this.#changed.emit(id);
    for (const id of this.#readable) if (!before.has(id)) void this.#attempt(() => this.#open(id));
    this.#cancelMending();
    if (this.#isTeacher() && groups.some((group) => !this.#inStep(group)))
      this.#cancelMending = this.#clock.after(
        MENDED_MS,
        () => void this.#attempt(() => this.#mend()),
      );
  }

  /**
   * States who reads a group's document, where it is not so already; rejects with `not-permitted`. Who is taken out of a
   * group reads nothing that is written afterwards.
   */
  async state(id: string, members: readonly KeyId[]): Promise<void> {
    if (this.#saysSo(id, members)) return;
    await this.#replica.makeDocument(groupDoc(id), ruleFor(members));
  }

  close(): void {
    this.#closed = true;
    this.#cancelMending();
  }

  async #open(id: string): Promise<void> {
    if (!this.#handles.has(id)) {
      const handle = await this.#replica.open(groupDoc(id));
      if (this.#closed) return;
      this.#handles.set(id, handle);
    }
    if (this.#readable.has(id)) this.#changed.emit(id);
  }

  /** What a device wrote to one place only, or two at a time to both, is brought together; not by old knowledge. */
  async #mend(): Promise<void> {
    for (const group of this.#groups) {
      if (this.#closed || !this.#classDoc.synced.value || !this.#isTeacher()) return;
      if (!this.#inStep(group)) await this.state(group.id, group.members);
    }
  }

  #inStep({ id, members }: Group): boolean {
    return this.#saysSo(id, members);
  }

  #saysSo(id: string, members: readonly KeyId[]): boolean {
    const rule = this.#replica.ruleOf(groupDoc(id));
    return rule !== null && sameRule(rule, ruleFor(members));
  }

  #mayRead(id: string): boolean {
    const { authority, self } = this.#replica;
    const rule = this.#replica.ruleOf(groupDoc(id));
    const me = memberOf(authority.value, self);
    if (rule === null || me === null) return false;
    return rule.readers.roles.includes(me.role) || rule.readers.members.includes(me.id);
  }

  #isTeacher(): boolean {
    const { authority, self } = this.#replica;
    const role = memberOf(authority.value, self)?.role;
    return !authority.value.closed && (role === 'owner' || role === 'teacher');
  }
}

function ruleFor(members: readonly KeyId[]): DocumentRule {
  return {
    writers: { roles: ['owner', 'teacher'], members: [] },
    readers: { roles: ['owner', 'teacher'], members: [...new Set(members)].sort() },
    sealed: true,
    keeper: 'owner',
  };
}

function sameRule(a: DocumentRule, b: DocumentRule): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
