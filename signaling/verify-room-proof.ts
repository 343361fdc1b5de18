import { fromBase64Url } from '../src/base/bytes.ts';
import { roomProofBytes } from '../src/protocol/room-proof.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * Whether `proof` shows that its sender holds the room's private key. All texts are base64url of the
 * lengths that `parseClientMessage` has checked; a room that is no point on the curve fails.
 */
export async function verifyRoomProof(
  nonce: Uint8Array,
  room: string,
  peer: string,
  proof: string,
): Promise<boolean> {
  const roomBytes = fromBase64Url(room);
  const peerBytes = fromBase64Url(peer);
  const signature = fromBase64Url(proof);
  if (roomBytes === null || peerBytes === null || signature === null) return false;
  try {
    const key = await crypto.subtle.importKey('raw', roomBytes, ALGORITHM, false, ['verify']);
    const signed = roomProofBytes(nonce, roomBytes, peerBytes);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, signed);
  } catch {
    return false; // importKey refuses bytes that are no point on the curve
  }
}
