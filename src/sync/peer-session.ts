import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { RefusalCounter } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Entry } from '../protocol/entry.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type { ChainHead, DocumentVector, Volatile } from '../protocol/peer-messages.ts';
import {
  decodePeerMessage,
  encodePeerMessage,
  MAX_ENTRIES_PER_MESSAGE,
} from '../protocol/peer-messages.ts';
import type { Link } from '../transport/link.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { EntryIntake, EntrySource } from './entry-intake.ts';
import type { EntryRecord } from './entry-record.ts';
import { LinkInbox } from './link-inbox.ts';
import { LinkOutbox } from './link-outbox.ts';
import { RemoteVectors } from './remote-vectors.ts';
import type { VolatileChannel } from './volatile-channel.ts';

/** What is answered or refused this often on one link is no honest peer's. */
const MAX_OFFENCES = 100;
const MAX_INTROS = 4;
/** What arrived is acknowledged together, after this many ms. */
const ACKNOWLEDGE_MS = 100;
/** Vectors are compared again when they have differed for this long without news, in ms. */
const QUIET_MS = 15_000;
/** A document is asked for again no sooner than this, in ms. */
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
  /** Whether this device is a member. */
  isMember(): boolean;
  /** The control statements came through this session: we may try to join by them. */
  introduced(session: PeerSession): void;
  /** What the other side has came further. */
  progressed(session: PeerSession, vectors: readonly DocumentVector[]): void;
  ended(session: PeerSession): void;
}

/** The talk with one peer: introduction, comparison of vectors, entries and volatile messages both ways. */
export class PeerSession implements EntrySource {
  readonly link: Link;
  readonly remote: KeyId;
  readonly vectors = new RemoteVectors();
  readonly #around: SessionSurroundings;
  readonly #inbox: LinkInbox;
  readonly #outbox: LinkOutbox;
  readonly #ends: Unsubscribe[];
  /** The other side is a member by our log: it gets what we have. */
  #serving = false;
  /** The other side introduced us: we take what it has, though we cannot know it yet. */
  #introduced = false;
  #introsSent = 0;
  #introsTaken = 0;
  /** The other side compared before we knew it. */
  #missedCompare = false;
  /** The other side has told its vectors: from then on entries flow to it. */
  #compared = false;
  #comparesSent = 0;
  #offences = 0;
  #lastNews = 0;
  readonly #lastAsked = new Map<DocId, number>();
  readonly #unacknowledged = new Map<string, EntryRecord>();
  #cancelAcknowledge: Unsubscribe | null = null;
  #ended = false;

