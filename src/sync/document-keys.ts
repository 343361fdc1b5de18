import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { ContentCipher, Sealing } from '../crypto/sealing.ts';
import type { Digest } from '../crypto/signer.ts';
import type { CarriedKey } from '../protocol/carried-key.ts';
import { commitmentBytes, DOCUMENT_KEY_BYTES, wrapInfo } from '../protocol/document-keys.ts';
import type { EpochName, KeyWrap } from '../protocol/document-keys.ts';
import type { ClassId, DocId, KeyCommitment, KeyId } from '../protocol/ids.ts';
import { MAX_CARRIED_KEYS, MAX_EARLY_KEYS, MAX_WRAPS } from '../protocol/limits.ts';
import { decodePeerMessage, encodePeerMessage } from '../protocol/peer-messages.ts';
import type { HandedKey } from '../protocol/peer-messages.ts';
import type { EntryStore } from '../store/entry-store.ts';
import type { AuthorityLog } from './authority-log.ts';
import { epochId } from './epoch-book.ts';
import type { EpochBook } from './epoch-book.ts';

/** Name of the note in the store: keys that were handed over, as they came, sealed to this device. */
const META_KEY = 'document-keys';
/** Names of the notes with keys from a backup, followed by the device and a number: they are written once. */
const CARRIED_KEYS = 'document-keys/';
/** Wraps for this device that are tried for one key: more than that are somebody's joke. */
const MAX_TRIES = 16;

/** A document key that was opened and fits its commitment. */
export interface DocumentKey {
  readonly bytes: Bytes;
  readonly cipher: ContentCipher;
}

interface DocumentKeysOptions {
  readonly classId: ClassId;
  readonly self: KeyId;
  readonly book: EpochBook;
  readonly sealing: Sealing;
  readonly digest: Digest;
  readonly random: RandomBytes;
  readonly store: EntryStore;
  readonly refusals: RefusalCounter;
  readonly logger: Logger;
}

/**
 * The document keys that this device can open, by its wraps in the log and by what neighbours handed over. Keys are
 * in memory only; at rest there is nothing but wraps.
 */
export class DocumentKeys {
  readonly #options: DocumentKeysOptions;
  readonly #keys = new Map<string, DocumentKey>();
  readonly #opening = new Map<string, Promise<DocumentKey | null>>();
  /** How many wraps of a key were tried in vain. */
  readonly #tried = new Map<string, number>();
  /** Handed over and fitting: kept in the store, as no entry may hold them. */
  readonly #handed = new Map<string, HandedKey>();
  /** From a backup, sealed anew to this device, in notes of their own. */
  readonly #carried = new Map<string, HandedKey>();
  /** Handed over before their epoch was known. */
  readonly #early = new Map<string, HandedKey>();
  /** Devices whose published sealing key is no point of the curve. */
  readonly #unsealable = new Set<KeyId>();
  readonly #gained = new Emitter<DocId>();

  constructor(options: DocumentKeysOptions) {
    this.#options = options;
  }

  /** Fires when a key of a document became usable. */
  onGained(listener: (doc: DocId) => void): Unsubscribe {
    return this.#gained.on(listener);
  }

