import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { DocId } from '../protocol/ids.ts';
import type { DocumentVector } from '../protocol/peer-messages.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { ChainKey, EntryRecord } from './entry-record.ts';

/** A receipt that was asked for goes out this soon, with all that came until then, in ms. */
const ASKED_MS = 100;
/** Unasked, it waits until nothing has come for this long: a receipt per edit would double an edit's cost. In ms. */
const QUIET_MS = 5_000;
/** But no longer than this, in ms. */
const LATEST_MS = 60_000;

/** When to tell one peer what of its entries is in our store (SY6). */
export class LazyReceipts {
  readonly #clock: Clock;
  readonly #documents: ClassDocuments;
  readonly #due: () => void;
  readonly #owed = new Map<DocId, Set<ChainKey>>();
  #first = 0;
  #last = 0;
  #asked = false;
  #cancel: Unsubscribe | null = null;

  /** `due` is called when it is time to `take` and send. */
  constructor(clock: Clock, documents: ClassDocuments, due: () => void) {
    this.#clock = clock;
    this.#documents = documents;
    this.#due = due;
  }

  /** An entry of the peer's is here. */
  owe({ entry, chain }: EntryRecord): void {
    this.#last = this.#clock.now();
    if (this.#owed.size === 0) this.#first = this.#last;
    let chains = this.#owed.get(entry.doc);
    if (chains === undefined) this.#owed.set(entry.doc, (chains = new Set()));
    chains.add(chain);
    // A checkpoint brought all that it covers.
    if (entry.kind === 'checkpoint')
      for (const covered of this.#documents.log(entry.doc)?.chains() ?? []) chains.add(covered);
    this.#cancel ??= this.#clock.after(QUIET_MS, () => this.#look());
  }

  /** The peer asked to be told soon. */
  ask(): void {
    if (this.#asked || this.#owed.size === 0) return;
    this.#asked = true;
    this.#cancel?.();
    this.#cancel = this.#clock.after(ASKED_MS, () => this.#due());
  }

  /** The heads of all that is owed, which then is no longer. */
  take(): readonly DocumentVector[] {
    this.close();
    this.#asked = false;
    const vectors = [...this.#owed].map(([doc, chains]) => {
      const log = this.#documents.log(doc);
      const heads = [...chains].flatMap((chain) => {
        const head = log?.chainHead(chain);
        return head === undefined || head === null ? [] : [head];
      });
      return { doc, heads };
    });
    this.#owed.clear();
    return vectors;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #look(): void {
    const now = this.#clock.now();
    const rest = Math.min(this.#last + QUIET_MS, this.#first + LATEST_MS) - now;
    if (rest <= 0 || rest > LATEST_MS) this.#due(); // the clock may have been set back
    else this.#cancel = this.#clock.after(rest, () => this.#look());
  }
}
