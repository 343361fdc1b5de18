import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { RefusalCounter } from '../base/logger.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Entry } from '../protocol/entry.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import { MAX_HELD_PER_PEER, MAX_MESSAGE } from '../protocol/limits.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type {
  BlobMessage,
  ChainHead,
  DocumentVector,
  FileMessage,
  HandedKey,
  Volatile,
} from '../protocol/peer-messages.ts';
import {
  decodePeerMessage,
  encodePeerMessage,
  MAX_ENTRIES_PER_MESSAGE,
} from '../protocol/peer-messages.ts';
import type { Link } from '../transport/link.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { EntryIntake, EntrySource } from './entry-intake.ts';
import { comparable } from './comparable.ts';
import { chainKey } from './entry-record.ts';
import type { EntryRecord } from './entry-record.ts';
import { wants } from './interest.ts';
import type { Interest } from './interest.ts';
import { LazyReceipts } from './lazy-receipts.ts';
import { LinkInterest } from './link-interest.ts';
import { LinkInbox } from './link-inbox.ts';
import { LinkOutbox } from './link-outbox.ts';
import { PRESENCE } from './presence.ts';
import { RemoteVectors } from './remote-vectors.ts';
import type { VolatileChannel } from './volatile-channel.ts';

/** What is answered or refused this often on one link is no honest peer's. */
const MAX_OFFENCES = 100;
const MAX_INTROS = 4;
/** Comparisons answered at once and per second after that: each may look through all documents, one of all counts five. */
const QUESTIONS_BURST = 200;
const QUESTIONS_PER_SECOND = 20;
const ALL_COSTS = 5;
/** Who was removed is told why, and its link ended after this time, in ms. */
const DISMISSAL_MS = 1_000;
/** Forked chains that one peer is shown our branch of: an honest class has none. */
const MAX_BRANCHES = 64;
/** Vectors are compared again when they have differed for this long with nothing sent or heard, in ms. */
const QUIET_MS = 15_000;
/** The same for the one of the two with the higher key id, in ms. */
const LATER_QUIET_MS = 20_000;
/** And when nothing was heard for this long, whatever was sent: twice what a receipt may take. In ms. */
const SILENT_MS = 120_000;
/** The same over a spare link, which shows what a parent keeps back. In ms. */
const SPARE_SILENT_MS = 60_000;
/** Entries whose signatures are checked while those before them are taken in, in bytes: enough to keep the platform’s threads busy. */
const AHEAD_BYTES = 4 * 1024 * 1024;
/** A document is asked for again no sooner than this, and an introduction given again, in ms. */
const ASK_MS = 5_000;

/** What a session needs of its replica. */
export interface SessionSurroundings {
  readonly self: KeyId;
  readonly documents: ClassDocuments;
  readonly intake: EntryIntake;
  readonly volatile: VolatileChannel;
  readonly refusals: RefusalCounter;
  readonly clock: Clock;
  /** Resolves when everything accepted so far is stored, or the store failed. */
  settled(): Promise<unknown>;
  /** Both entries of each fork known here. */
  proofs(): readonly (readonly Bytes[])[];
  takeProof(entries: readonly Bytes[], session: PeerSession): Promise<void>;
  /** Whether this device is a member. */
  isMember(): boolean;
  /** The control statements came through this session: we may try to join by them. */
  introduced(session: PeerSession): void;
  /** Takes a document key that was handed over; false where it is not what it is said to be. */
  takeKey(key: HandedKey): Promise<boolean>;
  /** Takes what the other side, a member, says about blobs. */
  blobs(session: PeerSession, message: BlobMessage): void;
  /** Likewise about files of the application and of packages. */
  files(session: PeerSession, message: FileMessage): void;
  /** What the other side has came further. */
  progressed(session: PeerSession, vectors: readonly DocumentVector[]): void;
  /** The other side is a member with whom we talk now, or its place in the tree changed. */
  placed(session: PeerSession): void;
  isPresent(id: KeyId): boolean;
  /** What to tell the other side that we, and those behind us, want. */
  wanted(session: PeerSession): Interest;
  /** The other side said what it wants. */
  interestHeard(): void;
  /** The other side wishes that we hold a document for its absent readers, and `count` - 1 others too. */
  asksToHold(session: PeerSession, doc: DocId, count: number): void;
  /** `lost`: not because one side wanted it so. */
  ended(session: PeerSession, lost: boolean): void;
}

