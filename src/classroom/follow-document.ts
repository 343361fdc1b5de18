import { FOLLOW_DOC } from '../protocol/ids.ts';
import type { DocumentRule } from '../protocol/statement-parts.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';

/** Not sealed: every member may read it, and the owner's checkpoints keep it small over a term. */
const RULE: DocumentRule = {
  writers: { roles: ['owner', 'teacher'], members: [] },
  readers: { roles: ['owner', 'teacher', 'assistant', 'student', 'observer'], members: [] },
  sealed: false,
  keeper: 'owner',
};

/** The document in which a teacher shows their notebook. It comes to who has it open, and costs nobody else anything. */
export class FollowDocument {
  readonly #replica: ClassReplica;

  constructor(replica: ClassReplica) {
    this.#replica = replica;
  }

  /** Whether a teacher ever made it, as far as is known here. */
  get there(): boolean {
    return this.#replica.ruleOf(FOLLOW_DOC) !== null;
  }

  /** Owner, teachers: opens the document, made where it is not there. Rejects with `not-permitted`. */
  async make(): Promise<DocumentHandle> {
    if (!this.there) await this.#replica.makeDocument(FOLLOW_DOC, RULE);
    return this.open();
  }

  open(): Promise<DocumentHandle> {
    return this.#replica.open(FOLLOW_DOC);
  }

  /** What is new in it does not come here any more. */
  release(): void {
    this.#replica.release(FOLLOW_DOC);
  }
}
