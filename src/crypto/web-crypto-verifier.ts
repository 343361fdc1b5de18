import { toBase64Url } from '../base/bytes.ts';
import { ownMemory } from './own-memory.ts';
import { ECDSA_SIGN, importPublicKey, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from './p256.ts';
import type { Verifier } from './signer.ts';

/** Imported keys kept: more than a class has devices; each takes well under 1 kB. */
const MAX_KEYS = 1_024;

/** Verifies by Web Crypto. Keeps the keys used last imported, as that costs half a verification. */
export class WebCryptoVerifier implements Verifier {
  /** By base64url of the raw key; the one used last is the last. */
  readonly #keys = new Map<string, CryptoKey>();

  async verify(
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean> {
    if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
    try {
      const key = await this.#key(publicKey);
      return await crypto.subtle.verify(ECDSA_SIGN, key, ownMemory(signature), ownMemory(message));
    } catch {
      return false; // importing refuses bytes that are no point on the curve
    }
  }

  async #key(publicKey: Uint8Array): Promise<CryptoKey> {
    const name = toBase64Url(publicKey);
    const key = this.#keys.get(name) ?? (await importPublicKey(publicKey));
    this.#keys.delete(name);
    this.#keys.set(name, key);
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= MAX_KEYS) break;
      this.#keys.delete(oldest);
    }
    return key;
  }
}