/** The talk with one peer: introduction, comparison of vectors, entries and volatile messages both ways. */
export class PeerSession implements EntrySource {
  readonly link: Link;
  readonly remote: KeyId;
  readonly vectors = new RemoteVectors();
  readonly interest = new LinkInterest();
  readonly #around: SessionSurroundings;
  readonly #inbox: LinkInbox;
  readonly #outbox: LinkOutbox;
  readonly #ends: Unsubscribe[];
  /** The other side is a member by our log: it gets what we have. */
  #serving = false;
  /** The other side introduced us: we take what it has, though we cannot know it yet. */
  #introduced = false;
  #introsSent = 0;
  /** When the other side was introduced last, in ms; undefined: not since it is served. */
  #lastIntro: number | undefined;
  #introsTaken = 0;
  /** The other side compared before we knew it. */
  #missedCompare = false;
  /** The other side asked to be introduced when we were no member. */
  #missedAsk = false;
  /** The other side has told its vectors: from then on entries flow to it. */
  #compared = false;
  #comparesSent = 0;
  /** A comparison of all was sent. */
  #comparing = false;
  /** What we want grew before our first comparison, which therefore asks for one. */
  #grown = false;
  /** A comparison waits until the other side said what it wants; with its `reply`. */
  #pendingCompare: { reply: boolean } | null = null;
  #offences = 0;
  readonly #questions: TokenBucket;
  #lastNews = 0;
  #lastSent = 0;
  /** When the first entry was accepted that the other side may lack; null where it was found to have all. */
  #differsSince: number | null = null;
  readonly #lastAsked = new Map<DocId, number>();
  readonly #receipts: LazyReceipts;
  /** Resolves when all entries that came are taken in; how many bytes of them are not yet. */
  #taken: Promise<void> = Promise.resolve();
  #takenAhead = 0;
  readonly #branchesShown = new Set<string>();
  #restated = false;
  readonly #heldToo = new Set<DocId>();
  /** Whose last words the other side was not told, as they were not here. */
  readonly #keptBack = new Set<KeyId>();
  /** The other side was seen in the lobby, or removed. */
  #outside = false;
  /** It waits in the lobby, as far as we know. */
  #waits = false;
  #cancelDismissal: Unsubscribe | null = null;
  #ended = false;

