/** Longest text of one message of a frame, in UTF-16 units: a file that is uploaded comes beside it, in a buffer. */
export const MAX_FRAME_TEXT = 4 * 1024 * 1024;

/** All buffers of one message of a frame together, in bytes. */
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** Most of a frame's messages on which Python has not worked yet, and their texts and bytes together. Widgets send one each. */
export const MAX_IN_FLIGHT = 200;
export const MAX_IN_FLIGHT_BYTES = 64 * 1024 * 1024;

/** So many refused messages end a frame: one of ours sends none. */
export const MAX_REFUSED = 100;

/** Highest frame, in CSS pixels: beyond it its content scrolls. */
export const MAX_HEIGHT = 4_000;

/** All that is kept of one kernel's widgets, in UTF-16 units and bytes: what a page bears. */
export const MAX_LEDGER = 256 * 1024 * 1024;

/**
 * Most of what an Output widget keeps, in UTF-16 units, of it in one text, and most outputs: the oldest go first. All of it is
 * drawn anew, and sent to Python, at each addition.
 */
export const MAX_CAUGHT = 8 * 1024 * 1024;
export const MAX_CAUGHT_TEXT = 256 * 1024;
export const MAX_CAUGHT_OUTPUTS = 500;

/** Deepest nesting of a message's JSON. */
export const MAX_WIDGET_DEPTH = 50;
