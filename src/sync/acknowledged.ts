import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { isPassing } from '../protocol/ids.ts';
import type { ClassId, DocId, KeyId } from '../protocol/ids.ts';
import { decodePeerMessage, encodePeerMessage } from '../protocol/peer-messages.ts';
import type { ChainHead, DocumentVector } from '../protocol/peer-messages.ts';
import type { EntryStore } from '../store/entry-store.ts';
import type { ClassDocuments } from './class-documents.ts';
import { chainKey } from './entry-record.ts';
import type { ChainKey } from './entry-record.ts';

/** Name of the note in the store. */
const META_KEY = 'acknowledged';
/** The note is written this long after a change, in ms: a killed tab costs a number that the next peer corrects. */
const SAVE_MS = 2_000;
/** Chains of a document of which another branch is remembered: whoever says so needs no proof of it. */
const MAX_ELSEWHERE = 16;

interface AcknowledgedOptions {
  readonly store: EntryStore;
  readonly classId: ClassId;
  readonly self: KeyId;
  readonly documents: ClassDocuments;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Somebody else has more of an own chain than is here, as far as they say: our store has lost its end. */
  readonly lacked: (doc: DocId) => void;
}

/** Which own entries somebody else is known to have. */
export class Acknowledged {
  readonly #options: AcknowledgedOptions;
  readonly #heads = new Map<DocId, Map<ChainKey, ChainHead>>();
  /** The last that was told of another branch of a chain: after a decision it may be ours (SY2), and nobody tells it again. */
  readonly #elsewhere = new Map<DocId, Map<ChainKey, ChainHead>>();
  #cancelSave: Unsubscribe | null = null;

  constructor(options: AcknowledgedOptions) {
    this.#options = options;
  }

  /** Reads the note of earlier sessions. */
  async load(): Promise<void> {
    const { store, classId } = this.#options;
    const bytes = await store.getMeta(classId, META_KEY);
    const decoded = bytes === null ? null : decodePeerMessage(bytes);
    if (decoded?.ok === true && decoded.value.type === 'have') this.#take(decoded.value.vectors);
  }

  /** Takes what somebody else has. */
  note(vectors: readonly DocumentVector[]): void {
    if (this.#take(vectors)) this.#planSave();
  }

  /** Own entries of a document that nobody else is known to have; none where it is for the moment only. */
  waitingIn(doc: DocId): number {
    if (isPassing(doc)) return 0;
    let waiting = 0;
    const log = this.#options.documents.log(doc);
    const elsewhere = this.#elsewhere.get(doc);
    if (elsewhere && this.#take([{ doc, heads: [...elsewhere.values()] }])) this.#planSave();
    for (const chain of log?.chains() ?? []) {
      if (log === null || !chain.startsWith(this.#options.self)) continue;
      // What was acknowledged may have been taken out since.
      waiting += Math.max(0, log.length(chain) - 1 - (this.#heads.get(doc)?.get(chain)?.seq ?? -1));
    }
    return waiting;
  }

  /** Own entries that nobody else is known to have. */
  waiting(): number {
    let waiting = 0;
    for (const log of this.#options.documents.all()) waiting += this.waitingIn(log.doc);
    return waiting;
  }

  async close(): Promise<void> {
    if (this.#cancelSave === null) return;
    this.#cancelSave();
    await this.#save();
  }

  #take(vectors: readonly DocumentVector[]): boolean {
    let changed = false;
    for (const { doc, heads } of vectors) {
      for (const head of heads) {
        if (head.author !== this.#options.self) continue;
        const chain = chainKey(head.author, head.session);
        // Only what names our own branch counts.
        const log = this.#options.documents.log(doc);
        if (log?.includes(head) !== true) {
          if (log === null) continue;
          this.#keepElsewhere(doc, chain, head);
          // Which branch theirs is shows when what is missing is here.
          const length = log.length(chain);
          if (length > 0 && head.seq >= length && !isPassing(doc)) this.#options.lacked(doc);
          continue;
        }
        this.#elsewhere.get(doc)?.delete(chain);
        const chains = chainsOf(this.#heads, doc);
        if ((chains.get(chain)?.seq ?? -1) >= head.seq) continue;
        chains.set(chain, head);
        changed = true;
      }
    }
    return changed;
  }

  #keepElsewhere(doc: DocId, chain: ChainKey, head: ChainHead): void {
    const chains = chainsOf(this.#elsewhere, doc);
    if (chains.size < MAX_ELSEWHERE || chains.has(chain)) chains.set(chain, head);
  }

  #planSave(): void {
    this.#cancelSave ??= this.#options.clock.after(SAVE_MS, () => void this.#save());
  }

  async #save(): Promise<void> {
    this.#cancelSave = null;
    const { store, classId, logger } = this.#options;
    const vectors = [...this.#heads].map(([doc, chains]) => ({ doc, heads: [...chains.values()] }));
    try {
      await store.putMeta(classId, META_KEY, encodePeerMessage({ type: 'have', vectors }));
    } catch (cause) {
      logger.log('warn', 'acknowledged-unsaved', { message: String(cause) }); // the next peer tells it again
    }
  }
}

function chainsOf(all: Map<DocId, Map<ChainKey, ChainHead>>, doc: DocId): Map<ChainKey, ChainHead> {
  let chains = all.get(doc);
  if (chains === undefined) all.set(doc, (chains = new Map()));
  return chains;
}
