import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Digest, Signer } from '../crypto/signer.ts';
import { encodeDocumentKeys } from '../protocol/document-keys.ts';
import type { DocumentKeysContent } from '../protocol/document-keys.ts';
import { encodeSealedUpdate } from '../protocol/sealed-update.ts';
import { compareRefs, encodeEntry, encodeEntryBody, entrySigningBytes } from '../protocol/entry.ts';
import type { Entry, EntryBody, PayloadKind, Ref } from '../protocol/entry.ts';
import { encodeStatement } from '../protocol/authority-statement.ts';
import type { KnownStatement } from '../protocol/authority-statement.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { ClassId, DocId, EntryHash, SessionId } from '../protocol/ids.ts';
import { MAX_REFS } from '../protocol/limits.ts';
import { checkpointContent } from './checkpoint-content.ts';
import type { ClassDocuments } from './class-documents.ts';
import { clientIdOf } from './client-id.ts';
import { readCheckpoint } from './document-checkpoint.ts';
import type { EntryIntake } from './entry-intake.ts';
import { judge } from './entry-judge.ts';
import type { Candidate } from './candidate.ts';
import { chainKey, refOf } from './entry-record.ts';
import type { EntryRecord } from './entry-record.ts';
import type { Epoch } from './epoch-book.ts';
import { isSealed } from './permissions.ts';
import type { SealedWriting } from './sealed-writing.ts';
import type { StorageQueue } from './storage-queue.ts';
import { EMPTY_UPDATE, inspectUpdate } from './yjs-update.ts';

/** The outcome of writing: 'kept' also where the store failed and the entry is in memory only. */
export type WriteOutcome = 'kept' | { readonly refused: string };

/** A session of this device in a document, and its Yjs client id (SY7). */
interface Writer {
  readonly session: SessionId;
  readonly client: number;
}

interface OwnEntriesOptions {
  readonly classId: ClassId;
  readonly identity: Signer;
  readonly documents: ClassDocuments;
  readonly intake: EntryIntake;
  readonly storage: StorageQueue;
  readonly clock: Clock;
  readonly digest: Digest;
  /** What sealed documents are written with. */
  readonly seal: SealedWriting;
}

/** Makes this device's entries: one at a time per document, stored before anybody else gets to see them (SY1). */
export class OwnEntries {
  readonly session: SessionId;
  readonly #options: OwnEntriesOptions;
  /** By document: the own chain, and the entry whose key was used last in it, which it has named. */
  readonly #named = new Map<DocId, string>();
  readonly #tails = new Map<DocId, Promise<unknown>>();
  /** Sessions of documents whose first one came to an end. */
  readonly #sessions = new Map<DocId, SessionId>();
  readonly #ended = new Set<DocId>();
  #closed = false;

  constructor(options: OwnEntriesOptions & { readonly session: SessionId }) {
    this.#options = options;
    this.session = options.session;
  }

  /** The session of this device in a document. */
  sessionIn(doc: DocId): SessionId {
    return this.#sessions.get(doc) ?? this.session;
  }

  /** The chain of the present session does not stand: nothing may be written in it any more (SY2). */
  endSession(doc: DocId): void {
    this.#ended.add(doc);
  }

  /** Goes on in a document by a new session. */
  renewSession(doc: DocId, session: SessionId): void {
    this.#sessions.set(doc, session);
    this.#ended.delete(doc);
  }

