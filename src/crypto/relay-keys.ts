import { concat, utf8 } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import { ownMemory } from './own-memory.ts';
import { ECDH_KEY, rawPublicKey } from './p256.ts';

const LABEL = utf8('lectern/relay/1');
/** Of AES-GCM: 4 zero bytes and a counter of 8. */
const NONCE_BYTES = 12;

/** Which of the two sides of a relayed channel we are. */
export type RelaySide = 'ask' | 'accept';

/** Seals and opens the frames of one channel through a relay, in order: each side numbers its own by itself. */
export interface RelayCipher {
  seal(plain: Uint8Array): Promise<Bytes>;
  /** The next frame of the other side; null where it is not: changed, left out, twice, by somebody else. */
  open(sealed: Uint8Array): Promise<Bytes | null>;
}

/** An ephemeral key pair for one channel through a relay; its private part never leaves Web Crypto. */
export interface RelayKeys {
  /** Raw uncompressed P-256 point. */
  readonly publicKey: Bytes;
  /**
   * Agrees with the other side's key; null where that is no point. `context` binds the keys to what the
   * channel is for: both sides must give the same bytes.
   */
  agree(side: RelaySide, other: Uint8Array, context: Uint8Array): Promise<RelayCipher | null>;
}

/**
 * Makes keys for one channel: ECDH on P-256, HKDF-SHA-256 (no salt; info = label, direction, context and
 * both public keys, the asker's first), AES-256-GCM. Nobody is proved by them: that is the handshake's part.
 */
export async function createRelayKeys(): Promise<RelayKeys> {
  const pair = await crypto.subtle.generateKey(ECDH_KEY, false, ['deriveBits']);
  const publicKey = await rawPublicKey(pair.publicKey);
  return {
    publicKey,
    async agree(side, other, context) {
      let secret: ArrayBuffer;
      try {
        const key = await crypto.subtle.importKey('raw', ownMemory(other), ECDH_KEY, false, []);
        const agreement = { name: 'ECDH', public: key };
        secret = await crypto.subtle.deriveBits(agreement, pair.privateKey, 256);
      } catch {
        return null; // not a point of the curve
      }
      const points = side === 'ask' ? concat(publicKey, other) : concat(other, publicKey);
      const [fromAsker, fromAcceptor] = await Promise.all([
        directionKey(secret, concat(LABEL, Uint8Array.of(0), context, points)),
        directionKey(secret, concat(LABEL, Uint8Array.of(1), context, points)),
      ]);
      return side === 'ask'
        ? relayCipher(fromAsker, fromAcceptor)
        : relayCipher(fromAcceptor, fromAsker);
    },
  };
}

async function directionKey(secret: ArrayBuffer, info: Bytes): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(hkdf, key, aes, false, ['encrypt', 'decrypt']);
}

function relayCipher(outgoing: CryptoKey, incoming: CryptoKey): RelayCipher {
  let sent = 0;
  let received = 0;
  return {
    async seal(plain) {
      const algorithm = { name: 'AES-GCM', iv: nonce(sent++) };
      return new Uint8Array(await crypto.subtle.encrypt(algorithm, outgoing, ownMemory(plain)));
    },
    async open(sealed) {
      const algorithm = { name: 'AES-GCM', iv: nonce(received++) };
      try {
        return new Uint8Array(await crypto.subtle.decrypt(algorithm, incoming, ownMemory(sealed)));
      } catch {
        return null; // not what the other side sealed as its next frame
      }
    },
  };
}

function nonce(count: number): Bytes {
  const bytes = new Uint8Array(NONCE_BYTES);
  new DataView(bytes.buffer).setBigUint64(NONCE_BYTES - 8, BigInt(count));
  return bytes;
}
