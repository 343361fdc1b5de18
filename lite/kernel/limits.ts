/** Longest message of a worker, in UTF-16 units: an image of some 20 MB in base64. A longer one is refused unread. */
export const MAX_MESSAGE = 32 * 1024 * 1024;

/** Deepest nesting of JSON in an output: what later walks over it must not overflow the stack. */
export const MAX_DEPTH = 100;

/** Most forms of one output. */
export const MAX_MIME_TYPES = 50;

/** Most lines of a traceback; Python's side keeps fewer. */
export const MAX_TRACEBACK_LINES = 2_000;

/** Most matches of one completion. */
export const MAX_MATCHES = 1_000;

/**
 * Most text that one cell may print between two clearings, in UTF-16 units: about what a notebook page and a saved
 * file still bear.
 */
export const MAX_STREAM = 8 * 1024 * 1024;

/** Most displayed outputs of one cell between two clearings. */
export const MAX_DISPLAYS = 2_000;

/** All data of one cell's displayed outputs together between two clearings, in UTF-16 units. */
export const MAX_DISPLAY_DATA = 64 * 1024 * 1024;

/** Longest answer to `input()` in bytes of UTF-8: the size of the memory that it crosses. */
export const MAX_INPUT_BYTES = 1024 * 1024;
