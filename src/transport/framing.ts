import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { MAX_MESSAGE } from '../protocol/limits.ts';

/** First byte of every frame on a link. */
export const FRAME = {
  /** A part of a message; more parts follow. */
  part: 0,
  /** The last part of a message. */
  last: 1,
  /** "Are you there?" Answered by `pong` at once. */
  ping: 2,
  pong: 3,
  /** The sender ends the link; one byte says why. */
  bye: 4,
  hello: 5,
  proof: 6,
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

/** The frame of `message` that starts at byte `at`, and where the next one starts. */
export function messageFrame(message: Uint8Array, at: number): { frame: Bytes; next: number } {
  const next = Math.min(message.length, at + FRAME_PAYLOAD);
  const last = next === message.length;
  return { frame: controlFrame(last ? FRAME.last : FRAME.part, message.subarray(at, next)), next };
}

/** Puts messages together again from their frames. */
export class Reassembly {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** Takes a `part` or `last` frame; a whole message, or null where more is to come. After an error it must not be used any more. */
  take(frame: Bytes): Result<Bytes | null> {
    const payload = frame.subarray(1);
    const last = frame[0] === FRAME.last;
    if (payload.length > MAX_FRAME_PAYLOAD) return err('frame-too-large');
    if (!last && payload.length < MIN_PART_PAYLOAD) return err('frame-too-small');
    if (this.#bytes + payload.length > MAX_MESSAGE) return err('message-too-large');
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
