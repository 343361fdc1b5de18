import type { Bytes } from '../base/bytes.ts';
import type { ContentCipher } from './sealing.ts';

/** AES-256-GCM by Web Crypto under `key` (32 bytes), which is imported at the first use. */
export function gcmCipher(key: Bytes): ContentCipher {
  let imported: Promise<CryptoKey> | null = null;
  const ready = (): Promise<CryptoKey> =>
    (imported ??= crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']));
  return {
    async seal(nonce, context, plain) {
      return new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, context), await ready(), plain));
    },
    async open(nonce, context, sealed) {
      const cipher = await ready();
      try {
        return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, context), cipher, sealed));
      } catch {
        return null; // not sealed so
      }
    },
  };
}

function gcm(iv: Bytes, additionalData: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData };
}
