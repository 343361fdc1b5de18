import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { RefusalCounter } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { decodeEntry } from '../protocol/entry.ts';
import type { Entry } from '../protocol/entry.ts';
import { AUTHORITY_DOC } from '../protocol/ids.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type { EntriesAside } from './class-replica.ts';
import type { ClassDocuments } from './class-documents.ts';
import { authorKey, clockKey, entryKey, epochKey, judge } from './entry-judge.ts';
import type { Verdict } from './entry-judge.ts';
import type { Candidate } from './candidate.ts';
import type { Appended } from './document-log.ts';
import type { EntryRecord } from './entry-record.ts';
import type { EntryVerifier, Verification } from './entry-verifier.ts';
import { FallenRoom } from './fallen-room.ts';
import type { StandingJudge } from './standing-judge.ts';
import { WaitingRoom } from './waiting-room.ts';
import { addsStructs } from './yjs-update.ts';

/** Where entries come from: a link's session. */
export interface EntrySource {
  /** Told of every entry of its that is here now or was before: the other side has it. */
  received(record: EntryRecord): void;
  /** Told of every refusal: an honest peer relays nothing that is refused. */
  offended(code: string): void;
  /** Whether it brings nothing any more. */
  readonly gone: boolean;
}

export interface Accepted {
  readonly candidate: Candidate;
  readonly appended: Appended;
  /** Null for own entries. */
  readonly source: EntrySource | null;
  /** It waited here for something that its source did not bring. */
  readonly waited: boolean;
}

/** Codes of refusals that an honest peer can cause: it may run a later version, or not know of a conflict yet. */
const HONEST_CODES: ReadonlySet<string> = new Set(['version', 'doc-unknown']);

/** Signatures checked at a time: enough to keep the platform's threads busy. */
const PARALLEL = 32;

/** A held entry; unverified ones wait for their author's key. */
interface Waiting {
  readonly entry: Entry;
  readonly candidate: Candidate | null;
  readonly source: EntrySource;
  /** A standing entry needs it. */
  readonly needed: boolean;
}

interface Ready {
  readonly candidate: Candidate;
  /** Null for own entries. */
  readonly source: EntrySource | null;
  readonly needed: boolean;
  readonly waited?: boolean;
  /** It was put off until local changes were written. */
  readonly putOff?: boolean;
}

/** Where entries come from that were here before. */
const HERE: EntrySource = { received: () => undefined, offended: () => undefined, gone: false };

/** The way of every entry that comes in: shape, signature, permission, then the log (SY3, SY4, SY10). */
export class EntryIntake {
  readonly #documents: ClassDocuments;
  readonly #verifier: EntryVerifier;
  readonly #refusals: RefusalCounter;
  readonly #clock: Clock;
  readonly #waiting = new WaitingRoom<Waiting>();
  readonly #accepted = new Emitter<Accepted>();
  readonly #held = new Emitter<void>();
  readonly #forked = new Emitter<readonly [EntryRecord, EntryRecord]>();
  readonly #fallen = new FallenRoom();
  readonly #standing: StandingJudge;
  readonly #writeLocal: () => Promise<void> | null;
  readonly #self: KeyId;
  /** Entries that may be judged now, and whether somebody is at it. */
  readonly #ready: Ready[] = [];
  #busy = false;

  constructor(options: {
    documents: ClassDocuments;
    verifier: EntryVerifier;
    refusals: RefusalCounter;
    clock: Clock;
    standing: StandingJudge;
    self: KeyId;
    /** Writes local changes that are in no entry yet; null where there are none. */
    writeLocal: () => Promise<void> | null;
  }) {
    this.#self = options.self;
    this.#writeLocal = options.writeLocal;
    this.#standing = options.standing;
    this.#documents = options.documents;
    this.#verifier = options.verifier;
    this.#refusals = options.refusals;
    this.#clock = options.clock;
  }

  /** Fires with each entry right after it was appended to its log, own ones included. */
  onAccepted(listener: (accepted: Accepted) => void): Unsubscribe {
    return this.#accepted.on(listener);
  }

  /** Fires when something begins to wait. */
  onHeld(listener: () => void): Unsubscribe {
    return this.#held.on(listener);
  }

  /** Fires with two entries of one place (SY2), both signed by their author; the first is in the log. */
  onForked(listener: (pair: readonly [EntryRecord, EntryRecord]) => void): Unsubscribe {
    return this.#forked.on(listener);
  }

  /** What stands may have changed: judges anew what was taken out of the logs, what waits and what fell before. */
  async reconsider(removed: readonly EntryRecord[]): Promise<void> {
    const fallen = this.#fallen.takeAll();
    for (const { value } of this.#waiting.releaseAll()) {
      if (value.candidate === null) void this.#verifyLate(value);
      else this.#ready.push({ candidate: value.candidate, source: value.source, needed: false });
    }
    for (const candidate of fallen) this.#ready.push({ candidate, source: HERE, needed: false });
    this.#work();
    for (const { entry } of removed)
      await this.#sort(entry, await this.#verifier.verify(entry), HERE);
  }

