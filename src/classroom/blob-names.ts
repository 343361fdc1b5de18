import type { Clock } from '../base/clock.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import { isJsonObject } from '../base/json.ts';
import { isHash32, type BlobId } from '../protocol/ids.ts';
import type { ClassReplica } from '../sync/class-replica.ts';
import type { DocumentHandle } from '../sync/document-handle.ts';
import { readPackageLists } from './package-lists.ts';
import type { CellSource } from './shared-cell-records.ts';

/** Between two looks, in ms: what is given up was not named for days. */
const LOOK_MS = 3_600_000;

/**
 * The blobs that these documents name, all that name any: lists of packages, files handed out and not withdrawn, also in a record that cannot
 * be read here otherwise.
 */
export function namedBlobs(sources: readonly CellSource[]): Set<BlobId> {
  const named = new Set<BlobId>();
  for (const { doc } of sources) {
    for (const value of doc.getMap<unknown>('handouts').values()) {
      if (!isJsonObject(value) || value['withdrawn'] === true) continue;
      const { blob } = value;
      if (typeof blob === 'string' && isHash32(blob)) named.add(blob as BlobId);
    }
    for (const blob of readPackageLists(doc).values()) named.add(blob);
  }
  return named;
}

interface BlobNamesOptions {
  readonly replica: ClassReplica;
  readonly classDoc: DocumentHandle;
  /** The documents that may name blobs; null while one that this person reads is not open. */
  readonly sources: () => readonly CellSource[] | null;
  readonly clock: Clock;
  /** Runs what nobody waits for, and tells of its failure. */
  readonly attempt: (action: () => Promise<void>) => Promise<void>;
}

/**
 * Tells the class's blobs now and then which of them the documents name, once the documents are known to be whole: one
 * that lacks something says nothing of what is not named. Release with `close`.
 */
export class BlobNames {
  readonly #options: BlobNamesOptions;
  #cancel: Unsubscribe | null = null;
  #closed = false;

  constructor(options: BlobNamesOptions) {
    this.#options = options;
  }

  /** Looks if it is time to. Call it at every update. */
  follow(): void {
    const { attempt, classDoc, clock, replica, sources } = this.#options;
    if (this.#closed || this.#cancel !== null) return;
    if (replica.standing.value !== 'member' || !classDoc.synced.value) return;
    if (replica.damaged.value > 0) return;
    const documents = sources();
    if (documents === null) return;
    this.#cancel = clock.after(LOOK_MS, () => {
      this.#cancel = null;
      this.follow();
    });
    void attempt(() => replica.blobs.keepNamed(namedBlobs(documents)));
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }
}
