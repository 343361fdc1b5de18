import type { Logger } from '../base/logger.ts';
import { utf8 } from '../base/bytes.ts';
import { isDocName } from '../protocol/entry.ts';
import type { ClassId, DocId, KeyId } from '../protocol/ids.ts';
import { MAX_HELD, MAX_HELD_PER_PEER } from '../protocol/limits.ts';
import type { EntryStore } from '../store/entry-store.ts';

/** Name of the note in the store. */
const META_KEY = 'held';

/** Documents that this device holds for readers who are away, because a neighbour asked (TR3). */
export class HeldDocuments {
  readonly #store: EntryStore;
  readonly #classId: ClassId;
  readonly #logger: Logger;
  readonly #docs = new Set<DocId>();
  readonly #perPeer = new Map<KeyId, number>();

  constructor(options: { store: EntryStore; classId: ClassId; logger: Logger }) {
    this.#store = options.store;
    this.#classId = options.classId;
    this.#logger = options.logger;
  }

  get docs(): ReadonlySet<DocId> {
    return this.#docs;
  }

  /** Reads the note of earlier sessions. */
  async load(): Promise<void> {
    const bytes = await this.#store.getMeta(this.#classId, META_KEY);
    const names = bytes === null ? '' : new TextDecoder().decode(bytes);
    for (const doc of names.split('\n').slice(0, MAX_HELD)) if (isDocName(doc)) this.#docs.add(doc);
  }

  /** Takes a document in; 'known' where it is held already, 'full' where there is no room for this peer. */
  add(doc: DocId, asked: KeyId): 'new' | 'known' | 'full' {
    if (this.#docs.has(doc)) return 'known';
    const count = this.#perPeer.get(asked) ?? 0;
    if (count >= MAX_HELD_PER_PEER || this.#docs.size >= MAX_HELD) return 'full';
    this.#perPeer.set(asked, count + 1);
    this.#docs.add(doc);
    void this.#save();
    return 'new';
  }

  async #save(): Promise<void> {
    try {
      await this.#store.putMeta(this.#classId, META_KEY, utf8([...this.#docs].join('\n')));
    } catch (cause) {
      this.#logger.log('warn', 'held-unsaved', { message: String(cause) }); // whoever asked asks again
    }
  }
}
