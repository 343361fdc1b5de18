/**
 * The memory through which a worker that cannot take messages gets the page's answers on files. For the rest of an answer
 * that is longer it posts memory of its own to the frame, which the page never sees: 20 MB so wait for the frame twice.
 */

/** Cells of the memory, as indices of an `Int32Array`. */
export const FOLDER = {
  /** 0, or 1: the beginning lies there, or the rest in the worker's own memory. */
  state: 0,
  /** Bytes of it. */
  length: 1,
  /** 1: the folder has changed since the last answer. */
  changed: 2,
} as const;

/** Bytes before the beginning of an answer. */
export const FOLDER_HEAD = 16;

/** How much of an answer is its beginning, in bytes at most. */
export const FOLDER_BEGIN = 2 * 1024 * 1024;
