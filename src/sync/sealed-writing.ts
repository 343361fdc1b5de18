import type { Bytes } from '../base/bytes.ts';
import type { RandomBytes } from '../base/random.ts';
import type { DocumentKeysContent } from '../protocol/document-keys.ts';
import type { EntryBody } from '../protocol/entry.ts';
import type { DocId } from '../protocol/ids.ts';
import { MAX_WRAPS } from '../protocol/limits.ts';
import { NONCE_BYTES, sealedUpdateContext } from '../protocol/sealed-update.ts';
import type { SealedUpdate } from '../protocol/sealed-update.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { DocumentKeys } from './document-keys.ts';
import type { DocumentReaders } from './document-readers.ts';
import type { Epoch } from './epoch-book.ts';

interface SealingSurroundings {
  readonly documents: ClassDocuments;
  readonly keys: DocumentKeys;
  readonly readers: DocumentReaders;
  readonly random: RandomBytes;
}

/** Chooses and makes the keys under which this device's changes are sealed. */
export class SealedWriting {
  readonly #around: SealingSurroundings;

  constructor(around: SealingSurroundings) {
    this.#around = around;
  }

  /**
   * The key for the next change: of those that are open here and that only present readers may have, the one with the
   * highest number, then the lowest commitment, so that writers meet in one. Null where a new one has to be made.
   */
  async present(doc: DocId): Promise<Epoch | null> {
    const { documents, keys, readers } = this.#around;
    const epochs = [...documents.epochs.of(doc)].filter((epoch) => !readers.isStale(epoch));
    epochs.sort(
      ({ name: a }, { name: b }) => b.number - a.number || (a.commitment < b.commitment ? -1 : 1),
    );
    for (const epoch of epochs) if ((await keys.get(doc, epoch.name)) !== null) return epoch;
    return null;
  }

  /** A new key, sealed to all who may read now. */
  async create(doc: DocId): Promise<DocumentKeysContent> {
    const { documents, keys, readers } = this.#around;
    let number = 0;
    for (const { name } of documents.epochs.of(doc)) number = Math.max(number, name.number);
    const epoch = await keys.create(doc, Math.min(number + 1, Number.MAX_SAFE_INTEGER));
    const key = keys.present(doc, epoch);
    if (key === null) throw new Error('a key just made is there');
    const to = readers.of(doc).slice(0, MAX_WRAPS);
    return { epoch, wraps: await keys.wrapAll(doc, epoch, key, to, documents.authority) };
  }

  /** Seals an update for its place under a key that is open here. */
  async seal(
    epoch: Epoch,
    place: Pick<EntryBody, 'classId' | 'doc' | 'author' | 'session' | 'seq'>,
    update: Bytes,
  ): Promise<SealedUpdate> {
    const key = this.#around.keys.present(epoch.doc, epoch.name);
    if (key === null) throw new Error('sealed under a key that is open');
    const nonce = this.#around.random(NONCE_BYTES);
    const context = sealedUpdateContext(place, epoch.name);
    return { epoch: epoch.name, nonce, box: await key.cipher.seal(nonce, context, update) };
  }
}
