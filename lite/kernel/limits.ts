/** Longest message of a worker, in UTF-16 units: an image of some 20 MB in base64. A longer one is refused unread. */
export const MAX_MESSAGE = 32 * 1024 * 1024;

/** Deepest nesting of JSON in an output: what later walks over it must not overflow the stack. */
export const MAX_DEPTH = 100;

/** Most forms of one output. */
export const MAX_MIME_TYPES = 50;

/** Most lines of a traceback; Python's side keeps fewer. */
export const MAX_TRACEBACK_LINES = 2_000;

/** Most packages that one request names, and most that a kernel may say it has: more than any index that we know has. */
export const MAX_PACKAGE_NAMES = 1_000;

/** Most matches of one completion. */
export const MAX_MATCHES = 1_000;

/**
 * Most text that one cell may print between two clearings, by `streamWeight`: about what a notebook page still bears.
 * JupyterLab lays out all of a cell's text again at each addition, and 200,000 short lines cost it a second.
 */
export const MAX_STREAM = 1.5 * 1024 * 1024;

/** What a line costs a page beside its text, as UTF-16 units of text. */
export const LINE_WEIGHT = 8;

/** Most displayed outputs of one cell between two clearings. */
export const MAX_DISPLAYS = 2_000;

/** All data of one cell's displayed outputs together between two clearings, in UTF-16 units. */
export const MAX_DISPLAY_DATA = 64 * 1024 * 1024;

/** Longest file of Python's that is stored, in bytes: about what a page can still turn into what a browser stores. */
export const MAX_FILE = 100 * 1024 * 1024;

/** Most files and folders of a notebook's folder. */
export const MAX_ENTRIES = 20_000;

/** All files of a notebook's folder together, in bytes: beyond it Python stores no more. */
export const MAX_FOLDER = 2 * 1024 * 1024 * 1024;

/** What may wait to be stored, in bytes and in messages: a worker of ours waits before it comes to so much. */
export const MAX_WAITING = 256 * 1024 * 1024;
export const MAX_WAITING_CHANGES = 50_000;

/** Longest answer to `input()` in bytes of UTF-8: the size of the memory that it crosses. */
export const MAX_INPUT_BYTES = 1024 * 1024;

/** Most buffers of one message on a comm, most comms at a time, and most messages of one cell: many times what widgets need. */
export const MAX_BUFFERS = 100;
export const MAX_COMMS = 10_000;
export const MAX_COMM_MESSAGES = 20_000;
