import { Emitter } from '../base/emitter.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { DocId } from '../protocol/ids.ts';
import type { DocumentRule } from '../protocol/statement-parts.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { memberOf } from '../sync/member-of.ts';

const STAFF_DOC = 'staff' as DocId;

const RULE: DocumentRule = {
  writers: { roles: ['owner', 'teacher'], members: [] },
  readers: { roles: ['owner', 'teacher', 'assistant'], members: [] },
  sealed: true,
  keeper: 'owner',
};

/** The sealed document of what only those know who lead the class: written by owner and teachers, read by assistants too. */
export class StaffDocument {
  readonly #replica: ClassReplica;
  readonly #opened = new Emitter<DocumentHandle>();
  #handle: DocumentHandle | null = null;
  #opening: Promise<DocumentHandle> | null = null;

  constructor(replica: ClassReplica) {
    this.#replica = replica;
  }

  /** The document; null where nobody made it, this person does not read it, or it is not open yet. */
  get handle(): DocumentHandle | null {
    return this.#mayRead() ? this.#handle : null;
  }

  onOpened(listener: (handle: DocumentHandle) => void): Unsubscribe {
    return this.#opened.on(listener);
  }

  /** Opens it as soon as this person reads it. Call it at every change of the authority log. */
  async follow(): Promise<void> {
    if (this.#opening === null && this.#mayRead()) await this.#open();
  }

  /** Owner, teachers: the document, made where it is not there. Rejects with `not-permitted`. */
  async make(): Promise<DocumentHandle> {
    if (this.#replica.ruleOf(STAFF_DOC) === null) await this.#replica.makeDocument(STAFF_DOC, RULE);
    return this.#open();
  }

  #open(): Promise<DocumentHandle> {
    this.#opening ??= this.#replica.open(STAFF_DOC).then((handle) => {
      this.#handle = handle;
      this.#opened.emit(handle);
      return handle;
    });
    return this.#opening;
  }

  #mayRead(): boolean {
    const { authority, self } = this.#replica;
    const role = memberOf(authority.value, self)?.role;
    const rule = this.#replica.ruleOf(STAFF_DOC);
    return rule !== null && role !== undefined && rule.readers.roles.includes(role);
  }
}
