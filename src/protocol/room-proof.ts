import { concat, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';

const LABEL = utf8('lectern/room-enter/1');

/**
 * What the room's key signs so that the server lets a peer in: a label of its own (no signature made
 * for another purpose fits), the server's `nonce` (32 bytes), the `room` (65 bytes) and the `peer`
 * (16 bytes). All parts have fixed lengths, so no two inputs give the same bytes.
 */
export function roomProofBytes(nonce: Uint8Array, room: Uint8Array, peer: Uint8Array): Bytes {
  return concat(LABEL, nonce, room, peer);
}
