import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { MAX_PRIORITY_MESSAGE } from '../protocol/limits.ts';

/**
 * What goes first on a link: what a class is run by, then what people wrote, then what is worth nothing
 * in a second, then files. Messages of one priority keep their order; those of another may overtake.
 */
export const PRIORITIES = ['control', 'entries', 'volatile', 'bulk'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** First byte of every frame on a link. */
export const FRAME = {
  /** A part of a message; more parts of it follow. With its priority's place in the high four bits. */
  part: 0,
  /** The last part of a message, likewise. */
  last: 1,
  /** "Are you there?" Answered by `pong` at once. */
  ping: 2,
  pong: 3,
  /** The sender ends the link; one byte says why. */
  bye: 4,
  hello: 5,
  proof: 6,
  /** A small message of the network layer to its like on the other side. */
  signal: 7,
  /** The sender's last message on this channel went before; 16 bytes say to which one the link moves. */
  move: 8,
  /** On the new channel: the sender has read the other side's `move`. */
  moved: 9,
} as const;

/**
 * Payload of a frame that is not a message's last, as sent: small enough that a slow line shows a sign of
 * life every second or two (16 KiB take 1.3 s at 100 kbit/s).
 */
export const FRAME_PAYLOAD = 16 * 1024;
/** Largest frame payload that is taken: every WebRTC implementation carries 64 KiB messages. */
export const MAX_FRAME_PAYLOAD = 64 * 1024;
/** Smallest payload of a frame that is not a message's last: bounds the number of parts that wait. */
export const MIN_PART_PAYLOAD = 4 * 1024;

/** A single-byte or short control frame. */
export function controlFrame(kind: number, body: Uint8Array = new Uint8Array(0)): Bytes {
  const frame = new Uint8Array(1 + body.length);
  frame[0] = kind;
  frame.set(body, 1);
  return frame;
}

/** The kind of a message's frame. */
export function messageKind(priority: Priority, last: boolean): number {
  return (PRIORITIES.indexOf(priority) << 4) | (last ? FRAME.last : FRAME.part);
}

/** The frame of `message` that starts at byte `at`, and where the next one starts. */
export function messageFrame(
  priority: Priority,
  message: Uint8Array,
  at: number,
): { frame: Bytes; next: number } {
  const next = Math.min(message.length, at + FRAME_PAYLOAD);
  const kind = messageKind(priority, next === message.length);
  return { frame: controlFrame(kind, message.subarray(at, next)), next };
}

/** The priority of a message's frame by its kind; null for every other kind. */
export function priorityOf(kind: number | undefined): Priority | null {
  if (kind === undefined || (kind & 0x0f) > FRAME.last) return null;
  return PRIORITIES[kind >> 4] ?? null;
}

/** Puts the messages of one priority together again from their frames. */
export class Reassembly {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(priority: Priority) {
    this.#limit = MAX_PRIORITY_MESSAGE[priority];
  }

  /** Takes a `part` or `last` frame; a whole message, or null where more is to come. After an error it must not be used any more. */
  take(frame: Bytes): Result<Bytes | null> {
    const payload = frame.subarray(1);
    const last = ((frame[0] ?? 0) & 0x0f) === FRAME.last;
    if (payload.length > MAX_FRAME_PAYLOAD) return err('frame-too-large');
    if (!last && payload.length < MIN_PART_PAYLOAD) return err('frame-too-small');
    if (this.#bytes + payload.length > this.#limit) return err('message-too-large');
    if (last && this.#parts.length === 0) return ok(frame.slice(1));
    this.#parts.push(payload);
    this.#bytes += payload.length;
    if (!last) return ok(null);
    const message = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      message.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#bytes = 0;
    return ok(message);
  }
}
