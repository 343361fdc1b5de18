import type { Bytes } from '../base/bytes.ts';
import type { FileHash } from '../protocol/ids.ts';

/** How far a file on its way from the class is. */
export interface FileProgress {
  /** Bytes that are here. */
  readonly received: number;
  /** Bytes of the whole; null until somebody who has it was found. */
  readonly size: number | null;
  /** Neighbours that give of it now. */
  readonly people: number;
}

/** Files of this device that it gives to the class: of the application, and of packages of its index. Nothing else. */
export interface FileSeeds {
  /** The file with this SHA-256, or null: it is none of those, it is not here, or this device gives none now. Never rejects. */
  find(file: FileHash): Promise<Blob | null>;
  /** Whether this device gives and passes on now. */
  readonly giving: boolean;
}

/** Files of the application and of packages, by their content, from whoever in the class has them (SY14). */
export interface FileExchange {
  /**
   * The whole file, checked; null where nobody who can be reached has it. Rejects with the signal's reason, a storage
   * failure, or an `AbortError` when the class is closed.
   */
  get(
    file: FileHash,
    options: {
      /** Most bytes that it may have: who offers more is refused. */
      readonly limit: number;
      readonly onProgress?: (progress: FileProgress) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<Bytes | null>;
  /** What this device gives from now on; null: nothing. */
  seed(seeds: FileSeeds | null): void;
}
