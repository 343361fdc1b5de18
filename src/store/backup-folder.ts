import type { Bytes } from '../base/bytes.ts';

/** Takes the next bytes of a file; resolves when more may come. */
export type ByteSink = (bytes: Bytes) => Promise<void>;

/** Why a folder could not be written. */
export type FolderFault = 'paused' | 'gone' | 'full' | 'failed';

/** A failure of the folder itself, not of what was to be written. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
  readonly fault: FolderFault;

  constructor(fault: FolderFault, cause: unknown) {
    super(fault, { cause });
    this.fault = fault;
  }
}

/** A folder outside the browser. Rejects with a `FolderError`. */
export interface BackupFolder {
  /** Names of the files in it. */
  names(): Promise<readonly string[]>;
  /**
   * Writes a whole file: what had the name before is replaced when `write` has ended well and all is on the disk; after
   * a failure, also of `write`, which is then thrown, it is there as it was.
   */
  write(name: string, write: (sink: ByteSink) => Promise<void>): Promise<void>;
  /** Removes a file; does nothing where there is none. */
  remove(name: string): Promise<void>;
}
