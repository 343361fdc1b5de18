import type { Bytes } from '../base/bytes.ts';
import type { BlobId, KeyId } from '../protocol/ids.ts';

/** How far a blob on its way is. */
export interface BlobProgress {
  /** Bytes that are here and checked. */
  readonly received: number;
  /** Bytes of the whole; null until somebody who has it was found. */
  readonly size: number | null;
  /** Neighbours that give of it now; with 0 it waits until one does. */
  readonly sources: number;
}

/** The files of a class, by their content; a document holds their ids. */
export interface BlobExchange {
  /** Keeps a blob for whoever asks for it. Rejects with `too-large` or a storage failure. */
  add(bytes: Bytes): Promise<BlobId>;
  /**
   * The whole blob, fetched from whoever has it where it is not here; what is here already is not fetched again, also
   * after a restart. Waits as long as nobody has it. Rejects with the signal's reason, a storage failure, or an
   * `AbortError` when the class is closed.
   */
  get(
    id: BlobId,
    options?: {
      onProgress?: (progress: BlobProgress) => void;
      signal?: AbortSignal;
      /** Neighbours that are known to have it: nobody else is asked for this call. */
      from?: ReadonlySet<KeyId>;
    },
  ): Promise<Bytes>;
  /** Whether it is here as a whole. */
  has(id: BlobId): boolean;
  /**
   * Says which blobs the class's documents name. What this device keeps for itself and no call named for
   * `UNNAMED_BLOB_MS` is given up; what it keeps for its neighbours has a bound of its own. Never
   * rejects: what the store cannot do is logged.
   */
  keepNamed(named: ReadonlySet<BlobId>): Promise<void>;
}