  aside(): EntriesAside {
    return { waiting: this.#waiting.size, fallen: this.#fallen.size };
  }

  /** Documents that have to be asked for, by who brought the entry that waits for `ms` or longer, and less than `most`. */
  overdue(now: number, ms: number, most = Infinity): ReadonlyMap<EntrySource, ReadonlySet<DocId>> {
    const asks = new Map<EntrySource, Set<DocId>>();
    for (const { value, asks: doc, since } of this.#waiting.held()) {
      if (since <= now && now - since < ms) continue; // one from before the clock was set back is overdue
      if (now - since >= most) continue;
      const docs = asks.get(value.source);
      if (docs === undefined) asks.set(value.source, new Set([doc]));
      else docs.add(doc);
    }
    return asks;
  }

  /** Lets go of what waits where `isIdle` says so of who brought it and of the document that lacks something. */
  letGo(isIdle: (source: EntrySource, doc: DocId) => boolean): void {
    this.#waiting.releaseWhere(({ value, asks }) => isIdle(value.source, asks));
  }

  /**
   * Takes entries as they came from a link, in their order, once `after` has resolved; their signatures are checked
   * before. Resolves when all are accepted, held or refused.
   */
  async take(
    encoded: readonly Bytes[],
    source: EntrySource,
    fits: (entry: Entry) => boolean = () => true,
    after: Promise<void> | null = null,
  ): Promise<void> {
    for (let at = 0; at < encoded.length; at += PARALLEL) {
      const checks = encoded
        .slice(at, at + PARALLEL)
        .map((bytes) => this.#check(bytes, source, fits));
      if (at === 0 && after !== null) await after;
      for (const check of checks) {
        const checked = await check;
        if (checked !== null) await this.#sort(checked.entry, checked.verification, source);
      }
    }
  }

  /** Accepts an own entry, which was judged and stored before; leaves it out where it does not stand any more. */
  acceptOwn(candidate: Candidate): void {
    this.#ready.push({ candidate, source: null, needed: false });
    this.#work();
  }

  async #check(
    bytes: Bytes,
    source: EntrySource,
    fits: (entry: Entry) => boolean,
  ): Promise<{ entry: Entry; verification: Verification } | null> {
    const decoded = decodeEntry(bytes);
    if (!decoded.ok) {
      this.#refuse(decoded.error === 'malformed' ? 'entry-malformed' : decoded.error, source);
      return null;
    }
    if (!fits(decoded.value)) {
      this.#refuse('unadmitted', source);
      return null;
    }
    return { entry: decoded.value, verification: await this.#verifier.verify(decoded.value) };
  }

  async #sort(entry: Entry, first: Verification, source: EntrySource): Promise<void> {
    let verification = first;
    // The author has become known since, by an earlier entry or over another link: nothing would wake what waits now.
    while (verification.kind === 'wait' && this.#knows(entry.author))
      verification = await this.#verifier.verify(entry);
    switch (verification.kind) {
      case 'known':
        source.received(verification.record);
        break;
      case 'refuse':
        this.#refuse(verification.code, source);
        break;
      case 'wait':
        this.#hold(
          { entry, candidate: null, source, needed: false },
          verification.record,
          verification.key,
          AUTHORITY_DOC,
        );
        break;
      case 'verified':
        this.#ready.push({ candidate: verification.candidate, source, needed: false });
        this.#work();
        break;
    }
  }

  #knows(author: KeyId): boolean {
    return this.#documents.authority.admission(author) !== null;
  }

  #work(): void {
    if (this.#busy) return; // an accepted listener led here: the loop below takes it up
    this.#busy = true;
    try {
      for (let next = this.#ready.shift(); next !== undefined; next = this.#ready.shift()) {
        this.#settle(next);
      }
    } finally {
      this.#busy = false;
    }
  }

