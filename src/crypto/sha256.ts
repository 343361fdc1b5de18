import { ownMemory } from './own-memory.ts';
import type { Digest } from './signer.ts';

/** SHA-256 by Web Crypto. */
export const sha256: Digest = async (message) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', ownMemory(message)));
