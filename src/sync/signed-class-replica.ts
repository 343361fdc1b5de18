import { equalBytes, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { Emitter } from '../base/emitter.ts';
import { LecternError } from '../base/lectern-error.ts';
import { RefusalCounter } from '../base/logger.ts';
import { ObservableValue } from '../base/observable.ts';
import type { Observable } from '../base/observable.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Signer } from '../crypto/signer.ts';
import { admissionProofBytes, ownerCertificateBytes } from '../protocol/class-statements.ts';
import type { CarriedKey } from '../protocol/carried-key.ts';
import { decodeStatement } from '../protocol/authority-statement.ts';
import type { Door, KnownStatement } from '../protocol/authority-statement.ts';
import { isLower } from '../protocol/statement-parts.ts';
import type { DocumentRule, StatedRole } from '../protocol/statement-parts.ts';
import { isPassing, profileDoc } from '../protocol/ids.ts';
import type { ClassId, DocId, EntryHash, KeyId, SessionId } from '../protocol/ids.ts';
import { MAX_HOLDERS } from '../protocol/limits.ts';
import type { Link } from '../transport/link.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import { Acknowledged } from './acknowledged.ts';
import { doorFor } from './authority-log.ts';
import { forkKey, participantOf, roleUnder } from './authority-state.ts';
import { inspectAwareness } from './awareness-payload.ts';
import { CheckpointMaker } from './checkpoint-maker.ts';
import { mayCheckpoint } from './checkpoint-judge.ts';
import { ClassDocuments } from './class-documents.ts';
import type {
  AuthorityView,
  Branch,
  ClassReplica,
  EntriesAside,
  JoinRefusal,
  LostWork,
  Renewal,
  ReplicaStatus,
  Standing,
  StatedEntry,
} from './class-replica.ts';
import { ClassStanding } from './class-standing.ts';
import type { Fallen } from './class-standing.ts';
import { clientIdOf } from './client-id.ts';
import type { Candidate } from './candidate.ts';
import type { DocumentHandle } from './document-handle.ts';
import { DocumentKeys } from './document-keys.ts';
import { DocumentReaders } from './document-readers.ts';
import { KeyGiving } from './key-giving.ts';
import { SealedContent } from './sealed-content.ts';
import { SealedWriting } from './sealed-writing.ts';
import { EntryIntake } from './entry-intake.ts';
import type { Accepted, EntrySource } from './entry-intake.ts';
import { EntryVerifier } from './entry-verifier.ts';
import { chainKey, refOf } from './entry-record.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';
import { ForkBook } from './fork-book.ts';
import type { Fork } from './fork-book.ts';
import { HeldDocuments } from './held-documents.ts';
import { wants } from './interest.ts';
import type { Interest } from './interest.ts';
import { InterestRouting } from './interest-routing.ts';
import { OwnEntries } from './own-entries.ts';
import { ParentWatch } from './parent-watch.ts';
import { PeerSession } from './peer-session.ts';
import { isSealed, isYjsDoc, mayWrite, ruleOf } from './permissions.ts';
import { Presence } from './presence.ts';
import { readOwnSealed } from './read-own-sealed.ts';
import { ReplicatedDocument } from './replicated-document.ts';
import type { ReplicaOptions } from './replica-options.ts';
import { StandingJudge } from './standing-judge.ts';
import { EMPTY_UPDATE } from './yjs-update.ts';
import { StorageQueue } from './storage-queue.ts';
import { TreeBlobExchange } from './tree-blob-exchange.ts';
import { TreeFileExchange } from './tree-file-exchange.ts';
import { VolatileChannel } from './volatile-channel.ts';
import { VolatileCounter } from './volatile-counter.ts';

/** What is shown to people of their own work is this old at most, in ms. */
const STATUS_MS = 20;
/** Likewise of others' work: it is not to keep an edit from those who come after us. */
const STATUS_OF_OTHERS_MS = 150;
/** Sessions and what waits are looked after this often, in ms. */
const TEND_MS = 1_000;
/** Who brought an entry without what it needs is asked for that; after so long everybody is, for so long. In ms. */
const ASK_ALL_AFTER_MS = 5_000;
const ASK_ALL_UNTIL_MS = 60_000;
/** A neighbour that was asked to hold a document and does not want it yet is asked again after this long, in ms. */
const HOLD_AGAIN_MS = 15_000;
/** Client ids of others' sessions that are remembered, for their cursors. */
const MAX_CLIENTS = 4_096;

/** Name of the store's note that a session of this device vouched for others. */
const SPOKE = 'presence';

/** Brings entries and hears nothing of them: a backup, or this device's own store. */
const BYSTANDER: EntrySource = {
  received: () => undefined,
  offended: () => undefined,
  gone: false,
};

/** A class replica made of chains of signed entries. */
export class SignedClassReplica implements ClassReplica {
  readonly classId: ClassId;
  readonly self: KeyId;
  readonly standing: ObservableValue<Standing>;
  readonly refusedBecause = new ObservableValue<JoinRefusal | null>(null);
  readonly authority: ObservableValue<AuthorityView>;
  readonly present: ObservableValue<ReadonlySet<KeyId>>;
  readonly status = new ObservableValue<ReplicaStatus>({
    waiting: 0,
    saved: true,
    upToDateWith: [],
  });
  readonly lost = new ObservableValue<readonly LostWork[]>([]);
  readonly blobs: TreeBlobExchange;
  readonly files: TreeFileExchange;
  readonly #options: ReplicaOptions;
  readonly #standing: ClassStanding;
  readonly #refusals: RefusalCounter;
  readonly #documents: ClassDocuments;
  readonly #storage: StorageQueue;
  readonly #intake: EntryIntake;
  readonly #keys: DocumentKeys;
  readonly #readers: DocumentReaders;
  readonly #giving: KeyGiving;
  readonly #sealed = new Map<DocId, SealedContent>();
  readonly #own: OwnEntries;
  readonly #acknowledged: Acknowledged;
  readonly #checkpoints: CheckpointMaker;
  readonly #counter: VolatileCounter;
  readonly #volatile: VolatileChannel;
  readonly #presence: Presence;
  readonly #parentWatch: ParentWatch;
  readonly #sessions = new Set<PeerSession>();
  readonly #routing: InterestRouting;
  readonly #held: HeldDocuments;
  /** Documents of ours that a neighbour was asked to hold: which one, and when in ms. */
  readonly #entrusted = new Map<DocId, { readonly holder: PeerSession; readonly at: number }>();
  /** Documents that this device has written in. */
  readonly #ownDocs = new Set<DocId>();
  readonly #handles = new Map<DocId, ReplicatedDocument>();
  readonly #opening = new Map<DocId, Promise<ReplicatedDocument>>();
  /** Open ones at which nobody looks any more. */
  readonly #released = new Set<DocId>();
  readonly #clients = new Map<string, Promise<number>>();
  readonly #newDocument = new Emitter<DocId>();
  #joining: Promise<void> | null = null;
  #statusPlanned: { readonly ms: number; readonly cancel: Unsubscribe } | null = null;
  #cancelTend: Unsubscribe | null = null;
  #closed = false;

  /** See `createClassReplica`. */
  static async create(options: ReplicaOptions): Promise<SignedClassReplica> {
    const documents = new ClassDocuments();
    const { store, classId, digest, logger } = options;
    const early = await documents.load(store, classId, digest, logger);
    const replica = new SignedClassReplica(options, documents);
    await replica.#standing.load();
    await replica.#acknowledged.load();
    await replica.#held.load();
    await replica.#keys.load();
    await replica.#counter.load();
    await replica.blobs.load();
    await replica.#found();
    replica.#planStatus();
    replica.#tend();
    for (const log of documents.all()) {
      replica.#checkpoints.grown(log);
      for (const chain of log.chains())
        if (chain.startsWith(replica.self)) replica.#ownDocs.add(log.doc);
    }
    await replica.#intake.take(early, BYSTANDER);
    if ((await store.getMeta(classId, SPOKE)) !== null) replica.#presence.spokeBefore();
    if (replica.#isMember()) replica.#presence.start();
    return replica;
  }

  private constructor(options: ReplicaOptions, documents: ClassDocuments) {
    const { classId, identity, store, clock, random, verifier, digest, logger } = options;
    this.#options = options;
    this.classId = classId;
    this.self = identity.keyId;
    this.#documents = documents;
    this.#refusals = new RefusalCounter(logger);
    const session = toBase64Url(random(16)) as SessionId;
    this.#storage = new StorageQueue({ store, classId, clock, logger });
    const forks = new ForkBook();
    const judge = new StandingJudge(documents, forks);
    const entryVerifier = new EntryVerifier({ classId, documents, verifier, digest });
    this.#intake = new EntryIntake({
      documents,
      verifier: entryVerifier,
      refusals: this.#refusals,
      clock,
      standing: judge,
      self: this.self,
      writeLocal: () => this.#writeLocal(),
    });
    this.#standing = new ClassStanding({
      classId,
      documents,
      intake: this.#intake,
      judge,
      forks,
      verifier: entryVerifier,
      store,
      refusals: this.#refusals,
      logger,
    });
    this.#standing.onFell((fallen) => this.#onFell(fallen));
    this.#standing.onProved(({ proof, source }) => {
      for (const session of this.#sessions)
        if (session !== source) session.prove(proof.map(({ entry }) => entry.bytes));
    });
    this.#keys = new DocumentKeys({
      classId,
      self: this.self,
      book: documents.epochs,
      sealing: options.sealing,
      digest,
      random,
      store,
      refusals: this.#refusals,
      logger,
    });
    this.#readers = new DocumentReaders(documents);
    this.#own = new OwnEntries({
      classId,
      identity,
      documents,
      intake: this.#intake,
      storage: this.#storage,
      clock,
      digest,
      session,
      seal: new SealedWriting({ documents, keys: this.#keys, readers: this.#readers, random }),
    });
    this.#giving = new KeyGiving({
      self: this.self,
      documents,
      readers: this.#readers,
      keys: this.#keys,
      own: this.#own,
      clock,
      logger,
      takers: () => this.#sessions,
    });
    this.#checkpoints = new CheckpointMaker({
      documents,
      clock,
      logger,
      pace: options.checkpoints,
      ready: (doc) => this.#mayCheckpoint(doc),
      make: (doc, maxBytes) => this.#own.checkpoint(doc, maxBytes),
    });
    this.#acknowledged = new Acknowledged({
      store,
      classId,
      self: this.self,
      documents,
      clock,
      logger,
      lacked: (doc) => this.#want(doc),
    });
    this.#counter = new VolatileCounter({ store, classId, logger });
    this.#volatile = new VolatileChannel({
      classId,
      session,
      identity,
      counter: this.#counter,
      verifier,
      authority: documents.authority,
      clock,
      refusals: this.#refusals,
      logger,
    });
    const ofFiles = { ...options, self: this.self, refusals: this.#refusals };
    this.blobs = new TreeBlobExchange(ofFiles);
    this.files = new TreeFileExchange({ ...ofFiles, blobs: this.blobs });
    this.#parentWatch = new ParentWatch(clock);
    this.#held = new HeldDocuments({ store, classId, logger });
    this.#routing = new InterestRouting(clock, () => this.#wanted(), this.#sessions);
    this.#presence = new Presence({
      self: this.self,
      clock,
      channel: this.#volatile,
      refusals: this.#refusals,
      isMember: (id) =>
        documents.authority.membership(documents.authority.present(), id) === 'member',
      spoke: () =>
        void store
          .putMeta(classId, SPOKE, new Uint8Array(1))
          .catch((cause: unknown) =>
            logger.log('warn', 'presence-unsaved', { message: String(cause) }),
          ),
    });
    this.present = new ObservableValue(this.#presentParticipants());
    this.#presence.present.subscribe(() => {
      this.#showPresent();
      for (const session of this.#sessions) session.presentChanged();
      for (const handle of this.#handles.values()) this.#refreshAwareness(handle);
    });
    this.#volatile.onForgotten(({ author, session }) => {
      for (const handle of this.#handles.values())
        void this.#dropAwareness(handle, author, session);
    });
    this.standing = new ObservableValue<Standing>(this.#ownStanding());
    this.authority = new ObservableValue(documents.authority.view());
    this.#intake.onAccepted((accepted) => this.#onAccepted(accepted));
    this.#keys.onGained((doc) => {
      void this.#sealed.get(doc)?.openMore();
      this.#giving.changed();
    });
    this.#storage.onError(() => this.#planStatus());
    this.#storage.onRecovered(() => this.#planStatus());
    this.#volatile.onNews(({ message, source }) => {
      if (source !== null && message.author === this.self) return; // an earlier session of ours: not to be believed longer
      for (const peer of this.#sessions) if (peer !== source) peer.pass(message);
      if (source === null || message.payload.length === 0) return;
      const handle = this.#handles.get(message.topic as DocId);
      if (handle !== undefined)
        void this.#applyAwareness(handle, message.author, message.session, message.payload);
    });
  }

  get damaged(): Observable<number> {
    return this.#documents.damaged.count;
  }

  get forks(): ObservableValue<readonly Fork[]> {
    return this.#standing.forks;
  }

  refusals(): ReadonlyMap<string, number> {
    return this.#refusals.counts();
  }

  aside(): EntriesAside {
    return this.#intake.aside();
  }

  onStorageError(listener: (error: LecternError) => void): Unsubscribe {
    if (this.#storage.failure !== null) listener(this.#storage.failure);
    return this.#storage.onError(listener);
  }

  addLink(link: Link): void {
    if (this.#closed) return;
    const session = new PeerSession(link, {
      self: this.self,
      documents: this.#documents,
      intake: this.#intake,
      volatile: this.#volatile,
      refusals: this.#refusals,
      clock: this.#options.clock,
      settled: () => this.#storage.settled(),
      isMember: () => this.#isMember(),
      proofs: () => this.#standing.proofs(),
      takeProof: (entries, peer) => this.#standing.take(entries, peer),
      introduced: () => this.#tryToJoin(),
      takeKey: (key) => this.#keys.take(key),
      progressed: (peer, vectors) => {
        this.#giving.changed();
        // Another device of ours is no other participant.
        if (peer.remote !== this.self) this.#acknowledged.note(vectors);
        this.#planStatus(vectors.length > 0 ? STATUS_MS : STATUS_OF_OTHERS_MS);
      },
      blobs: (peer, message) => this.blobs.take(peer, message),
      files: (peer, message) => this.files.take(peer, message),
      placed: (peer) => {
        this.blobs.linked(peer);
        this.files.linked(peer);
        this.#presence.linked(peer, peer.remote, peer.link.relation.value !== 'spare');
        this.#routing.changed();
      },
      wanted: (peer) => this.#routing.for(peer),
      interestHeard: () => {
        this.#routing.changed();
        this.#planStatus();
      },
      asksToHold: (peer, doc, count) => this.#hold(peer, doc, count),
      isPresent: (id) => this.#presence.present.value.has(id),
      ended: (peer, lost) => {
        this.#sessions.delete(peer);
        this.blobs.unlinked(peer);
        this.files.unlinked(peer);
        this.#presence.unlinked(peer, lost);
        this.#routing.changed();
        this.#planStatus();
      },
    });
    this.#sessions.add(session);
    session.start();
  }

  open(doc: DocId): Promise<DocumentHandle> {
    if (this.#released.delete(doc)) this.#routing.changed();
    let opening = this.#opening.get(doc);
    if (opening === undefined) this.#opening.set(doc, (opening = this.#openDocument(doc)));
    return opening;
  }

  release(doc: DocId): void {
    if (!this.#handles.has(doc) || this.#released.has(doc)) return;
    this.#released.add(doc);
    this.#routing.changed();
  }

  documents(): readonly DocId[] {
    const docs: DocId[] = [];
    for (const log of this.#documents.all())
      if (isYjsDoc(log.doc) && log.entries.length > 0) docs.push(log.doc);
    return docs;
  }

  onDocument(listener: (doc: DocId) => void): Unsubscribe {
    return this.#newDocument.on(listener);
  }

  setAdmission(publicKey: Bytes, expires: number, door: Door): Promise<void> {
    return this.#state({
      kind: 'admission-key',
      publicKey,
      role: 'student',
      expires,
      door,
      kept: door === 'lobby' && this.authority.value.admission !== null ? this.#keptIds() : null,
    });
  }

  setRole(member: KeyId, role: StatedRole): Promise<void> {
    const { authority } = this.#documents;
    const lowered = isLower(role, roleUnder(authority.present(), member));
    const cut = lowered ? this.#documents.cutOf(member) : null;
    return this.#state({ kind: 'role', member, role, cut });
  }

  async remove(member: KeyId, renewal: Renewal | null): Promise<void> {
    await this.#state({
      kind: 'remove',
      member,
      cut: this.#documents.cutOf(member),
      scope: 'participant',
    });
    if (renewal === null) return;
    const kept = this.#keptIds();
    await this.#state({ kind: 'admission-key', role: 'student', ...renewal, kept });
  }

  welcome(member: KeyId): Promise<void> {
    return this.#state({ kind: 'welcome', member });
  }

  linkDevice(member: KeyId, device: KeyId): Promise<void> {
    return this.#state({ kind: 'link', member, device });
  }

  loseDevice(device: KeyId): Promise<void> {
    const cut = this.#documents.cutOf(device, 'device');
    return this.#state({ kind: 'remove', member: device, scope: 'device', cut });
  }

  statements(): readonly StatedEntry[] {
    const stated: StatedEntry[] = [];
    for (const { entry } of this.#documents.authority.log.entries) {
      const statement = decodeStatement(entry.content);
      if (statement.ok)
        stated.push({ author: entry.author, at: entry.at, statement: statement.value });
    }
    return stated;
  }

  ruleOf(doc: DocId): DocumentRule | null {
    return ruleOf(this.#documents.authority.present(), doc);
  }

  makeDocument(doc: DocId, rule: DocumentRule): Promise<void> {
    return this.#state({ kind: 'document', doc, rule });
  }

  branchesOf({ doc, author, session, seq }: Fork): readonly Branch[] {
    const chosen = this.#documents.authority.present().resolved;
    const named = chosen.get(forkKey(doc, author, session, seq));
    const proof = this.#standing.proofOf(doc, chainKey(author, session));
    return (proof ?? []).map(({ entry, hash }) => ({
      hash,
      at: entry.at,
      content: entry.kind === 'plain' && isYjsDoc(doc) ? entry.content : null,
      chosen: hash === named,
    }));
  }

  resolveFork({ doc, author, session, seq }: Fork, hash: EntryHash): Promise<void> {
    return this.#state({ kind: 'resolve', doc, author, session, seq, hash });
  }

  closeClass(): Promise<void> {
    return this.#state({ kind: 'close' });
  }

  *entries(): Iterable<Bytes> {
    for (const log of this.#documents.all()) for (const { entry } of log.entries) yield entry.bytes;
  }

  documentKeys(): AsyncIterable<CarriedKey> {
    return this.#keys.all();
  }

  takeKeys(keys: readonly CarriedKey[]): Promise<void> {
    return this.#keys.restore(keys);
  }

  take(entries: readonly Bytes[]): Promise<void> {
    return this.#intake.take(entries, BYSTANDER);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    for (const handle of this.#handles.values()) await handle.close();
    this.#checkpoints.close();
    this.files.close();
    await this.blobs.close();
    for (const content of this.#sealed.values()) content.close();
    this.#giving.close();
    await this.#own.close();
    this.#presence.close();
    await this.#volatile.close();
    this.#closed = true;
    this.#cancelTend?.();
    this.#routing.close();
    this.#statusPlanned?.cancel();
    for (const session of this.#sessions) session.flushVolatile();
    for (const session of [...this.#sessions]) session.end();
    await this.#storage.close();
    await this.#acknowledged.close();
  }

  #showPresent(): void {
    const present = this.#presentParticipants();
    const before = this.present.value;
    if (present.size !== before.size || [...present].some((id) => !before.has(id)))
      this.present.set(present);
  }

  #presentParticipants(): ReadonlySet<KeyId> {
    const state = this.#documents.authority.present();
    return new Set([...this.#presence.present.value].map((id) => participantOf(state, id)));
  }

  /** Whom a new key leaves as they are: members, and who was removed, whose work stands by the cut alone. */
  #keptIds(): KeyId[] {
    const { authority } = this.#documents;
    const { membership } = authority.present();
    const removed = [...membership.keys()].filter((id) => membership.get(id) === 'removed');
    return [...authority.view().members.keys(), ...removed];
  }

  #isMember(): boolean {
    const { authority } = this.#documents;
    return authority.membership(authority.present(), this.self) === 'member';
  }

  async #found(): Promise<void> {
    const { foundation } = this.#options;
    if (foundation === undefined || foundation === null) return;
    const state = this.#documents.authority.present();
    if (!state.owners.has(this.self)) await this.#appoint(foundation.root);
    const { admission } = foundation;
    if (admission !== undefined && state.admission === null && !state.closed) {
      await this.setAdmission(admission.publicKey, admission.expires, admission.door);
    }
  }

  async #appoint(root: Signer): Promise<void> {
    const { identity, classId, sealing, name } = this.#options;
    await this.#state({
      kind: 'found',
      rootPublicKey: root.publicKey,
      publicKey: identity.publicKey,
      sealingPublicKey: sealing.publicKey,
      name,
      rootSignature: await root.sign(ownerCertificateBytes(classId, identity.publicKey)),
    });
  }

  async #state(statement: KnownStatement): Promise<void> {
    const outcome = await this.#own.state(statement);
    if (outcome === 'kept') return;
    if (outcome.refused === 'not-permitted') throw new LecternError('not-permitted');
    throw new Error(`statement refused: ${outcome.refused}`);
  }

  /** Joins by the invitation, once the control statements are here and if they let us. */
  #tryToJoin(): void {
    const { admission, clock } = this.#options;
    if (
      admission === undefined ||
      admission === null ||
      this.#isMember() ||
      this.#joining !== null ||
      this.#closed
    )
      return;
    const { authority } = this.#documents;
    const state = authority.present();
    if (state.owners.size === 0) return; // nothing that was shown goes back to the class's root key
    // Asked already by this invitation: a person decides.
    if (
      authority
        .admissions(this.self)
        .some(({ key }) => key !== null && equalBytes(key, admission.publicKey))
    ) {
      this.#showStanding();
      return;
    }
    const door = doorFor(state, this.self, admission.publicKey, clock.now());
    if (door !== 'open' && door !== 'lobby') {
      this.refusedBecause.set(door);
      this.standing.set('refused');
      return;
    }
    this.#joining = this.#join(admission)
      .catch((cause: unknown) =>
        this.#options.logger.log('error', 'join-threw', { message: String(cause) }),
      )
      .finally(() => (this.#joining = null));
  }

  async #join(admission: Signer): Promise<void> {
    const { classId, identity, sealing, name } = this.#options;
    const outcome = await this.#own.state({
      kind: 'admit',
      publicKey: identity.publicKey,
      sealingPublicKey: sealing.publicKey,
      name,
      admissionPublicKey: admission.publicKey,
      admissionSignature: await admission.sign(admissionProofBytes(classId, identity.publicKey)),
      deviceOf: this.#options.deviceOf ?? null,
    });
    // Left in the middle of it: the next visit asks again.
    if (outcome === 'kept' || outcome.refused === 'closed') return;
    throw new Error(`admission refused: ${outcome.refused}`);
  }

  async #openDocument(doc: DocId): Promise<ReplicatedDocument> {
    if (!isYjsDoc(doc)) throw new Error('not a document of this version');
    const { digest, clock, logger } = this.#options;
    const log = this.#documents.logOrNew(doc);
    const sealed = new SealedContent(log, this.#keys, this.#refusals);
    this.#sealed.set(doc, sealed); // what is opened may be taken out before all is
    await sealed.openMore();
    let session: SessionId;
    let client: number;
    do {
      session = this.#own.sessionIn(doc);
      client = await clientIdOf(digest, this.self, doc, session);
    } while (session !== this.#own.sessionIn(doc));
    const handle = new ReplicatedDocument(doc, client, this.#mayWrite(doc), {
      log,
      sealed: () => sealed.standing,
      heads: () => log.heads(chainKey(this.self, this.#own.sessionIn(doc))),
      clock,
      logger,
      write: (update, by, heads) => this.#own.update(doc, update, by, heads),
      lost: (updates) => this.#lose(doc, updates),
      storageFailure: () => this.#storage.failure,
      announce: (payload) => {
        // Volatile messages are not encrypted: of a sealed document nothing is announced (SY11).
        if (this.#isMember() && !isSealed(this.#documents.authority.present(), doc))
          this.#volatile.send(doc, payload);
      },
      changed: () => this.#planStatus(),
      awarenessWanted: () => this.#refreshAwareness(handle),
    });
    this.#handles.set(doc, handle);
    this.#routing.changed();
    sealed.onApplied(({ update, client: by, to }) =>
      handle.apply(update, [{ client: by, clock: to }]),
    );
    this.#planStatus();
    return handle;
  }

  #mayCheckpoint(doc: DocId): boolean {
    const state = this.#documents.authority.present();
    return (
      !this.#closed &&
      this.#storage.failure === null &&
      !state.closed &&
      !state.newer &&
      mayCheckpoint(state, doc, this.self)
    );
  }

  /** What this device itself wants: a teacher everything; anybody else their own, what they opened, what they hold, and what was damaged here. */
  #wanted(): Interest {
    const state = this.#documents.authority.present();
    const role = roleUnder(state, this.self);
    if (this.#isMember() && (role === 'owner' || role === 'teacher'))
      return { everything: true, names: new Set() };
    const person = participantOf(state, this.self);
    // What a device made before it was linked is named by its own key.
    const named = new Set([person, this.self]);
    for (const [device, of] of state.links) if (of === person) named.add(device);
    const own = [...named].flatMap((id) => [profileDoc(id), `work:${id}:`, `feedback:${id}:`]);
    return {
      everything: false,
      names: new Set([
        ...own,
        ...[...this.#handles.keys()].filter((doc) => !this.#released.has(doc)),
        ...this.#held.docs,
        ...this.#documents.damaged.docs,
      ]),
    };
  }

  /** Wants a document that was damaged here, whether or not it is open. */
  #want(doc: DocId): void {
    const { docs } = this.#documents.damaged;
    if (docs.has(doc)) return;
    docs.add(doc);
    this.#routing.changed();
  }

  /**
   * Lets go of what a link brought for somebody else and what still lacks something, once no neighbour is told any more
   * that the document is wanted: nobody need bring the rest. Whoever wants it later gets all of it by a comparison.
   */
  #letGo(): void {
    const own = this.#wanted();
    const sessions = [...this.#sessions];
    this.#intake.letGo(
      (source, doc) =>
        source instanceof PeerSession &&
        !wants(own, doc) &&
        !sessions.some(({ interest }) => interest.told(doc)),
    );
  }

  /** Asks a neighbour to hold what nobody near wants: its readers are away. */
  #entrust(): void {
    for (const { doc } of this.#documents.all()) {
      if (this.#acknowledged.waitingIn(doc) === 0) continue;
      const near = [...this.#sessions].some((peer) => peer.feeds(doc));
      if (near || this.#wasEntrusted(doc)) continue;
      const holder = this.#holder(doc, null);
      if (holder === null) continue;
      this.#entrusted.set(doc, { holder, at: this.#options.clock.now() });
      holder.hold(doc, MAX_HOLDERS);
    }
    // A parent may say that it has what it drops: what is ours goes another way too.
    for (const peer of this.#sessions) {
      const { relation, role } = peer.link;
      if (peer.serving && relation.value === 'spare' && role === 'ask')
        for (const doc of this.#ownDocs) if (!isPassing(doc)) peer.holdToo(doc);
    }
  }

  /** Whether a neighbour that is still here was asked a moment ago to hold a document. */
  #wasEntrusted(doc: DocId): boolean {
    const asked = this.#entrusted.get(doc);
    if (asked === undefined || !this.#sessions.has(asked.holder)) return false;
    const since = this.#options.clock.now() - asked.at;
    return since >= 0 && since < HOLD_AGAIN_MS; // the clock may have been set back
  }

  #hold(source: PeerSession, doc: DocId, count: number): void {
    const outcome = this.#held.add(doc, source.remote);
    if (outcome === 'full') this.#refusals.refuse('hold-full');
    if (outcome !== 'new') return;
    this.#routing.changed();
    if (count > 1) this.#holder(doc, source)?.hold(doc, count - 1);
  }

  /** Who is to hold a document next: the parent, for the root a child. */
  #holder(doc: DocId, except: PeerSession | null): PeerSession | null {
    const others = [...this.#sessions].filter(
      (peer) =>
        peer.serving &&
        peer !== except &&
        peer.remote !== this.self &&
        peer.link.relation.value !== 'spare' &&
        !peer.feeds(doc),
    );
    return others.find(({ link }) => link.relation.value === 'parent') ?? others[0] ?? null;
  }

  #mayWrite(doc: DocId): boolean {
    const state = this.#documents.authority.present();
    return this.#isMember() && !state.closed && !state.newer && mayWrite(state, doc, this.self);
  }

  #onAccepted(accepted: Accepted): void {
    const { candidate, source, appended } = accepted;
    this.#watchParent(accepted);
    const { record, content } = candidate;
    const { doc, author } = record.entry;
    if (author === this.self) this.#ownDocs.add(doc);
    const removed = [
      ...appended.pruned.map((range) => ({ doc, ...range })),
      ...this.#documents.damaged.replacedBy(
        record,
        content.kind === 'checkpoint' ? content.checkpoint.covered : null,
      ),
    ];
    if (source !== null) {
      void this.#storage.append(record, removed).then(() => this.#planStatus(STATUS_OF_OTHERS_MS));
      const handle = this.#handles.get(doc);
      if (content.kind === 'update')
        handle?.apply(record.entry.content, [{ client: content.client, clock: content.shape.to }]);
      else if (content.kind === 'checkpoint' && appended.adopted)
        handle?.apply(content.checkpoint.state, content.checkpoint.clients.values());
    } else if (removed.length > 0) {
      void this.#storage.remove(removed).then(() => this.#planStatus());
    }
    // Whoever signed for entries of ours has them.
    if (content.kind === 'checkpoint' && record.entry.author !== this.self)
      this.#acknowledged.note([{ doc, heads: [...content.checkpoint.covered.values()] }]);
    this.#takeSealed(candidate);
    // Of an edit of ours one neighbour's receipt is enough: everybody's would double what it costs.
    const witness = source === null ? this.#witness(doc) : null;
    for (const session of this.#sessions)
      if (session !== source) session.offer(record, session === witness);
    // Whoever gave us an entry of ours has it.
    if (
      source instanceof PeerSession &&
      source.remote !== this.self &&
      record.entry.author === this.self
    ) {
      this.#acknowledged.note([{ doc, heads: [refOf(record)] }]);
    }
    if (content.kind === 'statement') {
      this.#standing.stated(content.statement);
      this.#authorityChanged();
    } else if (appended.fresh) this.#newDocument.emit(doc);
    this.#checkpoints.grown(this.#documents.logOrNew(doc));
    this.#planStatus(source === null ? STATUS_MS : STATUS_OF_OTHERS_MS);
  }

  /** A parent that keeps back what the spare has is left for the spare. */
  #watchParent({ candidate, source, waited }: Accepted): void {
    if (!(source instanceof PeerSession)) return;
    const { author } = candidate.record.entry;
    const { link, remote } = source;
    if (link.relation.value === 'parent') {
      if (!waited) this.#parentWatch.brought(author);
      return;
    }
    // What the spare wrote itself it may tell us alone.
    if (link.relation.value !== 'spare' || link.role !== 'ask' || author === remote) return;
    if (!this.#parentWatch.late(author)) return;
    this.#parentWatch.reset();
    for (const session of this.#sessions) {
      if (session.link.relation.value !== 'parent') continue;
      this.#refusals.refuse('parent-behind');
      session.link.close('closed');
      return;
    }
  }

  /** Who is asked whether an entry of ours is safe: the parent, else the first other participant. */
  #witness(doc: DocId): PeerSession | null {
    const others = [...this.#sessions].filter(
      (peer) => peer.feeds(doc) && peer.remote !== this.self,
    );
    return others.find(({ link }) => link.relation.value === 'parent') ?? others[0] ?? null;
  }

  /** Entries were taken out of a document. */
  #onFell({ doc, removed }: Fallen): void {
    const from = new Map<ChainKey, number>();
    const lost: LostWork[] = [];
    const closed: EntryRecord[] = [];
    const sealed = this.#sealed.get(doc);
    for (const record of removed) {
      const { chain, entry } = record;
      from.set(chain, Math.min(entry.seq, from.get(chain) ?? Infinity));
      if (entry.author !== this.self || doc === AUTHORITY_DOC) continue;
      const content = entry.kind === 'plain' ? entry.content : (sealed?.updateIn(record) ?? null);
      if (content !== null) lost.push({ doc, at: entry.at, content });
      else if (entry.kind === 'sealed') closed.push(record);
    }
    const ranges = [...from].map(([chain, first]) => ({ doc, chain, from: first, to: Infinity }));
    void this.#storage.remove(ranges).then(() => this.#planStatus());
    this.#showLost(lost);
    if (closed.length > 0) void this.#loseSealed(closed);
    this.#documents.epochs.forget(doc, new Set(removed));
    this.#checkpoints.shrunk(this.#documents.logOrNew(doc));
    this.#readers.changed();
    this.#giving.changed();
    sealed?.rebuild();
    const handle = this.#handles.get(doc);
    const isOwn = from.has(chainKey(this.self, this.#own.sessionIn(doc)));
    // What is not written yet may rest on what was taken out too.
    if (isOwn || handle?.restsOn(new Set(removed.map(({ hash }) => hash))) === true)
      void this.#renewSession(doc);
    else handle?.rebuild(null);
    for (const session of this.#sessions) session.restated();
    this.#planStatus();
  }

  /** Writes what was changed here and is in no entry yet; null where there is nothing. Never rejects. */
  #writeLocal(): Promise<void> | null {
    const unwritten = [...this.#handles.values()].filter((handle) => handle.unwritten > 0);
    if (unwritten.length === 0) return null;
    // A store that fails is told by the queue.
    return Promise.allSettled(unwritten.map((handle) => handle.flush())).then(() => undefined);
  }

  /** Our own chain does not stand, or what is to come in it: we go on by a new one. */
  async #renewSession(doc: DocId): Promise<void> {
    this.#own.endSession(doc);
    const session = toBase64Url(this.#options.random(16)) as SessionId;
    const client = await clientIdOf(this.#options.digest, this.self, doc, session);
    this.#own.renewSession(doc, session);
    this.#lose(doc, this.#handles.get(doc)?.rebuild(client) ?? []);
  }

  #lose(doc: DocId, updates: readonly Bytes[]): void {
    const at = this.#options.clock.now();
    this.#showLost(updates.map((content) => ({ doc, at, content })));
  }

  /** Own sealed entries are being taken out of a document that is not open: they are read, to be shown. */
  async #loseSealed(records: readonly EntryRecord[]): Promise<void> {
    const { digest, logger } = this.#options;
    const lost = await Promise.all(
      records.map(async (record): Promise<LostWork | null> => {
        const { doc, at } = record.entry;
        const content = await readOwnSealed(record, this.#keys, digest);
        if (content !== null) return { doc, at, content };
        logger.log('warn', 'lost-unreadable', { doc });
        return null;
      }),
    );
    this.#showLost(lost.filter((work) => work !== null));
  }

  #showLost(works: readonly LostWork[]): void {
    const said = works.filter(({ content }) => content.length > EMPTY_UPDATE.length);
    if (said.length > 0) this.lost.set([...this.lost.value, ...said]);
  }

  #takeSealed({ record, content }: Candidate): void {
    const { doc } = record.entry;
    if (content.kind === 'sealed' && content.plain !== undefined)
      this.#sealed.get(doc)?.takeOwn(record, content.plain.update, content.plain.shape);
    else if (content.kind !== 'statement') this.#sealed.get(doc)?.take(record);
    if (content.kind !== 'keys') return;
    void this.#keys.noted(doc, content.keys.epoch);
    this.#readers.changed();
    this.#giving.changed();
  }

  #authorityChanged(): void {
    this.#readers.changed();
    this.#giving.changed();
    this.authority.set(this.#documents.authority.view());
    this.#presence.membersChanged();
    this.#showPresent(); // whose device is whose may be another's matter now
    this.#routing.changed();
    const before = this.standing.value;
    if (before === 'refused') this.#tryToJoin(); // a renewed invitation may have come in force
    this.#showStanding();
    if (this.standing.value === 'member' && before !== 'member') {
      for (const session of this.#sessions) session.joined();
      this.#presence.start();
    } else if (this.standing.value === 'waiting' && before !== 'waiting') {
      for (const session of this.#sessions) session.asked();
    } else {
      for (const session of this.#sessions) {
        session.membersChanged();
        if (session.admitted) continue;
        this.blobs.unlinked(session);
        this.files.unlinked(session);
      }
    }
    for (const handle of this.#handles.values()) handle.writable.set(this.#mayWrite(handle.id));
  }

  /** Brings the awareness in line with who is here. */
  #refreshAwareness(handle: ReplicatedDocument): void {
    for (const { author, session, payload } of this.#volatile.latest(handle.id)) {
      if (author === this.self && session === this.#own.session) continue;
      if (!this.#presence.present.value.has(author))
        void this.#dropAwareness(handle, author, session);
      else if (payload.length > 0) void this.#applyAwareness(handle, author, session, payload);
    }
  }

  async #applyAwareness(
    handle: ReplicatedDocument,
    author: KeyId,
    session: SessionId,
    payload: Bytes,
  ): Promise<void> {
    if (!inspectAwareness(payload, await this.#clientOf(handle.id, author, session))) {
      this.#refusals.refuse('awareness-malformed');
    } else if (this.#presence.present.value.has(author)) {
      handle.applyAwareness(payload); // of who is not known to be here yet it waits in the channel
    }
  }

  async #dropAwareness(
    handle: ReplicatedDocument,
    author: KeyId,
    session: SessionId,
  ): Promise<void> {
    handle.dropAwareness(await this.#clientOf(handle.id, author, session));
  }

  #clientOf(doc: DocId, author: KeyId, session: SessionId): Promise<number> {
    const key = `${author}/${doc}/${session}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      client = clientIdOf(this.#options.digest, author, doc, session);
      this.#clients.set(key, client);
      for (const oldest of this.#clients.keys()) {
        if (this.#clients.size <= MAX_CLIENTS) break;
        this.#clients.delete(oldest);
      }
    }
    return client;
  }

  #ownStanding(): Standing {
    const { authority } = this.#documents;
    const membership = authority.membership(authority.present(), this.self);
    return membership === 'unknown' ? 'joining' : membership;
  }

  #showStanding(): void {
    const standing = this.#ownStanding();
    if (standing === 'joining') return; // or refused, as was said
    this.refusedBecause.set(null);
    this.standing.set(standing);
  }

  #planStatus(ms = STATUS_MS): void {
    if (this.#closed || (this.#statusPlanned !== null && this.#statusPlanned.ms <= ms)) return;
    this.#statusPlanned?.cancel();
    const cancel = this.#options.clock.after(ms, () => {
      this.#statusPlanned = null;
      this.#updateStatus();
    });
    this.#statusPlanned = { ms, cancel };
  }

  #updateStatus(): void {
    const upToDate = [...this.#sessions]
      .filter((session) => session.upToDate)
      .map(({ remote }) => remote);
    let unwritten = 0;
    for (const handle of this.#handles.values()) {
      unwritten += handle.unwritten;
      const log = this.#documents.logOrNew(handle.id);
      handle.synced.set(
        [...this.#sessions].some(
          (peer) => peer.serving && peer.interest.shared(handle.id) && peer.vectors.equalIn(log),
        ),
      );
      const waiting = this.#acknowledged.waitingIn(handle.id) + handle.unwritten;
      const saved = handle.unwritten === 0 && this.#storage.saved;
      const before = handle.status.value;
      if (before.saved !== saved || before.waiting !== waiting)
        handle.status.set({ saved, waiting });
    }
    const waiting = this.#acknowledged.waiting() + unwritten;
    const saved = unwritten === 0 && this.#storage.saved;
    const before = this.status.value;
    const upToDateWith = [...new Set(upToDate)].sort();
    if (
      before.waiting !== waiting ||
      before.saved !== saved ||
      before.upToDateWith.join() !== upToDateWith.join()
    ) {
      this.status.set({ waiting, saved, upToDateWith });
    }
  }

  /** Asks for what has been missing for a while, and compares vectors where it has been quiet. */
  #tend(): void {
    this.#cancelTend = this.#options.clock.after(TEND_MS, () => this.#tend());
    for (const session of this.#sessions) session.check();
    this.#entrust();
    this.#letGo();
    const now = this.#options.clock.now();
    for (const [source, docs] of this.#intake.overdue(now, TEND_MS)) {
      if (source instanceof PeerSession && this.#sessions.has(source)) source.ask(docs);
      else for (const session of this.#sessions) session.ask(docs);
    }
    // It may not have it, or not want to give it.
    const late = this.#intake.overdue(now, ASK_ALL_AFTER_MS, ASK_ALL_UNTIL_MS);
    for (const docs of late.values()) for (const session of this.#sessions) session.ask(docs);
  }
}
