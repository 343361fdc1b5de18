import { concat, utf8 } from '../base/bytes.ts';
import { LecternError } from '../base/lectern-error.ts';
import { secureRandom } from '../base/random.ts';
import type { Invitation } from '../protocol/invitation.ts';
import { ownMemory } from './own-memory.ts';
import { importScalar } from './p256.ts';
import type { RoomKeys } from './room-keys.ts';
import { createWebCryptoSigner } from './web-crypto-signer.ts';

const ROOM_LABEL = utf8('lectern/room/1');
/** AES-GCM's own size; random ones are safe for 2^32 messages under one key (NIST SP 800-38D). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The room of an invitation: its admission key signs, HKDF-SHA-256 of the same scalar (no salt, info
 * `lectern/room/1`) seals. A sealed message is nonce (12) ‖ AES-256-GCM. Expiry does not matter here: members go on
 * meeting where they met. Rejects with `link-damaged` where the scalar is impossible.
 */
export async function createRoomKeys(invitation: Invitation): Promise<RoomKeys> {
  const { publicKey, privateScalar } = invitation.admission;
  const [signer, key] = await Promise.all([
    importScalar(privateScalar, publicKey).then((privateKey) =>
      createWebCryptoSigner({ publicKey, privateKey }),
    ),
    roomKey(privateScalar),
  ]).catch((cause: unknown) => {
    throw new LecternError('link-damaged', { cause });
  });
  return {
    signer,
    async seal(plain, context) {
      const nonce = secureRandom(NONCE_BYTES);
      const sealed = await crypto.subtle.encrypt(gcm(nonce, context), key, ownMemory(plain));
      return concat(nonce, new Uint8Array(sealed));
    },
    async open(sealed, context) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
      const nonce = new Uint8Array(sealed.subarray(0, NONCE_BYTES));
      try {
        const rest = ownMemory(sealed.subarray(NONCE_BYTES));
        return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, context), key, rest));
      } catch {
        return null; // sealed by another key, for another context, or changed
      }
    },
  };
}

async function roomKey(scalar: Uint8Array): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey('raw', ownMemory(scalar), 'HKDF', false, [
    'deriveKey',
  ]);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: ROOM_LABEL };
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(hkdf, secret, aes, false, ['encrypt', 'decrypt']);
}

function gcm(nonce: BufferSource, context: string): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, additionalData: utf8(context) };
}
