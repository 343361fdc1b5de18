import type { Bytes } from '../base/bytes.ts';
import type { Logger } from '../base/logger.ts';
import type { Digest } from '../crypto/signer.ts';
import { decodeStatement } from '../protocol/authority-statement.ts';
import { decodeDocumentKeys } from '../protocol/document-keys.ts';
import { decodeEntry } from '../protocol/entry.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { ClassId, DocId, EntryHash, KeyId } from '../protocol/ids.ts';
import type { EntryStore, StoredEntry } from '../store/entry-store.ts';
import { AuthorityLog } from './authority-log.ts';
import { concerns, participantOf } from './authority-state.ts';
import { DamagedPlaces } from './damaged-places.ts';
import { DocumentLog } from './document-log.ts';
import type { Appended } from './document-log.ts';
import type { Candidate } from './candidate.ts';
import { EpochBook } from './epoch-book.ts';
import { chainKey } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import { loadDocument, takeInTurn } from './load-document.ts';
import type { DocumentVector } from '../protocol/peer-messages.ts';

/** All accepted entries of a class, by document. */
export class ClassDocuments {
  readonly authority: AuthorityLog;
  readonly epochs = new EpochBook();
  /** What the store has and nobody can use. */
  readonly damaged = new DamagedPlaces();
  readonly #logs = new Map<DocId, DocumentLog>();

  constructor() {
    this.authority = new AuthorityLog(this.#create(AUTHORITY_DOC));
  }

  log(doc: DocId): DocumentLog | null {
    return this.#logs.get(doc) ?? null;
  }

  /** The document's log; an empty one where there was none. */
  logOrNew(doc: DocId): DocumentLog {
    return this.#logs.get(doc) ?? this.#create(doc);
  }

  /** `authority` first, as all others are judged by it. */
  all(): Iterable<DocumentLog> {
    return this.#logs.values();
  }

  /** The entry with the same chain, seq and hash is here. */
  holds({ entry, hash, chain }: EntryRecord): boolean {
    return this.#logs.get(entry.doc)?.at(chain, entry.seq)?.hash === hash;
  }

  /** Takes in a candidate that was judged 'accept'. */
  append({ record, content }: Candidate): Appended {
    const log = this.logOrNew(record.entry.doc);
    if (content.kind === 'checkpoint')
      return log.appendCheckpoint(content.checkpoint, content.client);
    const fresh = log.chainCount === 0;
    if (content.kind === 'update') {
      log.append(record, content.client, content.shape.to);
    } else if (content.kind === 'statement') {
      log.append(record, null, 0);
      this.authority.note(record, content.statement);
    } else {
      log.append(record, content.client, 0); // relays cannot know how far its structs come
      if (content.kind === 'keys') this.epochs.note(record, content.keys);
    }
    return { pruned: [], adopted: false, fresh };
  }

  /** Where a participant's chains end, or one device's: what was written there as far as we know (SY5). */
  cutOf(member: KeyId, scope: 'participant' | 'device' = 'participant'): readonly DocumentVector[] {
    const present = this.authority.present();
    const cut: DocumentVector[] = [];
    for (const log of this.#logs.values()) {
      const heads = log
        .vector()
        .filter(({ author }) =>
          concerns({ member, scope }, author, participantOf(present, author)),
        );
      if (heads.length > 0) cut.push({ doc: log.doc, heads });
    }
    return cut;
  }

  /** Takes out of a document what does not stand; all that is built on it must be named too. Gives what was removed. */
  remove(log: DocumentLog, fallen: ReadonlySet<EntryHash>): readonly EntryRecord[] {
    const removed: EntryRecord[] = [];
    for (const chain of [...log.chains()]) {
      const first = log.records(chain).find(({ hash }) => fallen.has(hash));
      if (first !== undefined) removed.push(...log.truncate(chain, first.entry.seq));
    }
    if (removed.length > 0 && log.doc === AUTHORITY_DOC) this.authority.rebuild();
    return removed;
  }

  /** Version vectors of all documents that have entries. */
  vectors(): readonly DocumentVector[] {
    const vectors: DocumentVector[] = [];
    for (const log of this.#logs.values()) {
      if (log.chainCount > 0) vectors.push({ doc: log.doc, heads: log.vector() });
    }
    return vectors;
  }

  /**
   * Reads what is stored; it was checked before it was stored. What cannot be read, and what rests on it, is left
   * out, noted in `damaged` and logged: peers give it again. Gives what can be read and rests on what is missing: it
   * is good once that is here again.
   */
  async load(
    store: EntryStore,
    classId: ClassId,
    digest: Digest,
    logger: Logger,
  ): Promise<readonly Bytes[]> {
    const early: Bytes[] = [];
    const docs = await store.documents(classId);
    for (const doc of [AUTHORITY_DOC, ...docs.filter((name) => name !== AUTHORITY_DOC)]) {
      const stored = new Map<EntryRecord, StoredEntry>();
      const unusable: StoredEntry[] = [];
      const before = this.damaged.count.value;
      for (const each of await store.read(classId, doc)) {
        const decoded = decodeEntry(each.bytes);
        if (decoded.ok) {
          const entry = decoded.value;
          const chain = chainKey(entry.author, entry.session);
          stored.set({ entry, hash: each.hash, chain }, each);
        } else unusable.push(each);
      }
      const records = [...stored.keys()];
      const left =
        doc === AUTHORITY_DOC
          ? takeInTurn(records, (record) => this.#loadStatement(record))
          : await this.#loadDocument(doc, records, digest);
      for (const record of left) {
        const place = stored.get(record);
        if (place !== undefined) unusable.push(place);
        early.push(record.entry.bytes);
      }
      // What a checkpoint covers nobody needs.
      const log = this.logOrNew(doc);
      for (const place of unusable)
        if (log.standing(place.chain as ChainKey) < place.seq) this.damaged.add(place);
      const entries = this.damaged.count.value - before;
      if (entries > 0) logger.log('error', 'stored-damaged', { doc, entries });
    }
    return early;
  }

  /** A device's own admission, founding or invited: what it shows to who does not know it. */
  admissionsOf(id: KeyId): readonly EntryRecord[] {
    return this.authority.log.entries.filter(({ entry }) => entry.author === id && entry.seq === 0);
  }

  #loadStatement(record: EntryRecord): boolean {
    const { entry, chain } = record;
    const { log } = this.authority;
    const statement = decodeStatement(entry.content);
    const head = log.head(chain);
    if (!statement.ok || (head?.seq ?? -1) + 1 !== entry.seq || entry.prev !== (head?.hash ?? null))
      return false;
    if (!this.#knows(record)) return false;
    log.append(record, null, 0);
    this.authority.note(record, statement.value);
    return true;
  }

  /** Gives what was of no use. */
  async #loadDocument(
    doc: DocId,
    records: readonly EntryRecord[],
    digest: Digest,
  ): Promise<readonly EntryRecord[]> {
    const log = this.logOrNew(doc);
    const left = await loadDocument(log, records, digest, (record) => this.#knows(record));
    for (const record of log.entries) {
      if (record.entry.kind !== 'keys') continue;
      const keys = decodeDocumentKeys(record.entry.content);
      if (keys.ok) this.epochs.note(record, keys.value);
    }
    return left;
  }

  /** Whether the statements are here that an entry names: without them nothing can be said of it. */
  #knows({ entry }: EntryRecord): boolean {
    return entry.authority.every(({ hash }) => this.authority.isControl(hash));
  }

  #create(doc: DocId): DocumentLog {
    const log = new DocumentLog(doc);
    this.#logs.set(doc, log);
    return log;
  }
}
