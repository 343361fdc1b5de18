import type { Bytes } from '../../src/base/bytes.ts';
import type { Unsubscribe } from '../../src/base/unsubscribe.ts';

/** A file or folder of a notebook's folder. */
export interface FolderEntry {
  /** Below the folder, with slashes between its names (`isFolderPath`). */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** When it changed last, in ms since the epoch. Another time or size: another content. */
  readonly modified: number;
}

/** The folder of a notebook, as a kernel sees it. Paths are valid for `isFolderPath`. */
export interface KernelFolder {
  /** All that is in it, at any depth, without reading any contents. */
  list(): Promise<readonly FolderEntry[]>;
  /** A file's bytes. Rejects where it cannot be read. */
  read(path: string): Promise<Bytes>;
  /** Stores a file, in the place of what was there and in folders that it makes. Rejects with a `LecternError`. */
  write(path: string, bytes: Bytes): Promise<FolderEntry>;
  /** Makes a folder unless it is there. Rejects with a `LecternError`. */
  makeFolder(path: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it. What is not there is removed already. */
  remove(path: string): Promise<void>;
  /** Moves a file or folder, in the place of a file that is there. Rejects with a `LecternError`. */
  rename(from: string, to: string): Promise<void>;
  /** Calls `listener` after each change, its own included, with what changed. */
  onChanged(listener: (paths: readonly string[]) => void): Unsubscribe;
}
