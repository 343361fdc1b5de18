import { concat, fromBase64Url, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { MAX_RELAY_PAYLOAD } from './limits.ts';

const RELAY_VERSION = 1;
const PEER_BYTES = 16;
const HEAD = 1 + PEER_BYTES;

/**
 * A binary frame on the signalling socket: version (1) ‖ peer id (16) ‖ payload. To the server, the peer is the one
 * to reach; from the server, the one who sent it. The payload is sealed end to end.
 */
export interface RelayFrame {
  /** Base64url, as in the text frames. */
  readonly peer: string;
  /** A view into the frame it was read from: 1 byte to `MAX_RELAY_PAYLOAD`. */
  readonly payload: Uint8Array;
}

/** Bytes of a frame. Throws where `peer` is no peer id or the payload is empty or over the limit. */
export function encodeRelayFrame(peer: string, payload: Uint8Array): Bytes {
  const id = fromBase64Url(peer);
  if (id?.length !== PEER_BYTES) throw new Error('Not a peer id');
  if (payload.length === 0 || payload.length > MAX_RELAY_PAYLOAD) throw new Error('Not a payload');
  return concat(Uint8Array.of(RELAY_VERSION), id, payload);
}

/** Reads a binary frame; null where it is none of this protocol. Never throws. */
export function parseRelayFrame(frame: Uint8Array): RelayFrame | null {
  if (frame[0] !== RELAY_VERSION) return null;
  if (frame.length <= HEAD || frame.length > HEAD + MAX_RELAY_PAYLOAD) return null;
  return { peer: toBase64Url(frame.subarray(1, HEAD)), payload: frame.subarray(HEAD) };
}