  constructor(link: Link, around: SessionSurroundings) {
    this.link = link;
    this.remote = link.remote.keyId;
    this.#around = around;
    this.#questions = new TokenBucket(around.clock, QUESTIONS_BURST, QUESTIONS_PER_SECOND);
    this.#inbox = new LinkInbox(
      around.clock,
      (message) => this.#handle(message),
      () => {
        around.refusals.refuse('link-flood');
        link.close('protocol');
      },
    );
    this.#outbox = new LinkOutbox(link, around.clock, this.vectors);
    this.#receipts = new LazyReceipts(
      around.clock,
      around.documents,
      () => void this.#acknowledge(),
    );
    this.#ends = [
      link.onMessage((message) => this.#inbox.push(message)),
      link.onEnd((end) => this.end(end === 'lost')),
      link.relation.subscribe((relation) => {
        if (!this.serving) return;
        around.placed(this);
        if (relation === 'spare') return;
        // A spare that is needed now: what the tree brought to one side only flows at once.
        void this.#compare(true);
        this.#sendLatest();
      }),
    ];
  }

  get gone(): boolean {
    return this.#ended;
  }

  /** Whether the other side is a member by our log. */
  get admitted(): boolean {
    return this.#serving;
  }

  /** Whether the other side is a member and told its vectors, so that both keep each other up to date. */
  get serving(): boolean {
    return this.#serving && this.#compared;
  }

  /** Whether the vectors of all documents match that both sides want (SY6). */
  get upToDate(): boolean {
    return (
      this.serving &&
      this.interest.heard &&
      this.vectors.equal(this.#around.documents, (doc) => this.interest.shared(doc))
    );
  }

  /** Whether the other side, or somebody behind it, wants the document and gets it from us. */
  feeds(doc: DocId): boolean {
    return this.serving && this.link.relation.value !== 'spare' && wants(this.interest.remote, doc);
  }

  start(): void {
    this.#lastNews = this.#around.clock.now();
    if (!this.#around.isMember()) this.#send({ type: 'ask' });
    else if (this.#knowsRemote()) this.#serve(this.#around.self < this.remote);
    else {
      this.#noteOutside();
      this.#introduce();
    }
  }

  /** An entry was accepted, from elsewhere or by us. `receipt`: the other side is to say soon that it stored it. */
  offer(record: EntryRecord, receipt: boolean): void {
    if (!this.serving || !wants(this.interest.remote, record.entry.doc)) return;
    this.#lastSent = this.#around.clock.now();
    this.#differsSince ??= this.#lastSent;
    // A spare is compared with when it is quiet: most of what is new reaches both sides through the tree.
    if (this.link.relation.value !== 'spare') this.#outbox.entry(record, receipt);
  }

  /** A volatile message is to be passed on. */
  pass(message: Volatile): void {
    if (!this.serving || this.link.relation.value === 'spare') return;
    if (message.topic !== PRESENCE && !wants(this.interest.remote, message.topic as DocId)) return;
    this.#outbox.volatile(message);
  }

  /** Somebody came or went: who is back may find nothing new to say, so the other side is told what was kept back. */
  presentChanged(): void {
    const back = [...this.#keptBack].filter((id) => this.#around.isPresent(id));
    for (const id of back) this.#keptBack.delete(id);
    if (back.length === 0) return;
    for (const message of this.#around.volatile.latest())
      if (message.payload.length > 0 && back.includes(message.author)) this.pass(message);
  }

  /** We, or others behind us, want something else. */
  interestChanged(): void {
    if (!this.#serving && !this.#introduced) return;
    this.#tellInterest(false);
  }

  /** Asks the other side to hold a document for absent readers. */
  hold(doc: DocId, count: number): void {
    this.link.send(encodePeerMessage({ type: 'hold', doc, count }), 'control');
  }

  /** Asks the other side once to hold a document of ours as well, unless it wants it anyway. */
  holdToo(doc: DocId): void {
    if (!this.interest.heard || this.interest.shared(doc) || this.#heldToo.has(doc)) return;
    if (this.#heldToo.size >= MAX_HELD_PER_PEER / 2) return;
    this.#heldToo.add(doc);
    this.hold(doc, 1);
  }

  /** Whether the other side has the entry or will, if all that was sent arrives. */
  covers(record: EntryRecord): boolean {
    return this.vectors.covers(record);
  }

  /** Hands document keys over that were sealed to the other side. */
  hand(keys: readonly HandedKey[]): void {
    this.#send({ type: 'keys', keys });
  }

  /** A proof of equivocation is to be passed on. */
  prove(entries: readonly Bytes[]): void {
    if (!this.serving) return;
    const bytes = entries.reduce((sum, { length }) => sum + length, 16);
    if (bytes <= MAX_MESSAGE) this.#send({ type: 'proof', entries });
    // Too long for one message: the other side meets the second entry in the place of the first.
    else for (const entry of entries) this.#send({ type: 'entries', entries: [entry] });
  }

  /** What stands here has changed: what we hold, and what the other side does, is to be compared anew. */
  restated(): void {
    this.#restated ||= this.#serving;
    if (!this.#restated) return;
    queueMicrotask(() => {
      if (!this.#restated || this.#ended) return;
      this.#restated = false;
      void this.#compare(true);
    });
  }

  /** Somebody was admitted or removed: perhaps the other side. */
  membersChanged(): void {
    const { authority } = this.#around.documents;
    const membership = authority.membership(authority.present(), this.remote);
    if (membership !== 'member' && (this.#serving || (this.#waits && membership === 'removed'))) {
      // It is told why before it goes: removed, or turned away.
      this.#sendEntries('entries', this.#lackedControl());
      this.#serving = false;
      this.#noteOutside();
      this.#waits = false;
      this.#cancelDismissal ??= this.#around.clock.after(DISMISSAL_MS, () =>
        this.link.close('closed'),
      );
      return;
    }
    this.#noteOutside();
    if (this.#serving || !this.#around.isMember() || !this.#knowsRemote()) return;
    // Where neither has compared yet, the one with the lower key begins.
    this.#serve(
      this.#missedCompare || (this.#comparesSent === 0 && this.#around.self < this.remote),
    );
  }

  /** We ask to be let in. Who waits is told nothing more, so it cannot know better whom it asks. */
  asked(): void {
    if (!this.#introduced) return;
    const { authority } = this.#around.documents;
    // Who was removed takes nobody for a neighbour, so that the tree lets them wait longer and longer.
    const standing = authority.membership(authority.present(), this.#around.self);
    if (standing === 'waiting') this.link.admit();
    this.#showOurselves();
  }

  /** We have become a member. */
  joined(): void {
    if (this.#introduced) this.#showOurselves();
    if (this.#knowsRemote()) {
      // It asked when we could not answer: it does not know that it is a member, as we did not.
      if (this.#missedAsk) this.#introduce();
      this.#serve(true);
    } else if (this.#introduced) void this.#compare(true);
    else this.#introduce();
  }

  /** Asks for what documents lack, unless that was done a moment ago. */
  ask(docs: ReadonlySet<DocId>): void {
    if (!this.#serving && !this.#introduced) return;
    const now = this.#around.clock.now();
    const due = [...docs].filter((doc) => !isWithin(ASK_MS, this.#lastAsked.get(doc), now));
    if (due.length === 0) return;
    for (const doc of due) this.#lastAsked.set(doc, now);
    this.#ask(due);
  }

  #ask(docs: readonly DocId[]): void {
    const vectors = docs.map((doc) => ({
      doc,
      heads: this.#around.documents.log(doc)?.vector() ?? [],
    }));
    this.#send({ type: 'compare', all: false, reply: false, vectors: comparable(vectors) });
  }

  /** To be called from time to time: heals what was lost or misunderstood (SY6). */
  check(): void {
    const now = this.#around.clock.now();
    const silent = this.link.relation.value === 'spare' ? SPARE_SILENT_MS : SILENT_MS;
    const since = Math.max(this.#lastNews, this.#differsSince ?? 0);
    const active = Math.max(since, Math.min(this.#lastSent, since + silent));
    // One of the two is first.
    const quiet = this.#around.self < this.remote ? QUIET_MS : LATER_QUIET_MS;
    if (!this.#serving || isWithin(quiet, active, now)) return;
    if (this.upToDate) {
      this.#differsSince = null;
      return;
    }
    this.#lastNews = this.#around.clock.now();
    this.#tellInterest(true);
    void this.#compare(true);
  }

  /** Sends the volatile messages that are to be passed on without waiting for their time. */
  flushVolatile(): void {
    this.#outbox.flushVolatile();
  }

  received(record: EntryRecord): void {
    this.#lastNews = this.#around.clock.now();
    this.vectors.noteHas(record);
    if (record.entry.kind === 'checkpoint') this.#receivedCheckpoint(record);
    this.#receipts.owe(record);
    const { doc, author, session, seq } = record.entry;
    // Our own, which our store had lost: the other side has it.
    const own = author === this.#around.self;
    const head = { author, session, seq, hash: record.hash };
    this.#around.progressed(this, own ? [{ doc, heads: [head] }] : []);
  }

  /** Who has a checkpoint has all that it covers. */
  #receivedCheckpoint({ entry, hash }: EntryRecord): void {
    const { doc } = entry;
    for (const { record, covered } of this.#around.documents.log(doc)?.checkpoints ?? [])
      if (record.hash === hash) this.vectors.merge([{ doc, heads: [...covered.values()] }]);
  }

  offended(_code: string): void {
    this.#offences++;
    if (this.#offences > MAX_OFFENCES && !this.#ended) this.link.close('protocol');
  }

  end(lost = false): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const end of this.#ends) end();
    this.#receipts.close();
    this.#cancelDismissal?.();
    this.#inbox.close();
    this.#outbox.close();
    this.#around.ended(this, lost);
  }

  async #handle(bytes: Bytes): Promise<void> {
    const decoded = decodePeerMessage(bytes);
    if (!decoded.ok) return this.#refuse('message-malformed');
    const message = decoded.value;
    if (message.type !== 'entries' && message.type !== 'receipt') await this.#taken;
    switch (message.type) {
      case 'ask':
        // Said already, unless we took the other side for a member who needs none.
        if (!this.#around.isMember()) {
          this.#missedAsk = true;
          return;
        }
        // It asks whenever it hears what we want, while the introduction may still be on its way.
        if (isWithin(ASK_MS, this.#lastIntro, this.#around.clock.now())) return;
        if (this.#introsSent > MAX_INTROS) return this.#refuse('unadmitted');
        if (this.#serving || this.#introsSent === 0) this.#introduce();
        return;
      case 'intro':
        if (++this.#introsTaken > MAX_INTROS) return this.#refuse('unadmitted');
        await this.#around.intake.take(message.entries, this, ({ doc }) => doc === AUTHORITY_DOC);
        if (!this.#broughtOurClass()) return this.#refuse('intro-foreign');
        this.#introduced = true;
        if (!this.#around.isMember()) {
          this.#around.introduced(this);
          if (this.#around.documents.admissionsOf(this.#around.self).length > 0) this.asked();
          return;
        }
        this.#showOurselves();
        if (!this.#serving && this.#comparesSent === 0) await this.#compare(true);
        return;
      case 'entries':
      case 'receipt':
        await this.#take(message.entries, bytes.length, message.type === 'receipt');
        return;
      case 'compare': {
        if (!this.#serving) {
          this.#missedCompare = true;
          // For the other side we are a member: it has statements that we lack.
          if (!this.#around.isMember() && this.#introduced) this.#send({ type: 'ask' });
          return;
        }
        const now = this.#around.clock.now();
        if (!this.#questions.take(message.all ? ALL_COSTS : 1))
          return this.#refuse('compare-flood');
        this.#lastNews = now;
        const whole = message.all && message.partial !== true;
        if (!this.vectors.replace(message.vectors, whole)) return this.#refuse('vector-too-large');
        if (message.all && !this.#compared) {
          this.#compared = true;
          this.#around.placed(this);
          this.#sendLatest();
        }
        this.#around.progressed(this, message.vectors);
        if (message.all) this.#answerOffered(message.vectors);
        this.#sendMissing(whole ? null : new Set(message.vectors.map(({ doc }) => doc)));
        if (message.all) for (const entries of this.#around.proofs()) this.prove(entries);
        this.#showBranches(message.vectors);
        if (message.reply) await this.#compare(false);
        return;
      }
      case 'have':
        if (!this.#serving) return;
        this.#lastNews = this.#around.clock.now();
        if (!this.vectors.merge(message.vectors)) return this.#refuse('vector-too-large');
        this.#around.progressed(this, message.vectors);
        return;
      case 'proof':
        if (!this.#isHeard) return this.#refuse('unadmitted');
        await this.#around.takeProof(message.entries, this);
        return;
      case 'interest': {
        const before = this.interest.remote;
        if (!this.interest.hear(message)) return this.#refuse('interest-too-large');
        if (message.everything || message.add.length > 0) this.#sendLatestOf(before);
        if (this.#serving || this.#introduced) {
          if (message.reply) this.#tellInterest(true);
          const pending = this.#pendingCompare;
          this.#pendingCompare = null;
          if (pending !== null) void this.#compare(pending.reply);
        } else if (message.reply && !this.#around.isMember()) {
          // For the other side we are a member: it has statements that we lack.
          this.#send({ type: 'ask' });
        }
        this.#around.interestHeard();
        return;
      }
      case 'hold':
        if (!this.#isHeard) return this.#refuse('unadmitted');
        // It may come before the comparison by which the other side knows us: who wishes asks again.
        if (this.#serving) this.#around.asksToHold(this, message.doc, message.count);
        return;
      case 'volatile':
        if (!this.#isHeard) return this.#refuse('unadmitted');
        await this.#around.volatile.take(message.messages, this);
        return;
      case 'keys':
        if (!this.#isHeard) return this.#refuse('unadmitted');
        for (const key of message.keys)
          if (!(await this.#around.takeKey(key))) this.offended('keys-wrap');
        return;
      case 'blob-question':
      case 'blob-manifest':
      case 'blob-request':
      case 'blob-chunk':
      case 'blob-lack':
        if (!this.#serving) return this.#refuse('unadmitted');
        this.#around.blobs(this, message);
        return;
      case 'file-question':
      case 'file-answer':
        if (!this.#serving) return this.#refuse('unadmitted');
        this.#around.files(this, message);
        return;
    }
  }

  /** Takes entries in after those before them; a member's signatures are checked ahead, within bounds. */
  async #take(entries: readonly Bytes[], bytes: number, receipt: boolean): Promise<void> {
    if (!this.#serving || this.#takenAhead + bytes > AHEAD_BYTES) await this.#taken;
    this.#takenAhead += bytes;
    const fits = (entry: Entry): boolean => this.#mayBring(entry);
    this.#taken = this.#around.intake.take(entries, this, fits, this.#taken).then(() => {
      this.#takenAhead -= bytes;
      if (receipt) this.#receipts.ask();
    });
    if (!this.#serving) await this.#taken;
  }

  /** Where the other side has another branch of a chain, it gets ours: the place where they part proves it (SY2). */
  #showBranches(vectors: readonly DocumentVector[]): void {
    for (const { doc, heads } of vectors) {
      const log = this.#around.documents.log(doc);
      for (const head of heads) {
        const chain = chainKey(head.author, head.session);
        const own = log?.at(chain, head.seq) ?? null;
        if (log === null || own === null || own.hash === head.hash) continue;
        const place = `${doc}/${chain}/${head.seq}`;
        if (this.#branchesShown.has(place) || this.#branchesShown.size >= MAX_BRANCHES) continue;
        this.#branchesShown.add(place);
        for (const { entry } of log.records(chain))
          if (entry.seq <= head.seq) this.#send({ type: 'entries', entries: [entry.bytes] });
      }
    }
  }

  /** Who is not known may bring statements only: its own admission, and those of the owner that it rests on. */
  #mayBring({ doc }: Entry): boolean {
    return this.#isHeard || doc === AUTHORITY_DOC;
  }

  /** Who was removed may not know it yet: what it sends until the link ends is judged like anybody's. */
  get #isHeard(): boolean {
    return this.#serving || this.#introduced || this.#cancelDismissal !== null;
  }

  /** Whether the other side told of the class that we know: a stranger's introduction leads nowhere. */
  #broughtOurClass(): boolean {
    const { authority } = this.#around.documents;
    return authority.controlEntries().some((record) => this.vectors.has(record));
  }

  /** Until a person decides, who waits is heard, and told nothing; who was removed is told when that is over. */
  #noteOutside(): void {
    const { authority } = this.#around.documents;
    const membership = authority.membership(authority.present(), this.remote);
    this.#outside ||= membership === 'waiting' || membership === 'removed';
    if (!this.#around.isMember()) return;
    this.#waits = membership === 'waiting';
    if (this.#waits) this.link.admit();
  }

  #knowsRemote(): boolean {
    const { authority } = this.#around.documents;
    return authority.membership(authority.present(), this.remote) === 'member';
  }

  #serve(compare: boolean): void {
    this.#serving = true;
    this.#lastIntro = undefined; // what we said before may lack what it is a member by
    this.#cancelDismissal?.(); // it was let in again, as we were perhaps
    this.#cancelDismissal = null;
    this.link.admit();
    this.#tellInterest(true);
    if (this.#outside) this.#sendEntries('entries', this.#lackedControl()); // it has been welcomed
    this.#outside = false;
    // Whom we introduced waits to know us: a long log would come before our admission.
    if (this.#introsSent > 0)
      this.#sendEntries('entries', this.#around.documents.admissionsOf(this.#around.self));
    if (this.#compared) {
      // It is let in again: meanwhile it was told nothing.
      this.#sendMissing(null);
      this.#sendLatest();
    }
    if (compare) void this.#compare(true);
  }

  /** Says what we want, and asks for what of it was not asked for yet. `fresh` says it in full. */
  #tellInterest(fresh: boolean): void {
    const first = !this.interest.said;
    const { message, grown } = this.interest.tell(this.#around.wanted(this), fresh);
    if (message !== null) this.link.send(encodePeerMessage(message), 'control');
    if (!this.#comparing) {
      // The first comparison is yet to come; the other side's may have gone out before it hears of this.
      this.#grown ||= !first && (grown.everything || grown.names.size > 0);
      return;
    }
    const docs = [...grown.names].filter((name) => !name.endsWith(':')) as DocId[];
    if (grown.everything || docs.length < grown.names.size) void this.#compare(true);
    else if (docs.length > 0) this.#ask(docs);
  }

  #introduce(): void {
    if (++this.#introsSent > MAX_INTROS) return;
    this.#lastIntro = this.#around.clock.now();
    const { authority } = this.#around.documents;
    const records = new Set(authority.controlEntries());
    for (const record of this.#around.documents.admissionsOf(this.remote)) records.add(record);
    this.#sendEntries('intro', [...records]);
  }

  /**
   * Gives the other side our own admission, after the control statements that its introduction lacked (ours may rest
   * on them), and lets it send what it has.
   */
  #showOurselves(): void {
    this.link.hear();
    const lacked = this.#lackedControl();
    const own = this.#around.documents.admissionsOf(this.#around.self);
    this.#sendEntries('entries', [...new Set([...lacked, ...own])]);
  }

  /** What a newcomer is given, as far as the other side is not known to have it. */
  #lackedControl(): readonly EntryRecord[] {
    const { authority } = this.#around.documents;
    return authority.controlEntries().filter((record) => !this.vectors.has(record));
  }

  #sendEntries(type: 'intro' | 'entries', records: readonly EntryRecord[]): void {
    if (records.length === 0) return;
    this.#send({
      type,
      entries: records.slice(0, MAX_ENTRIES_PER_MESSAGE).map(({ entry }) => entry.bytes),
    });
  }

  async #compare(reply: boolean): Promise<void> {
    this.#comparesSent++;
    if (!this.interest.heard) {
      this.#pendingCompare = { reply: reply || this.#pendingCompare?.reply === true };
      this.#tellInterest(true);
      return;
    }
    await this.#around.settled(); // what we claim to have survives a killed tab
    if (this.#ended) return;
    this.#comparing = true;
    const asks = reply || this.#grown;
    this.#grown = false;
    const vectors = this.#around.documents.vectors().filter(({ doc }) => this.interest.lists(doc));
    const told = comparable(vectors);
    const partial = told.length < vectors.length;
    this.#send({
      type: 'compare',
      all: true,
      reply: asks,
      ...(partial && { partial }),
      vectors: told,
    });
  }

  /**
   * The other side has what we want and does not want itself: our comparison does not tell it how much of that we have.
   * What we lack is asked for; of its own that is here it is told, as it counts that as waiting until then.
   */
  #answerOffered(vectors: readonly DocumentVector[]): void {
    const lacking: DocId[] = [];
    const here: DocumentVector[] = [];
    for (const { doc, heads } of vectors) {
      if (this.interest.lists(doc) || !this.interest.told(doc)) continue;
      const log = this.#around.documents.log(doc);
      const reaches = ({ author, session, seq }: ChainHead): boolean =>
        (log?.length(chainKey(author, session)) ?? 0) > seq;
      if (!heads.every(reaches)) lacking.push(doc);
      const own = heads.filter(
        (head) => head.author === this.remote && log?.includes(head) === true,
      );
      if (own.length > 0) here.push({ doc, heads: own });
    }
    if (lacking.length > 0) this.#ask(lacking);
    if (here.length > 0) void this.#tellHave(here);
  }

  #sendMissing(docs: ReadonlySet<DocId> | null): void {
    for (const log of this.#around.documents.all()) {
      if (docs !== null && !docs.has(log.doc)) continue;
      if (
        docs === null &&
        !(wants(this.interest.remote, log.doc) && this.interest.isListed(log.doc))
      )
        continue;
      if (this.vectors.farBehind(log))
        for (const checkpoint of log.checkpoints) this.#outbox.checkpoint(checkpoint, true);
      for (const record of log.entries) this.#outbox.entry(record, true);
    }
  }

  /** What was said last in documents that the other side wants now, and did not before. */
  #sendLatestOf(before: Interest): void {
    // When a link comes up all is told anyway, and a spare hears it when it is needed.
    if (!this.serving || this.link.relation.value === 'spare') return;
    const { remote } = this.interest;
    this.#sendLatest(
      (topic) =>
        topic !== PRESENCE && wants(remote, topic as DocId) && !wants(before, topic as DocId),
    );
  }

  /** What was said last by who is here, on such topics; that of others is kept back. */
  #sendLatest(concerned: (topic: string) => boolean = () => true): void {
    for (const message of this.#around.volatile.latest()) {
      if (message.payload.length === 0 || !concerned(message.topic)) continue;
      if (this.#around.isPresent(message.author)) this.#outbox.volatile(message);
      else this.#keptBack.add(message.author);
    }
  }

  async #acknowledge(): Promise<void> {
    await this.#tellHave(this.#receipts.take());
  }

  /** Says what we have, once it survives a killed tab. */
  async #tellHave(vectors: readonly DocumentVector[]): Promise<void> {
    await this.#around.settled();
    if (this.#ended) return;
    this.link.send(encodePeerMessage({ type: 'have', vectors: comparable(vectors) }), 'control');
  }

  #send(message: Parameters<typeof encodePeerMessage>[0]): void {
    this.link.send(encodePeerMessage(message));
  }

  #refuse(code: string): void {
    this.#around.refusals.refuse(code);
    this.offended(code);
  }
}

/** Whether `since` was less than `ms` ago. A clock that was set back tells nothing. */
function isWithin(ms: number, since: number | undefined, now: number): boolean {
  return since !== undefined && since <= now && now - since < ms;
}
