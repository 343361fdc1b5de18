import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { KeyWrap } from '../protocol/document-keys.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import { MAX_WRAPS } from '../protocol/limits.ts';
import type { HandedKey } from '../protocol/peer-messages.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { DocumentKeys } from './document-keys.ts';
import type { DocumentReaders } from './document-readers.ts';
import { epochId } from './epoch-book.ts';
import type { Epoch } from './epoch-book.ts';
import type { EntryRecord } from './entry-record.ts';
import type { OwnEntries } from './own-entries.ts';
import { isSealed, mayGiveKeys } from './permissions.ts';

/** Readers are looked for this long after something changed, in ms: a class that comes in together is given keys together. */
const LOOK_MS = 200;
/** A key that somebody else made is given by us only if its maker did not in this time, in ms; by each next one later. */
const OTHERS_MS = 3_000;

/** A neighbour to whom keys may be handed. */
export interface KeyTaker {
  readonly remote: KeyId;
  /** Both sides know each other as members. */
  readonly serving: boolean;
  /** Whether the other side has the entry or will, if all that was sent arrives. */
  covers(record: EntryRecord): boolean;
  hand(keys: readonly HandedKey[]): void;
}

interface KeyGivingSurroundings {
  readonly self: KeyId;
  readonly documents: ClassDocuments;
  readonly readers: DocumentReaders;
  readonly keys: DocumentKeys;
  readonly own: OwnEntries;
  readonly clock: Clock;
  readonly logger: Logger;
  takers(): Iterable<KeyTaker>;
}

/**
 * Gives document keys to readers who lack them (SY11): by an entry, where this device may write the document or keeps it,
 * and by a message to a neighbour. Nobody gets a key who may not read by all statements known here.
 */
export class KeyGiving {
  readonly #around: KeyGivingSurroundings;
  /** What was handed to whom in this session of a link. */
  readonly #handed = new WeakMap<KeyTaker, Set<string>>();
  /** Since when a key lacks a reader, ms. */
  readonly #lacking = new Map<string, number>();
  #cancel: Unsubscribe | null = null;
  /** When the next look is planned, ms. */
  #lookAt = Infinity;
  #busy = false;
  #again = false;
  #closed = false;

  constructor(around: KeyGivingSurroundings) {
    this.#around = around;
  }

  /** Statements, admissions, keys or neighbours came. */
  changed(): void {
    this.#plan(LOOK_MS);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  #plan(delay: number): void {
    const at = this.#around.clock.now() + delay;
    if (this.#closed || at >= this.#lookAt) return;
    this.#cancel?.();
    this.#lookAt = at;
    this.#cancel = this.#around.clock.after(delay, () => {
      this.#lookAt = Infinity;
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#again = this.#busy;
    if (this.#busy || this.#closed) return;
    this.#busy = true;
    try {
      for (const doc of [...this.#around.documents.epochs.docs()]) {
        if (this.#closed) return;
        await this.#giveByEntry(doc);
        for (const taker of [...this.#around.takers()]) await this.#handOver(doc, taker);
      }
    } catch (cause) {
      this.#around.logger.log('error', 'key-giving-threw', { message: String(cause) });
    } finally {
      this.#busy = false;
      if (this.#again) this.#plan(LOOK_MS);
    }
  }

  async #giveByEntry(doc: DocId): Promise<void> {
    const { self, documents, readers, own, clock } = this.#around;
    const state = documents.authority.present();
    if (state.closed || state.newer || !isSealed(state, doc) || !readers.mayHave(doc, self)) return;
    if (!mayGiveKeys(state, doc, self)) return;
    for (const epoch of [...documents.epochs.of(doc)]) {
      const name = `${doc}/${epochId(epoch.name)}`;
      const lacking = readers.without(epoch);
      if (lacking.length === 0) {
        this.#lacking.delete(name);
        continue;
      }
      if (epoch.entries[0]?.entry.author !== self) {
        const since = Math.min(this.#lacking.get(name) ?? Infinity, clock.now()); // it may be set back
        this.#lacking.set(name, since);
        const rest = since + OTHERS_MS * (1 + this.#rank(doc)) - clock.now();
        if (rest > 0) {
          this.#plan(rest);
          continue;
        }
      }
      const wraps = await this.#wrapAll(epoch, lacking.slice(0, MAX_WRAPS));
      if (wraps.length > 0) await own.giveKeys(doc, { epoch: epoch.name, wraps });
    }
  }

  /** One after the other, so that not all who can give the same key. */
  #rank(doc: DocId): number {
    const { self, documents, readers } = this.#around;
    const state = documents.authority.present();
    const givers = readers.of(doc).filter((device) => mayGiveKeys(state, doc, device));
    return Math.max(0, givers.sort().indexOf(self));
  }

  async #handOver(doc: DocId, taker: KeyTaker): Promise<void> {
    const { self, documents, readers } = this.#around;
    if (!taker.serving || taker.remote === self) return;
    const state = documents.authority.present();
    if (!isSealed(state, doc) || !readers.mayHave(doc, taker.remote)) return;
    let handed = this.#handed.get(taker);
    if (handed === undefined) this.#handed.set(taker, (handed = new Set()));
    const given: HandedKey[] = [];
    for (const epoch of [...documents.epochs.of(doc)]) {
      const name = `${doc}/${epochId(epoch.name)}`;
      const [first] = epoch.entries;
      if (epoch.holders.has(taker.remote) || handed.has(name)) continue;
      if (first === undefined || !taker.covers(first)) continue;
      const [wrap] = await this.#wrapAll(epoch, [taker.remote]);
      if (wrap === undefined) continue;
      handed.add(name);
      given.push({ doc, epoch: epoch.name, sealed: wrap.sealed });
    }
    for (let at = 0; at < given.length; at += MAX_WRAPS)
      taker.hand(given.slice(at, at + MAX_WRAPS));
  }

  async #wrapAll(epoch: Epoch, readers: readonly KeyId[]): Promise<readonly KeyWrap[]> {
    const { keys, documents } = this.#around;
    const key = await keys.get(epoch.doc, epoch.name);
    if (key === null) return [];
    return keys.wrapAll(epoch.doc, epoch.name, key, readers, documents.authority);
  }
}
