import type { Ref } from '../protocol/entry.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { EntryHash, KeyId } from '../protocol/ids.ts';
import { concerns, isWithinCut, participantOf } from './authority-state.ts';
import type { AuthorityState, Taking } from './authority-state.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { DocumentLog } from './document-log.ts';
import { refOf } from './entry-record.ts';
import type { EntryRecord } from './entry-record.ts';
import type { ForkBook } from './fork-book.ts';
import { isKeeper, mayWrite } from './permissions.ts';
import { fallenAmong } from './standing.ts';

/** 'stands' by itself; 'falls' unless a standing entry needs it; 'dead': on a losing branch. */
export type Standing = 'stands' | 'falls' | 'dead';

/**
 * Judges entries that were accepted under the statements they name (SY4) by what is known beyond these: rights that
 * were taken away meanwhile, and forks. Depends on the entry, the statements and the proofs only, never on their order.
 */
export class StandingJudge {
  readonly #documents: ClassDocuments;
  readonly #forks: ForkBook;
  /** For each taking in force: the statements of its member that it does not spare. */
  #masks: { readonly of: AuthorityState; readonly byTaking: ReadonlyMap<Taking, bigint> } | null =
    null;

  constructor(documents: ClassDocuments, forks: ForkBook) {
    this.#documents = documents;
    this.#forks = forks;
  }

  /** How an entry stands whose statements are all here. */
  judge(record: EntryRecord): Standing {
    const { authority } = this.#documents;
    const { entry } = record;
    const present = authority.present();
    if (this.isLost(record.entry.doc, refOf(record))) return 'dead';
    if (entry.authority.some(({ hash }) => !authority.isControl(hash))) return 'dead';
    if (entry.doc === AUTHORITY_DOC) return 'stands'; // what is void counts for nothing, and stays
    if (this.#forks.isBeyond(record)) return 'falls';
    if (present.takings.length === 0 && present.renewals.length === 0) return 'stands';
    const past = authority.pastOf(entry.authority.map(({ hash }) => hash));
    const person = participantOf(present, entry.author);
    for (const taking of present.takings) {
      const { bit } = taking.control;
      if ((past & bit) !== 0n) continue; // judged under it
      const concerned = concerns(taking, entry.author, person);
      if (concerned && isWithinCut(taking, entry.doc, refOf(record))) continue;
      if (!concerned && (past & this.#maskOf(present, taking)) === 0n) continue;
      if (!this.#mayStill(record, past | bit, person)) return 'falls';
    }
    for (const { control, kept } of present.renewals) {
      if ((past & control.bit) !== 0n || kept.has(person)) continue;
      if (!this.#mayStill(record, past | control.bit, person)) return 'falls';
    }
    return 'stands';
  }

  /** Whether what `ref` names is on the losing branch of a known fork, right at the fork. */
  isLost(doc: EntryRecord['entry']['doc'], ref: Ref): boolean {
    return (
      this.#forks.size > 0 && this.#forks.isDead(this.#documents.authority.present(), doc, ref)
    );
  }

  /** What does not stand in a document. */
  fallenIn(log: DocumentLog): ReadonlySet<EntryHash> {
    const covered = new Map(log.checkpoints.map((each) => [each.record.hash, each.covered]));
    return fallenAmong(
      log.entries.map((record) => {
        const standing = this.judge(record);
        const { prev, deps } = record.entry;
        const before = deps.map(({ hash }) => hash);
        if (prev !== null) before.push(prev);
        // What a checkpoint covers stands (SY8).
        for (const { hash } of covered.get(record.hash)?.values() ?? []) before.push(hash);
        return {
          hash: record.hash,
          before,
          dead: standing === 'dead',
          self: standing === 'stands',
        };
      }),
    );
  }

  /** Whether the author may write it under these statements and, if a person let them in since, that one. */
  #mayStill({ entry }: EntryRecord, bits: bigint, person: KeyId): boolean {
    const { authority } = this.#documents;
    const welcome = authority.present().welcomes.get(person) ?? 0n;
    const state = authority.stateOf(bits | welcome);
    return (
      authority.membership(state, entry.author) === 'member' &&
      (mayWrite(state, entry.doc, entry.author) || isKeeper(state, entry.doc, entry.author))
    );
  }

  #maskOf(present: AuthorityState, taking: Taking): bigint {
    if (this.#masks?.of !== present) {
      const { authority } = this.#documents;
      const byTaking = new Map<Taking, bigint>();
      for (const each of present.takings) {
        let mask = 0n;
        for (const control of authority.controls()) {
          const { author } = control;
          if (!concerns(each, author, participantOf(present, author))) continue;
          if (!isWithinCut(each, AUTHORITY_DOC, control)) mask |= control.bit;
        }
        byTaking.set(each, mask);
      }
      this.#masks = { of: present, byTaking };
    }
    return this.#masks.byTaking.get(taking) ?? 0n;
  }
}
