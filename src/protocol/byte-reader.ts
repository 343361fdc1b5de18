import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';

// Keeps a byte order mark: dropping it would let two encodings mean the same text.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class Malformed extends Error {}

/**
 * Reads binary wire formats strictly: nothing beyond the end, varints in their shortest form only, so that
 * every value has exactly one encoding. Its methods throw inside `parseBytes`, which turns that into a result.
 */
export class ByteReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  uint8(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) return malformed();
    this.#at++;
    return byte;
  }

  /** A view of the next `length` bytes, without a copy. */
  bytes(length: number): Bytes {
    if (length > this.remaining) return malformed();
    const view = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return view;
  }

  /** An unsigned LEB128 integer of at most `max`, in its shortest form. */
  varUint(max = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.uint8();
      value += (byte & 0x7f) * unit;
      if (value > max) return malformed();
      if (byte < 0x80) return byte === 0 && unit > 1 ? malformed() : value;
      unit *= 128;
      if (unit > Number.MAX_SAFE_INTEGER) return malformed();
    }
  }

  /** UTF-8 text behind its length in bytes, at most `maxBytes`. */
  text(maxBytes: number): string {
    const bytes = this.bytes(this.varUint(maxBytes));
    try {
      return strictUtf8.decode(bytes);
    } catch {
      return malformed();
    }
  }

  /** All that is left. */
  rest(): Bytes {
    return this.bytes(this.remaining);
  }

  /** Refuses trailing bytes. */
  end(): void {
    if (this.remaining > 0) malformed();
  }

  /** Refuses what the caller found to be wrong. */
  require(condition: boolean): void {
    if (!condition) malformed();
  }
}

function malformed(): never {
  throw new Malformed();
}

/** Runs `read` over all of `bytes`; 'malformed' where it ran beyond the end, refused, or left bytes over. */
export function parseBytes<T>(
  bytes: Bytes,
  read: (reader: ByteReader) => T,
): Result<T, 'malformed'> {
  const reader = new ByteReader(bytes);
  try {
    const value = read(reader);
    reader.end();
    return ok(value);
  } catch (cause) {
    if (cause instanceof Malformed) return err('malformed');
    throw cause;
  }
}