  /** Reads what was handed over in earlier sessions. */
  async load(): Promise<void> {
    const { store, classId } = this.#options;
    for (const note of [META_KEY, ...(await this.#carriedNotes())]) {
      const into = note === META_KEY ? this.#handed : this.#carried;
      const bytes = await store.getMeta(classId, note);
      const decoded = bytes === null ? null : decodePeerMessage(bytes);
      if (decoded?.ok !== true || decoded.value.type !== 'keys') continue;
      for (const key of decoded.value.keys) into.set(id(key.doc, key.epoch), key);
    }
  }

  /** Every key that this device can open, for a backup. */
  async *all(): AsyncGenerator<CarriedKey> {
    for (const doc of [...this.#options.book.docs()])
      for (const { name } of [...this.#options.book.of(doc)]) {
        const key = await this.get(doc, name);
        if (key !== null) yield { doc, epoch: name, bytes: key.bytes };
      }
  }

  /**
   * Takes keys from a backup, whose entries are here: sealed to this device, in the store when it resolves. What is no
   * key of a document here is left out and counted. Rejects with a storage failure.
   */
  async restore(carried: readonly CarriedKey[]): Promise<void> {
    const { classId, self, sealing, digest, book, refusals, store } = this.#options;
    const fresh: HandedKey[] = [];
    for (const { doc, epoch, bytes } of carried) {
      const name = id(doc, epoch);
      if ((await this.get(doc, epoch)) !== null) continue;
      const hash = await digest(commitmentBytes(classId, doc, epoch.number, bytes));
      const full = this.#carried.size >= MAX_CARRIED_KEYS;
      if (full || book.find(doc, epoch) === null || toBase64Url(hash) !== epoch.commitment) {
        refusals.refuse(full ? 'keys-carried-full' : 'keys-carried');
        continue;
      }
      const sealed = await sealing.sealTo(
        sealing.publicKey,
        wrapInfo(classId, doc, epoch, self),
        bytes,
      );
      if (sealed === null) throw new Error('this device can seal to itself');
      const key = { doc, epoch, sealed };
      this.#carried.set(name, key);
      fresh.push(key);
      this.#keep(doc, epoch, bytes);
    }
    for (let at = 0; at < fresh.length; at += MAX_WRAPS) {
      const { length } = await this.#carriedNotes();
      const keys = fresh.slice(at, at + MAX_WRAPS);
      const note = `${CARRIED_KEYS}${self}/${length}`;
      await store.putMeta(classId, note, encodePeerMessage({ type: 'keys', keys }));
    }
  }

  /** The key if it is in memory already. */
  present(doc: DocId, epoch: EpochName): DocumentKey | null {
    return this.#keys.get(id(doc, epoch)) ?? null;
  }

  /** The key, opened where that is possible; null where nobody gave it to this device yet. */
  get(doc: DocId, epoch: EpochName): Promise<DocumentKey | null> {
    const name = id(doc, epoch);
    const key = this.#keys.get(name);
    if (key !== undefined) return Promise.resolve(key);
    let opening = this.#opening.get(name);
    if (opening === undefined) {
      opening = Promise.resolve().then(() => this.#open(doc, epoch));
      this.#opening.set(name, opening);
    }
    return opening;
  }

  /** The key, also where the entries that hold it are taken out of the book right after this call. */
  async getBeforeForgotten(doc: DocId, epoch: EpochName): Promise<DocumentKey | null> {
    const { book, self } = this.#options;
    const wraps = book.wrapsFor(doc, epoch, self).slice(0, MAX_TRIES);
    const key = await this.get(doc, epoch);
    if (key !== null) return key;
    for (const sealed of wraps) {
      const bytes = await this.#unwrap(doc, epoch, sealed);
      if (bytes !== null) return this.#keep(doc, epoch, bytes);
    }
    return null;
  }

  /** A new random key for a document, usable at once. */
  async create(doc: DocId, number: number): Promise<EpochName> {
    const { classId, digest, random } = this.#options;
    const bytes = random(DOCUMENT_KEY_BYTES);
    const hash = await digest(commitmentBytes(classId, doc, number, bytes));
    const epoch: EpochName = { number, commitment: toBase64Url(hash) as KeyCommitment };
    this.#keep(doc, epoch, bytes);
    return epoch;
  }

  /** Seals a key to devices; who published a sealing key that is none is left out and counted. */
  async wrapAll(
    doc: DocId,
    epoch: EpochName,
    key: DocumentKey,
    devices: readonly KeyId[],
    authority: AuthorityLog,
  ): Promise<readonly KeyWrap[]> {
    const { classId, sealing, refusals } = this.#options;
    const wraps = await Promise.all(
      devices.map(async (reader): Promise<KeyWrap | null> => {
        const to = authority.admission(reader)?.sealingPublicKey;
        if (to === undefined || this.#unsealable.has(reader)) return null;
        const info = wrapInfo(classId, doc, epoch, reader);
        const sealed = await sealing.sealTo(to, info, key.bytes);
        if (sealed !== null) return { reader, sealed };
        this.#unsealable.add(reader);
        refusals.refuse('keys-unsealable');
        return null;
      }),
    );
    return wraps.filter((wrap) => wrap !== null);
  }

  /** An entry of kind 'keys' was accepted: what was handed over for it may be looked at now. */
  async noted(doc: DocId, epoch: EpochName): Promise<void> {
    const name = id(doc, epoch);
    const early = this.#early.get(name);
    this.#early.delete(name);
    if (early !== undefined) await this.take(early);
  }

  /** Takes a key that a neighbour handed over. False where it is not what it is said to be. */
  async take(handed: HandedKey): Promise<boolean> {
    const { doc, epoch, sealed } = handed;
    const { book, refusals } = this.#options;
    const name = id(doc, epoch);
    if (this.#keys.has(name) || this.#handed.has(name)) return true;
    if (book.find(doc, epoch) === null) {
      // Only an entry can tell that this key is the document's.
      if (this.#early.size < MAX_EARLY_KEYS) this.#early.set(name, handed);
      else refusals.refuse('keys-early-full');
      return true;
    }
    const bytes = await this.#unwrap(doc, epoch, sealed);
    if (bytes === null) {
      refusals.refuse('keys-wrap');
      return false;
    }
    if (this.#handed.size < MAX_EARLY_KEYS * 4) this.#handed.set(name, handed);
    this.#keep(doc, epoch, bytes);
    await this.#save();
    return true;
  }

  async #carriedNotes(): Promise<readonly string[]> {
    const { store, classId, self } = this.#options;
    const notes = await store.metaKeys(classId);
    return notes.filter((note) => note.startsWith(`${CARRIED_KEYS}${self}/`));
  }

  async #open(doc: DocId, epoch: EpochName): Promise<DocumentKey | null> {
    const { book, self, refusals } = this.#options;
    const name = id(doc, epoch);
    let bytes: Bytes | null = null;
    for (const handed of [this.#handed.get(name), this.#carried.get(name)])
      if (handed !== undefined) bytes ??= await this.#unwrap(doc, epoch, handed.sealed);
    while (bytes === null) {
      // Looked up anew each time: others may come meanwhile.
      const tried = this.#tried.get(name) ?? 0;
      const sealed = tried < MAX_TRIES ? book.wrapsFor(doc, epoch, self)[tried] : undefined;
      if (sealed === undefined) break;
      this.#tried.set(name, tried + 1);
      bytes = await this.#unwrap(doc, epoch, sealed);
      if (bytes === null) refusals.refuse('keys-wrap', { doc });
    }
    this.#opening.delete(name); // in the same task as the last look: no wrap in between is lost
    return bytes === null ? null : this.#keep(doc, epoch, bytes);
  }

  async #unwrap(doc: DocId, epoch: EpochName, sealed: Bytes): Promise<Bytes | null> {
    const { classId, self, sealing, digest } = this.#options;
    const bytes = await sealing.open(wrapInfo(classId, doc, epoch, self), sealed);
    if (bytes?.length !== DOCUMENT_KEY_BYTES) return null;
    const hash = await digest(commitmentBytes(classId, doc, epoch.number, bytes));
    return toBase64Url(hash) === epoch.commitment ? bytes : null;
  }

  #keep(doc: DocId, epoch: EpochName, bytes: Bytes): DocumentKey {
    const name = id(doc, epoch);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key: DocumentKey = { bytes, cipher: this.#options.sealing.cipher(bytes) };
    this.#keys.set(name, key);
    this.#gained.emit(doc);
    return key;
  }

  async #save(): Promise<void> {
    const { store, classId, logger } = this.#options;
    const keys = [...this.#handed.values()].slice(-MAX_EARLY_KEYS);
    try {
      await store.putMeta(classId, META_KEY, encodePeerMessage({ type: 'keys', keys }));
    } catch (cause) {
      logger.log('warn', 'document-keys-unsaved', { message: String(cause) }); // a neighbour hands them over again
    }
  }
}

function id(doc: DocId, epoch: EpochName): string {
  return `${doc}/${epochId(epoch)}`;
}
