import type { DocId, KeyId } from '../protocol/ids.ts';
import type { AuthorityState } from './authority-state.ts';
import type { ClassDocuments } from './class-documents.ts';
import type { Epoch } from './epoch-book.ts';
import { mayRead } from './permissions.ts';

/** Who may have the keys of a document, by all that is known here. */
export class DocumentReaders {
  readonly #documents: ClassDocuments;
  /** Answers for the present statements and devices. */
  readonly #readers = new Map<DocId, readonly KeyId[]>();
  readonly #stale = new Map<Epoch, boolean>();

  constructor(documents: ClassDocuments) {
    this.#documents = documents;
  }

  /** Statements or admissions came: everything is asked anew. */
  changed(): void {
    this.#readers.clear();
    this.#stale.clear();
  }

  /** Whether a device may have the keys of `doc` now. */
  mayHave(doc: DocId, device: KeyId): boolean {
    return this.#couldRead(this.#documents.authority.present(), doc, device);
  }

  /** The devices that may have the keys of `doc` now. */
  of(doc: DocId): readonly KeyId[] {
    let readers = this.#readers.get(doc);
    if (readers === undefined) {
      const state = this.#documents.authority.present();
      readers = [...this.#documents.authority.devices()].filter((device) =>
        this.#couldRead(state, doc, device),
      );
      this.#readers.set(doc, readers);
    }
    return readers;
  }

  /** Readers that have no wrap of this key in the log. */
  without(epoch: Epoch): readonly KeyId[] {
    return this.of(epoch.doc).filter((device) => !epoch.holders.has(device));
  }

  /**
   * Whether somebody may have this key who may not read any more: who got a wrap of it, who could read when it was
   * made, and who lost the right since. Then the next change is written under another key.
   */
  isStale(epoch: Epoch): boolean {
    let stale = this.#stale.get(epoch);
    if (stale === undefined) this.#stale.set(epoch, (stale = this.#findStale(epoch)));
    return stale;
  }

  #findStale({ doc, holders, entries }: Epoch): boolean {
    const { authority } = this.#documents;
    const present = authority.present();
    const made = entries.map(({ entry }) =>
      authority.stateAt(entry.authority.map(({ hash }) => hash)),
    );
    const past = authority.pastOf((entries[0]?.entry.authority ?? []).map(({ hash }) => hash));
    for (const { control } of present.takings)
      if ((control.bit & past) === 0n) made.push(authority.stateOf(control.past));
    const readers = new Set(this.of(doc));
    for (const device of authority.devices()) {
      if (readers.has(device)) continue;
      if (holders.has(device) || made.some((state) => this.#couldRead(state, doc, device)))
        return true;
    }
    return false;
  }

  #couldRead(state: AuthorityState, doc: DocId, device: KeyId): boolean {
    return (
      this.#documents.authority.membership(state, device) === 'member' &&
      mayRead(state, doc, device)
    );
  }
}