  constructor(link: Link, around: SessionSurroundings) {
    this.link = link;
    this.remote = link.remote.keyId;
    this.#around = around;
    this.#inbox = new LinkInbox(
      around.clock,
      (message) => this.#handle(message),
      () => {
        around.refusals.refuse('link-flood');
        link.close('protocol');
      },
    );
    this.#outbox = new LinkOutbox(link, around.clock, this.vectors);
    this.#ends = [
      link.onMessage((message) => this.#inbox.push(message)),
      link.onEnd(() => this.end()),
    ];
  }

  /** Whether the other side is a member and told its vectors, so that both keep each other up to date. */
  get serving(): boolean {
    return this.#serving && this.#compared;
  }

  /** Whether all vectors match (SY6). */
  get upToDate(): boolean {
    return this.serving && this.vectors.equal(this.#around.documents);
  }

  start(): void {
    this.#lastNews = this.#around.clock.now();
    if (!this.#around.isMember()) this.#send({ type: 'ask' });
    else if (this.#knowsRemote()) this.#serve(this.#around.self < this.remote);
    else this.#introduce();
  }

  /** An entry was accepted, from elsewhere or by us. */
  offer(record: EntryRecord): void {
    if (this.serving) this.#outbox.entry(record);
  }

  /** A volatile message is to be passed on. */
  pass(message: Volatile): void {
    if (this.serving) this.#outbox.volatile(message);
  }

  /** Somebody was admitted: perhaps the other side. */
  membersChanged(): void {
    if (this.#serving || !this.#around.isMember() || !this.#knowsRemote()) return;
    // Where neither has compared yet, the one with the lower key begins.
    this.#serve(
      this.#missedCompare || (this.#comparesSent === 0 && this.#around.self < this.remote),
    );
  }

  /** We have become a member. */
  joined(): void {
    if (this.#introduced) this.#showOurselves();
    if (this.#knowsRemote()) this.#serve(true);
    else if (this.#introduced) void this.#compare(true);
    else this.#introduce();
  }

  /** Asks for what documents lack, unless that was done a moment ago. */
  ask(docs: ReadonlySet<DocId>): void {
    if (!this.#serving && !this.#introduced) return;
    const now = this.#around.clock.now();
    const due = [...docs].filter((doc) => now - (this.#lastAsked.get(doc) ?? -Infinity) >= ASK_MS);
    if (due.length === 0) return;
    for (const doc of due) this.#lastAsked.set(doc, now);
    const vectors = due.map((doc) => ({
      doc,
      heads: this.#around.documents.log(doc)?.vector() ?? [],
    }));
    this.#send({ type: 'compare', all: false, reply: false, vectors });
  }

  /** To be called from time to time: heals what was lost or misunderstood (SY6). */
  check(): void {
    if (!this.#serving || this.#around.clock.now() - this.#lastNews < QUIET_MS || this.upToDate)
      return;
    this.#lastNews = this.#around.clock.now();
    void this.#compare(true);
  }

  /** Sends the volatile messages that are to be passed on without waiting for their time. */
  flushVolatile(): void {
    this.#outbox.flushVolatile();
  }

  received(record: EntryRecord): void {
    this.#lastNews = this.#around.clock.now();
    this.vectors.noteHas(record);
    this.#unacknowledged.set(`${record.entry.doc}/${record.chain}`, record);
    this.#cancelAcknowledge ??= this.#around.clock.after(
      ACKNOWLEDGE_MS,
      () => void this.#acknowledge(),
    );
    this.#around.progressed(this, []);
  }

  offended(_code: string): void {
    this.#offences++;
    if (this.#offences > MAX_OFFENCES && !this.#ended) this.link.close('protocol');
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const end of this.#ends) end();
    this.#cancelAcknowledge?.();
    this.#inbox.close();
    this.#outbox.close();
    this.#around.ended(this);
  }

  async #handle(bytes: Bytes): Promise<void> {
    const decoded = decodePeerMessage(bytes);
    if (!decoded.ok) return this.#refuse('message-malformed');
    const message = decoded.value;
    switch (message.type) {
      case 'ask':
        // Said already, unless we took the other side for a member who needs none.
        if (this.#around.isMember() && (this.#serving || this.#introsSent === 0)) this.#introduce();
        return;
      case 'intro':
        if (++this.#introsTaken > MAX_INTROS) return this.#refuse('unadmitted');
        await this.#around.intake.take(message.entries, this, ({ doc }) => doc === AUTHORITY_DOC);
        this.#introduced = true;
        if (!this.#around.isMember()) {
          this.#around.introduced(this);
          return;
        }
        this.#showOurselves();
        if (!this.#serving && this.#comparesSent === 0) await this.#compare(true);
        return;
      case 'entries':
        await this.#around.intake.take(message.entries, this, (entry) => this.#mayBring(entry));
        return;
      case 'compare': {
        if (!this.#serving) {
          this.#missedCompare = true;
          return;
        }
        this.#lastNews = this.#around.clock.now();
        if (!this.vectors.replace(message.vectors, message.all))
          return this.#refuse('vector-too-large');
        if (message.all) this.#compared = true;
        this.#around.progressed(this, message.vectors);
        this.#sendMissing(message.all ? null : new Set(message.vectors.map(({ doc }) => doc)));
        if (message.reply) await this.#compare(false);
        return;
      }
      case 'have':
        if (!this.#serving) return;
        this.#lastNews = this.#around.clock.now();
        if (!this.vectors.merge(message.vectors)) return this.#refuse('vector-too-large');
        this.#around.progressed(this, message.vectors);
        return;
      case 'volatile':
        if (!this.#serving && !this.#introduced) return this.#refuse('unadmitted');
        await this.#around.volatile.take(message.messages, this);
        return;
    }
  }

  /** Who is not known may bring statements only: its own admission, and those of the owner that it rests on. */
  #mayBring({ doc }: Entry): boolean {
    return this.#serving || this.#introduced || doc === AUTHORITY_DOC;
  }

  #knowsRemote(): boolean {
    const { authority } = this.#around.documents;
    return authority.membership(authority.present(), this.remote) === 'member';
  }

  #serve(compare: boolean): void {
    this.#serving = true;
    this.link.admit();
    if (compare) void this.#compare(true);
  }

  #introduce(): void {
    if (++this.#introsSent > MAX_INTROS) return;
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
    this.link.admit();
    const { authority } = this.#around.documents;
    const lacked = authority.controlEntries().filter((record) => !this.vectors.has(record));
    const own = this.#around.documents.admissionsOf(this.#around.self);
    this.#sendEntries('entries', [...new Set([...lacked, ...own])]);
  }

  #sendEntries(type: 'intro' | 'entries', records: readonly EntryRecord[]): void {
    this.#send({
      type,
      entries: records.slice(0, MAX_ENTRIES_PER_MESSAGE).map(({ entry }) => entry.bytes),
    });
  }

  async #compare(reply: boolean): Promise<void> {
    this.#comparesSent++;
    await this.#around.settled(); // what we claim to have survives a killed tab
    if (this.#ended) return;
    this.#send({ type: 'compare', all: true, reply, vectors: this.#around.documents.vectors() });
  }

  #sendMissing(docs: ReadonlySet<DocId> | null): void {
    for (const log of this.#around.documents.all()) {
      if (docs !== null && !docs.has(log.doc)) continue;
      for (const record of log.entries) this.#outbox.entry(record);
    }
    if (docs !== null) return;
    for (const message of this.#around.volatile.latest())
      if (message.payload.length > 0) this.#outbox.volatile(message);
  }

  async #acknowledge(): Promise<void> {
    this.#cancelAcknowledge = null;
    const byDoc = new Map<DocId, ChainHead[]>();
    for (const { entry, chain } of this.#unacknowledged.values()) {
      const head = this.#around.documents.log(entry.doc)?.chainHead(chain) ?? null;
      if (head === null) continue;
      const heads = byDoc.get(entry.doc);
      if (heads === undefined) byDoc.set(entry.doc, [head]);
      else heads.push(head);
    }
    this.#unacknowledged.clear();
    await this.#around.settled();
    if (this.#ended) return;
    const vectors = [...byDoc].map(([doc, heads]) => ({ doc, heads }));
    this.#send({ type: 'have', vectors });
  }

  #send(message: Parameters<typeof encodePeerMessage>[0]): void {
    this.link.send(encodePeerMessage(message));
  }

  #refuse(code: string): void {
    this.#around.refusals.refuse(code);
    this.offended(code);
  }
}
