import type { Logger } from '../base/logger.ts';
import type { Digest } from '../crypto/signer.ts';
import { decodeStatement } from '../protocol/authority-statement.ts';
import { decodeEntry } from '../protocol/entry.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { ClassId, DocId, KeyId } from '../protocol/ids.ts';
import type { EntryStore } from '../store/entry-store.ts';
import { AuthorityLog } from './authority-log.ts';
import { clientIdOf } from './client-id.ts';
import { clockAfter, DocumentLog } from './document-log.ts';
import type { Candidate } from './candidate.ts';
import { chainKey } from './entry-record.ts';
import type { EntryRecord } from './entry-record.ts';
import type { DocumentVector } from '../protocol/peer-messages.ts';

/** All accepted entries of a class, by document. */
export class ClassDocuments {
  readonly authority: AuthorityLog;
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
  append({ record, content }: Candidate): void {
    const log = this.logOrNew(record.entry.doc);
    if (content.kind === 'update') {
      log.append(record, content.client, content.shape.to);
    } else {
      log.append(record, null, 0);
      this.authority.note(record, content.statement);
    }
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
   * Reads what is stored; it was checked before it was stored. What cannot be read (and what follows on it) is
   * left out, counted and logged: peers give it again. Resolves with how many entries that were.
   */
  async load(store: EntryStore, classId: ClassId, digest: Digest, logger: Logger): Promise<number> {
    let lost = 0;
    const docs = await store.documents(classId);
    for (const doc of [AUTHORITY_DOC, ...docs.filter((name) => name !== AUTHORITY_DOC)]) {
      const log = this.logOrNew(doc);
      let damaged = 0;
      for (const { bytes, hash } of await store.read(classId, doc)) {
        const decoded = decodeEntry(bytes);
        if (!decoded.ok) {
          damaged++;
          continue;
        }
        const entry = decoded.value;
        const record: EntryRecord = { entry, hash, chain: chainKey(entry.author, entry.session) };
        if (log.length(record.chain) !== entry.seq) {
          damaged++;
          continue;
        }
        if (doc === AUTHORITY_DOC) {
          const statement = decodeStatement(entry.content);
          if (!statement.ok) {
            damaged++;
            continue;
          }
          log.append(record, null, 0);
          this.authority.note(record, statement.value);
        } else {
          const client =
            log.clientOf(record.chain) ??
            (await clientIdOf(digest, entry.author, doc, entry.session));
          log.append(record, client, clockAfter(record, client));
        }
      }
      if (damaged > 0) logger.log('error', 'stored-damaged', { doc, entries: damaged });
      lost += damaged;
    }
    return lost;
  }

  /** A device's own admission, founding or invited: what it shows to who does not know it. */
  admissionsOf(id: KeyId): readonly EntryRecord[] {
    return this.authority.log.entries.filter(({ entry }) => entry.author === id && entry.seq === 0);
  }

  #create(doc: DocId): DocumentLog {
    const log = new DocumentLog(doc);
    this.#logs.set(doc, log);
    return log;
  }
}
