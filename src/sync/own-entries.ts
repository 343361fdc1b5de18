import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Digest, Signer } from '../crypto/signer.ts';
import { compareRefs, encodeEntry, encodeEntryBody, entrySigningBytes } from '../protocol/entry.ts';
import type { Entry, EntryBody, Ref } from '../protocol/entry.ts';
import { encodeStatement } from '../protocol/authority-statement.ts';
import type { KnownStatement } from '../protocol/authority-statement.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { ClassId, DocId, EntryHash, SessionId } from '../protocol/ids.ts';
import { MAX_REFS } from '../protocol/limits.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { EntryIntake } from './entry-intake.ts';
import { judge } from './entry-judge.ts';
import type { Candidate } from './candidate.ts';
import { chainKey } from './entry-record.ts';
import type { StorageQueue } from './storage-queue.ts';
import { EMPTY_UPDATE, inspectUpdate } from './yjs-update.ts';

/** The outcome of writing: 'kept' also where the store failed and the entry is in memory only. */
export type WriteOutcome = 'kept' | { readonly refused: string };

interface OwnEntriesOptions {
  readonly classId: ClassId;
  readonly identity: Signer;
  readonly documents: ClassDocuments;
  readonly intake: EntryIntake;
  readonly storage: StorageQueue;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** Makes this device's entries: one at a time per document, stored before anybody else gets to see them (SY1). */
export class OwnEntries {
  readonly session: SessionId;
  readonly #options: OwnEntriesOptions;
  readonly #tails = new Map<DocId, Promise<unknown>>();

  constructor(options: OwnEntriesOptions & { readonly session: SessionId }) {
    this.#options = options;
    this.session = options.session;
  }

  /** Writes a statement into the document `authority`. */
  state(statement: KnownStatement): Promise<WriteOutcome> {
    const content = encodeStatement(statement);
    return this.#inTurn(AUTHORITY_DOC, () =>
      this.#write(AUTHORITY_DOC, content, [], { kind: 'statement', statement }),
    );
  }

  /** Writes an update of a Y.Doc by `client`, made when the document's causal heads were `heads`. */
  update(doc: DocId, update: Bytes, client: number, heads: readonly Ref[]): Promise<WriteOutcome> {
    return this.#inTurn(doc, async () => {
      // More heads than an entry may name are gathered by empty entries before it.
      let left = heads;
      while (left.length > MAX_REFS) {
        const outcome = await this.#writeUpdate(doc, EMPTY_UPDATE, client, left.slice(0, MAX_REFS));
        if (outcome !== 'kept') return outcome;
        left = left.slice(MAX_REFS);
      }
      return this.#writeUpdate(doc, update, client, left);
    });
  }

  #writeUpdate(
    doc: DocId,
    update: Bytes,
    client: number,
    deps: readonly Ref[],
  ): Promise<WriteOutcome> {
    const shape = inspectUpdate(update, client);
    if (!shape.ok) throw new Error(`own update is unfit: ${shape.error}`);
    return this.#write(doc, update, deps, { kind: 'update', client, shape: shape.value });
  }

  async #write(
    doc: DocId,
    content: Bytes,
    deps: readonly Ref[],
    meaning: Candidate['content'],
  ): Promise<WriteOutcome> {
    const { classId, identity, documents, intake, storage, clock, digest } = this.#options;
    const chain = chainKey(identity.keyId, this.session);
    const last = documents.log(doc)?.head(chain) ?? null;
    const fields: EntryBody = {
      classId,
      doc,
      author: identity.keyId,
      session: this.session,
      seq: last === null ? 0 : last.seq + 1,
      prev: last?.hash ?? null,
      deps: [...deps].sort(compareRefs),
      authority: documents.authority.heads().slice(0, MAX_REFS),
      at: Math.max(0, Math.floor(clock.now())),
      kind: 'plain',
      content,
    };
    const body = encodeEntryBody(fields);
    const hash = toBase64Url(await digest(body)) as EntryHash;
    const signature = await identity.sign(entrySigningBytes(body));
    const entry: Entry = { ...fields, bytes: encodeEntry(body, signature), body, signature };
    const candidate: Candidate = { record: { entry, hash, chain }, content: meaning };
    const verdict = judge(candidate, documents, documents.authority);
    if (verdict.kind === 'refuse') return { refused: verdict.code };
    if (verdict.kind !== 'accept')
      throw new Error(`own entry is not judged at once: ${verdict.kind}`);
    // A failing store is told by the queue; the work goes on in memory and to the others.
    await storage.append(candidate.record);
    intake.acceptOwn(candidate);
    return 'kept';
  }

  #inTurn<T>(doc: DocId, task: () => Promise<T>): Promise<T> {
    const turn = (this.#tails.get(doc) ?? Promise.resolve()).then(task);
    this.#tails.set(
      doc,
      turn.then(
        () => undefined,
        () => undefined, // told to who waits for this turn; the next one is not concerned
      ),
    );
    return turn;
  }
}
