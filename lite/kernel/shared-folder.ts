/** The memory through which a worker that cannot take messages gets the page's answers on files, part by part. */

/** Cells of the memory, as indices of an `Int32Array`. */
export const FOLDER = {
  /** 0, or 1: a part lies there. */
  state: 0,
  /** Bytes of the part. */
  length: 1,
  /** 1: the folder has changed since the last answer. */
  changed: 2,
} as const;

/** Bytes before the part. */
export const FOLDER_HEAD = 16;

/** Longest part, in bytes: 20 MB come in ten. */
export const FOLDER_PART = 2 * 1024 * 1024;

/** What a worker posts to its frame for the next part; the page never sees it. */
export const NEXT_PART = 1;
