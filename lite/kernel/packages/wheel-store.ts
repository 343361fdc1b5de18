import { toHex } from '../../../src/base/bytes.ts';
import type { Logger } from '../../../src/base/logger.ts';

const CACHE = 'lectern-packages';

/**
 * Packages and the lists of them, kept in the browser's Cache Storage for days without a connection: files by their hash,
 * texts by their address. Whatever fails here costs a download and nothing else.
 */
export class WheelStore {
  readonly #caches: CacheStorage | undefined;
  readonly #base: string;
  readonly #logger: Logger;

  /** `caches` is missing on plain http; `base`: the application's base address, with a slash at its end. */
  constructor(caches: CacheStorage | undefined, base: string, logger: Logger) {
    this.#caches = caches;
    this.#base = base;
    this.#logger = logger;
  }

  /** The file with this SHA-256 (hexadecimal), or null. A damaged one is thrown away. */
  async load(sha256: string): Promise<ArrayBuffer | null> {
    const address = this.#fileAddress(sha256);
    try {
      const bytes = await (await this.#match(address))?.arrayBuffer();
      if (bytes === undefined) return null;
      if (await hasDigest(bytes, sha256)) return bytes;
      this.#logger.log('warn', 'package-damaged');
      await (await this.#caches?.open(CACHE))?.delete(address);
    } catch (cause) {
      this.#logger.log('warn', 'package-unreadable', { cause: String(cause) });
    }
    return null;
  }

  /** The file with this SHA-256 as it is kept, not checked, or null. */
  async find(sha256: string): Promise<Blob | null> {
    try {
      return (await (await this.#match(this.#fileAddress(sha256)))?.blob()) ?? null;
    } catch (cause) {
      this.#logger.log('warn', 'package-unreadable', { cause: String(cause) });
      return null;
    }
  }

  /** Keeps a file that has this SHA-256. Gives false where there is a place for it, and no room. */
  save(sha256: string, bytes: ArrayBuffer): Promise<boolean> {
    return this.#put(this.#fileAddress(sha256), bytes);
  }

  /** The text that was last saved for an address, or null. */
  async loadText(address: string): Promise<string | null> {
    try {
      return (await (await this.#match(this.#textAddress(address)))?.text()) ?? null;
    } catch (cause) {
      this.#logger.log('warn', 'package-list-unreadable', { cause: String(cause) });
      return null;
    }
  }

  async saveText(address: string, text: string): Promise<void> {
    await this.#put(this.#textAddress(address), text);
  }

  /** Throws away the files that have none of these SHA-256: no list names them any more. */
  async keepOnly(sha256: ReadonlySet<string>): Promise<void> {
    try {
      const cache = await this.#caches?.open(CACHE);
      for (const { url } of (await cache?.keys()) ?? []) {
        const [, hash] = /\/packages\/sha256-([\da-f]{64})$/.exec(url) ?? [];
        if (hash !== undefined && !sha256.has(hash)) await cache?.delete(url);
      }
    } catch (cause) {
      this.#logger.log('warn', 'package-stays', { cause: String(cause) });
    }
  }

  async #match(address: string): Promise<Response | undefined> {
    return (await this.#caches?.open(CACHE))?.match(address);
  }

  async #put(address: string, content: ArrayBuffer | string): Promise<boolean> {
    try {
      await (await this.#caches?.open(CACHE))?.put(address, new Response(content));
      return true;
    } catch (cause) {
      this.#logger.log('info', 'package-unsaved', { cause: String(cause) }); // the storage is full, most likely
      return false;
    }
  }

  #fileAddress(sha256: string): string {
    return `${this.#base}packages/sha256-${sha256}`;
  }

  #textAddress(address: string): string {
    return `${this.#base}packages/list?of=${encodeURIComponent(address)}`;
  }
}

/** Whether bytes have a SHA-256. Where the browser has no Web Crypto (plain http) nothing can be checked. */
export async function hasDigest(bytes: ArrayBuffer, sha256: string): Promise<boolean> {
  if ((globalThis.crypto.subtle as SubtleCrypto | undefined) === undefined) return true;
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))) === sha256;
}
