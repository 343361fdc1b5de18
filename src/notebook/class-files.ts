/** How far a file on its way from people in the class is. */
export interface ClassFileProgress {
  /** Bytes that are here. */
  readonly received: number;
  /** Bytes of the whole; null until somebody who has it was found. */
  readonly total: number | null;
  /** People who give of it now. */
  readonly people: number;
}

export interface ClassFileOptions {
  /** What it is for: the page tells of some, others are told where they are wanted. */
  readonly what: 'python' | 'package' | 'app';
  readonly signal: AbortSignal;
  /** Most bytes that the file may have. */
  readonly limit: number;
  readonly onProgress?: (progress: ClassFileProgress) => void;
}

/** Files of the application and of packages, by their content, from people in the class that is open (SY14). */
export interface ClassFiles {
  /**
   * The file with this SHA-256 (64 hexadecimal digits), checked, the caller's own; null where nobody has it. Rejects with
   * the signal's reason, or where the class cannot keep it.
   */
  get(sha256: string, options: ClassFileOptions): Promise<ArrayBuffer | null>;
  /**
   * The list of packages of the index with this name, as somebody who teaches the class vouches for it; null where nobody
   * has said any, or nobody gives it. Rejects as `get` does.
   */
  packageList(index: string, signal: AbortSignal): Promise<string | null>;
}

/** The name of a package index in a class: what lies beside the page has the same name whatever address the page has. */
export function indexName(address: string, base: string): string {
  return address.startsWith(base) ? `./${address.slice(base.length)}` : address;
}