  #settle(ready: Ready): void {
    const { candidate, source, needed, waited = false } = ready;
    const { record } = candidate;
    const verdict = judge(candidate, this.#documents, this.#documents.authority);
    switch (verdict.kind) {
      case 'known':
        source?.received(record);
        break;
      case 'refuse':
        this.#refuse(verdict.code, source);
        break;
      case 'wait':
        // An own one that lost its base meanwhile is taken back by its writer.
        if (source !== null) this.#wait(candidate, source, needed, verdict);
        break;
      case 'fork':
        source?.received(record);
        this.#fallen.keep(candidate, true);
        this.#forked.emit([verdict.other, record]);
        break;
      case 'accept': {
        if (this.#putOff(ready)) break;
        // An own one that does not stand never left this device, and its writer takes it back.
        if (source === null && this.#standing.judge(record) !== 'stands') break;
        if (!this.#stands(candidate, needed)) {
          source?.received(record);
          break;
        }
        const appended = this.#documents.append(candidate);
        source?.received(record);
        this.#accepted.emit({ candidate, source, appended, waited });
        this.#wake(candidate);
        break;
      }
    }
  }

  /**
   * What somebody has just typed on top of a removed member's work keeps that work standing, once it is an entry
   * (SY5): it is written before the removal counts here. Once: a removal does not wait for who goes on typing.
   */
  #putOff(ready: Ready): boolean {
    const { content } = ready.candidate;
    if (ready.source === null || ready.putOff === true || !takesFrom(content, this.#self))
      return false;
    const written = this.#writeLocal();
    if (written === null) return false;
    void written.then(() => {
      this.#ready.push({ ...ready, putOff: true });
      this.#work();
    });
    return true;
  }

  /** Whether a candidate stands, by itself or as one that does needs it; keeps it apart otherwise. */
  #stands(candidate: Candidate, needed: boolean): boolean {
    const standing = this.#standing.judge(candidate.record);
    if (standing === 'stands' || (needed && standing === 'falls')) return true;
    this.#fall(candidate, standing === 'dead');
    return false;
  }

  #wait(
    candidate: Candidate,
    source: EntrySource,
    needed: boolean,
    { key, asks, missing }: Verdict & { kind: 'wait' },
  ): void {
    const { record } = candidate;
    const found = missing === null ? null : this.#fallen.find(missing.hash);
    if (found === 'dead' || (missing !== null && this.#standing.isLost(asks, missing))) {
      this.#fall(candidate, true);
      return;
    }
    if (missing !== null && found === 'fallen') {
      if (!this.#stands(candidate, needed)) return;
      const fallen = this.#fallen.take(missing.hash);
      if (fallen !== null) this.#ready.push({ candidate: fallen, source: HERE, needed: true });
    }
    this.#hold({ entry: record.entry, candidate, source, needed }, record, key, asks);
  }

  /** Keeps what does not stand, and lets what waits for it be judged by that. */
  #fall(candidate: Candidate, dead: boolean): void {
    const { entry, chain } = candidate.record;
    this.#fallen.keep(candidate, dead);
    this.#release(entryKey(entry.doc, chain, entry.seq));
  }

  #hold(value: Waiting, record: EntryRecord, key: string, asks: DocId): void {
    // Until its signature was checked, a forged copy must not take the place of the real one.
    const id =
      value.candidate === null
        ? `${record.hash}/${toBase64Url(record.entry.signature)}`
        : record.hash;
    const bytes = record.entry.bytes.length + 512;
    const held = { value, id, key, asks, bytes, source: value.source, since: this.#clock.now() };
    if (!this.#waiting.hold(held)) {
      // Links that come, fill the room and go leave no room to others.
      this.#waiting.releaseBroughtBy((who) => (who as EntrySource).gone);
      if (!this.#waiting.hold(held)) {
        this.#refusals.refuse('waiting-full', { doc: record.entry.doc });
        return;
      }
    }
    this.#held.emit();
  }

  #wake({ record, content }: Candidate): void {
    const { doc, author, seq } = record.entry;
    this.#release(entryKey(doc, record.chain, seq));
    if (content.kind === 'checkpoint') {
      // It may stand for whatever they wait for.
      this.#requeue(this.#waiting.releaseWhere(({ asks }) => asks === doc));
    } else if (content.kind === 'update') {
      if (addsStructs(content.shape)) this.#release(clockKey(doc, content.client));
    } else if (content.kind === 'keys') {
      this.#release(epochKey(doc, content.keys.epoch));
    } else if (
      content.kind === 'statement' &&
      (content.statement.kind === 'found' || content.statement.kind === 'admit')
    ) {
      this.#release(authorKey(author));
    }
  }

  #release(key: string): void {
    this.#requeue(this.#waiting.release(key));
  }

  #requeue(released: readonly { readonly value: Waiting }[]): void {
    for (const { value } of released) {
      if (value.candidate === null) void this.#verifyLate(value);
      else this.#ready.push({ ...value, candidate: value.candidate, waited: true });
    }
  }

  async #verifyLate({ entry, source }: Waiting): Promise<void> {
    await this.#sort(entry, await this.#verifier.verify(entry), source);
  }

  #refuse(code: string, source: EntrySource | null): void {
    this.#refusals.refuse(code);
    if (!HONEST_CODES.has(code)) source?.offended(code);
  }
}

/** Whether it takes a right from somebody else. */
function takesFrom(content: Candidate['content'], self: KeyId): boolean {
  if (content.kind !== 'statement') return false;
  const { statement } = content;
  return (statement.kind === 'remove' || statement.kind === 'role') && statement.member !== self;
}