  /** Writes no more. Resolves when what is being written is stored, or is not going to be. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#tails.values());
  }

  /** Writes a statement into the document `authority`. */
  state(statement: KnownStatement): Promise<WriteOutcome> {
    const content = encodeStatement(statement);
    return this.#inTurn(AUTHORITY_DOC, () => {
      const session = this.sessionIn(AUTHORITY_DOC);
      const meaning = (): Candidate['content'] => ({ kind: 'statement', statement });
      return this.#write(AUTHORITY_DOC, session, content, [], 'plain', meaning);
    });
  }

  /**
   * Writes an update of a Y.Doc by `client`, that of the present session, made when the document's causal heads were
   * `heads`. Where that session ends before it is written, it is refused: no other session may say it (SY7).
   */
  update(doc: DocId, update: Bytes, client: number, heads: readonly Ref[]): Promise<WriteOutcome> {
    const writer: Writer = { session: this.sessionIn(doc), client };
    return this.#inTurn(doc, async () => {
      const { documents } = this.#options;
      if (isSealed(documents.authority.present(), doc))
        return this.#writeSealed(doc, update, writer, heads);
      // More heads than an entry may name are gathered by empty entries before it.
      let left = heads;
      while (left.length > MAX_REFS) {
        const outcome = await this.#writeUpdate(doc, EMPTY_UPDATE, writer, left.slice(0, MAX_REFS));
        if (outcome !== 'kept') return outcome;
        left = left.slice(MAX_REFS);
      }
      return this.#writeUpdate(doc, update, writer, left);
    });
  }

  /**
   * Writes a checkpoint of a Y.Doc: of everything that is there when its turn comes. Resolves with null where it would be longer than `maxBytes` or than an entry may be.
   */
  checkpoint(doc: DocId, maxBytes: number): Promise<WriteOutcome | null> {
    return this.#inTurn(doc, async () => {
      const { documents, identity, digest } = this.#options;
      const log = documents.logOrNew(doc);
      const writer = await this.#writerIn(doc);
      const { session, client } = writer;
      const chain = chainKey(identity.keyId, session);
      for (let left = log.heads(chain); left.length > MAX_REFS; left = log.heads(chain)) {
        const outcome = await this.#writeUpdate(doc, EMPTY_UPDATE, writer, left.slice(0, MAX_REFS));
        if (outcome !== 'kept') return outcome;
      }
      if (log.chainCount === 0) return { refused: 'base-lost' }; // all was taken out meanwhile
      const deps = log.heads(chain);
      const content = checkpointContent(log);
      if (content === null || content.length > maxBytes) return null;
      return this.#write(doc, session, content, deps, 'checkpoint', async (record) => {
        const read = await readCheckpoint(record, (known) => log.clientOf(known), digest);
        if (!read.ok) throw new Error(`own checkpoint is unfit: ${read.error}`);
        return { kind: 'checkpoint', client, checkpoint: read.value, own: true };
      });
    });
  }

  /** Writes a document key sealed to readers who lack it. */
  giveKeys(doc: DocId, keys: DocumentKeysContent): Promise<WriteOutcome> {
    return this.#inTurn(doc, async () => this.#writeKeys(doc, keys, await this.#writerIn(doc)));
  }

  async #writerIn(doc: DocId): Promise<Writer> {
    const { digest, identity } = this.#options;
    const session = this.sessionIn(doc);
    return { session, client: await clientIdOf(digest, identity.keyId, doc, session) };
  }

  #writeKeys(
    doc: DocId,
    keys: DocumentKeysContent,
    { session, client }: Writer,
  ): Promise<WriteOutcome> {
    const content = encodeDocumentKeys(keys);
    return this.#write(doc, session, content, [], 'keys', () => ({ kind: 'keys', client, keys }));
  }

  async #writeSealed(
    doc: DocId,
    update: Bytes,
    writer: Writer,
    heads: readonly Ref[],
  ): Promise<WriteOutcome> {
    const { documents, seal } = this.#options;
    let epoch = await seal.present(doc);
    if (epoch === null) {
      const made = await seal.create(doc);
      const outcome = await this.#writeKeys(doc, made, writer);
      if (outcome !== 'kept') return outcome;
      epoch = documents.epochs.find(doc, made.epoch);
      if (epoch === null) throw new Error('a key that was written is in the book');
    }
    let left = this.#withKeys(epoch, heads, writer);
    while (left.length > MAX_REFS) {
      const now = left.slice(0, MAX_REFS);
      const outcome = await this.#sealOne(doc, epoch, EMPTY_UPDATE, writer, now);
      if (outcome !== 'kept') return outcome;
      left = left.slice(MAX_REFS);
    }
    return this.#sealOne(doc, epoch, update, writer, left);
  }

  /** The heads, and the entry that holds the key where they do not cover it: whatever is cut, it stays with what needs it. */
  #withKeys(
    { doc, entries: [keys] }: Epoch,
    heads: readonly Ref[],
    { session }: Writer,
  ): readonly Ref[] {
    const { documents, identity } = this.#options;
    const chain = chainKey(identity.keyId, session);
    if (keys === undefined || keys.chain === chain) return heads;
    const name = `${chain}/${keys.hash}`;
    if (this.#named.get(doc) === name) return heads;
    this.#named.set(doc, name);
    const same = heads.find((ref) => chainKey(ref.author, ref.session) === keys.chain);
    if (same !== undefined && same.seq >= keys.entry.seq) return heads;
    if (documents.log(doc)?.find(refOf(keys)) === null) return heads; // pruned: it stands
    return [...heads.filter((ref) => ref !== same), refOf(keys)];
  }

  async #sealOne(
    doc: DocId,
    epoch: Epoch,
    update: Bytes,
    { session, client }: Writer,
    deps: readonly Ref[],
  ): Promise<WriteOutcome> {
    const { classId, identity, documents, seal } = this.#options;
    const shape = inspectUpdate(update, client);
    if (!shape.ok) throw new Error(`own update is unfit: ${shape.error}`);
    const { keyId: author } = identity;
    const seq = documents.log(doc)?.length(chainKey(author, session)) ?? 0;
    const place = { classId, doc, author, session, seq };
    const sealed = await seal.seal(epoch, place, update);
    const plain = { update, shape: shape.value };
    return this.#write(doc, session, encodeSealedUpdate(sealed), deps, 'sealed', () => ({
      kind: 'sealed',
      client,
      sealed,
      plain,
    }));
  }

  #writeUpdate(
    doc: DocId,
    update: Bytes,
    { session, client }: Writer,
    deps: readonly Ref[],
  ): Promise<WriteOutcome> {
    const shape = inspectUpdate(update, client);
    if (!shape.ok) throw new Error(`own update is unfit: ${shape.error}`);
    return this.#write(doc, session, update, deps, 'plain', () => ({
      kind: 'update',
      client,
      shape: shape.value,
    }));
  }

  async #write(
    doc: DocId,
    session: SessionId,
    content: Bytes,
    deps: readonly Ref[],
    kind: PayloadKind,
    meaning: (record: EntryRecord) => Candidate['content'] | Promise<Candidate['content']>,
  ): Promise<WriteOutcome> {
    const { classId, identity, documents, intake, storage, clock, digest } = this.#options;
    if (this.#closed) return { refused: 'closed' };
    if (this.#hasEnded(doc, session)) return { refused: 'base-lost' };
    const chain = chainKey(identity.keyId, session);
    const last = documents.log(doc)?.head(chain) ?? null;
    const fields: EntryBody = {
      classId,
      doc,
      author: identity.keyId,
      session,
      seq: last === null ? 0 : last.seq + 1,
      prev: last?.hash ?? null,
      deps: [...deps].sort(compareRefs),
      authority: documents.authority.heads().slice(0, MAX_REFS),
      at: Math.max(0, Math.floor(clock.now())),
      kind,
      content,
    };
    const body = encodeEntryBody(fields);
    const bodyHash = await digest(body);
    const hash = toBase64Url(bodyHash) as EntryHash;
    const signature = await identity.sign(entrySigningBytes(bodyHash));
    const bytes = encodeEntry(body, signature);
    // Parts of one buffer, as in an entry that came in: each of its own would double what an entry takes.
    const parts = {
      body: bytes.subarray(0, body.length),
      signature: bytes.subarray(body.length),
      content: bytes.subarray(body.length - content.length, body.length),
    };
    const entry: Entry = { ...fields, bytes, ...parts };
    const record: EntryRecord = { entry, hash, chain };
    const candidate: Candidate = { record, content: await meaning(record) };
    const verdict = judge(candidate, documents, documents.authority);
    if (verdict.kind === 'refuse') return { refused: verdict.code };
    // What it is built on was taken out meanwhile.
    if (verdict.kind !== 'accept' || this.#hasEnded(doc, session)) return { refused: 'base-lost' };
    // A failing store is told by the queue; the work goes on in memory and to the others.
    await storage.append(candidate.record);
    if (!this.#hasEnded(doc, session)) intake.acceptOwn(candidate);
    if (documents.holds(candidate.record)) return 'kept';
    await storage.remove([{ doc, chain, from: entry.seq, to: entry.seq }]);
    return { refused: 'base-lost' };
  }

  #hasEnded(doc: DocId, session: SessionId): boolean {
    return this.#ended.has(doc) || this.sessionIn(doc) !== session;
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
