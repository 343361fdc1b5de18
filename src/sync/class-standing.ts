import type { Bytes } from '../base/bytes.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { decodeEntry } from '../protocol/entry.ts';
import type { AuthorityStatement } from '../protocol/authority-statement.ts';
import type { ClassId, DocId } from '../protocol/ids.ts';
import { decodePeerMessage, encodePeerMessage } from '../protocol/peer-messages.ts';
import type { EntryStore } from '../store/entry-store.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { EntryIntake, EntrySource } from './entry-intake.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import type { EntryVerifier } from './entry-verifier.ts';
import type { ForkBook, Fork, Proof } from './fork-book.ts';
import type { StandingJudge } from './standing-judge.ts';

/** Keys of the store's notes that hold proofs begin so. */
const NOTE = 'fork/';

/** Entries that were taken out of a document. */
export interface Fallen {
  readonly doc: DocId;
  readonly removed: readonly EntryRecord[];
}

interface ClassStandingOptions {
  readonly classId: ClassId;
  readonly documents: ClassDocuments;
  readonly intake: EntryIntake;
  readonly judge: StandingJudge;
  readonly forks: ForkBook;
  readonly verifier: EntryVerifier;
  readonly store: EntryStore;
  readonly refusals: RefusalCounter;
  readonly logger: Logger;
}

/** Keeps in the logs what stands, and nothing else, as removals and proofs of equivocation come in (SY2, SY5). */
export class ClassStanding {
  readonly forks = new ObservableValue<readonly Fork[]>([]);
  readonly #options: ClassStandingOptions;
  readonly #fell = new Emitter<Fallen>();
  readonly #proved = new Emitter<{ proof: Proof; source: EntrySource | null }>();

  constructor(options: ClassStandingOptions) {
    this.#options = options;
    options.intake.onForked(([one, other]) => this.#note(one, other, null));
  }

  /** Fires when entries were taken out of a document, before others can come in. */
  onFell(listener: (fallen: Fallen) => void): Unsubscribe {
    return this.#fell.on(listener);
  }

  /** Fires with each proof that is news, and who brought it (null: found here). */
  onProved(listener: (proved: { proof: Proof; source: EntrySource | null }) => void): Unsubscribe {
    return this.#proved.on(listener);
  }

  /** Both entries of each known fork. */
  proofs(): readonly (readonly [Bytes, Bytes])[] {
    return [...this.#options.forks.proofs()].map(([low, high]) => [
      low.entry.bytes,
      high.entry.bytes,
    ]);
  }

  /** The proof of a chain's fork. */
  proofOf(doc: DocId, chain: ChainKey): Proof | null {
    for (const proof of this.#options.forks.proofs())
      if (proof[0].chain === chain && proof[0].entry.doc === doc) return proof;
    return null;
  }

  /** Reads the proofs that were stored, once the logs are loaded. */
  async load(): Promise<void> {
    const { store, classId } = this.#options;
    for (const key of await store.metaKeys(classId)) {
      if (!key.startsWith(NOTE)) continue;
      const bytes = await store.getMeta(classId, key);
      const decoded = bytes === null ? null : decodePeerMessage(bytes);
      if (decoded?.ok === true && decoded.value.type === 'proof')
        await this.take(decoded.value.entries, null);
    }
    this.restand();
  }

  /** Takes a proof as it came from a peer, or from the store. */
  async take(entries: readonly Bytes[], source: EntrySource | null): Promise<void> {
    const records: EntryRecord[] = [];
    for (const bytes of entries) {
      const decoded = decodeEntry(bytes);
      const verified = decoded.ok ? await this.#options.verifier.verify(decoded.value) : null;
      if (verified === null || verified.kind === 'refuse') return this.#refuse(source);
      // Whose key is not known yet has no entries here; the proof comes again with the next comparison.
      if (verified.kind === 'wait') return;
      records.push(verified.kind === 'known' ? verified.record : verified.candidate.record);
    }
    const [one, other] = records;
    if (one === undefined || other === undefined) return this.#refuse(source);
    const samePlace =
      one.entry.doc === other.entry.doc &&
      one.chain === other.chain &&
      one.entry.seq === other.entry.seq;
    if (!samePlace || one.hash === other.hash) return this.#refuse(source);
    this.#note(one, other, source);
  }

  /** To be called after a statement was accepted. */
  stated(statement: AuthorityStatement): void {
    switch (statement.kind) {
      case 'remove':
      case 'resolve':
      case 'welcome':
      case 'link':
        this.restand();
        break;
      case 'role':
        if (statement.cut !== null) this.restand();
        break;
      case 'admission-key':
        if (statement.kept !== null) this.restand();
        break;
      default:
    }
  }

  /** Takes out what does not stand, and in what stands again. */
  restand(): void {
    const { documents, judge, intake, logger } = this.#options;
    const removed: EntryRecord[] = [];
    // `authority` comes first: others may name what falls there.
    for (const log of documents.all()) {
      const fallen = judge.fallenIn(log);
      if (fallen.size === 0) continue;
      const out = documents.remove(log, fallen);
      if (out.length === 0) continue;
      removed.push(...out);
      this.#fell.emit({ doc: log.doc, removed: out });
    }
    intake
      .reconsider(removed)
      .catch((cause: unknown) =>
        logger.log('error', 'reconsider-threw', { message: String(cause) }),
      );
  }

  #note(one: EntryRecord, other: EntryRecord, source: EntrySource | null): void {
    const { forks, store, classId, intake, logger } = this.#options;
    if (!forks.add(one, other)) return;
    const { doc } = one.entry;
    for (const proof of forks.proofs()) {
      if (proof[0].chain !== one.chain || proof[0].entry.doc !== doc) continue;
      const entries = proof.map(({ entry }) => entry.bytes);
      logger.log('warn', 'fork', { doc, author: one.entry.author, seq: proof[0].entry.seq });
      store
        .putMeta(
          classId,
          `${NOTE}${doc}/${one.chain}`,
          encodePeerMessage({ type: 'proof', entries }),
        )
        .catch((cause: unknown) => logger.log('warn', 'fork-unsaved', { message: String(cause) })); // peers that have it give it again
      this.forks.set(forks.forks());
      this.#proved.emit({ proof, source });
      this.restand();
      // The branch that stands may not be here yet.
      intake
        .take(entries, source ?? NOBODY)
        .catch((cause: unknown) => logger.log('error', 'fork-threw', { message: String(cause) }));
    }
  }

  #refuse(source: EntrySource | null): void {
    this.#options.refusals.refuse('proof-malformed');
    source?.offended('proof-malformed');
  }
}

const NOBODY: EntrySource = {
  received: () => undefined,
  offended: () => undefined,
  gone: false,
};
