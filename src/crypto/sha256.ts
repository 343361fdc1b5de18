import { digest as digestHere } from 'lib0/hash/sha256';
import { ownMemory } from './own-memory.ts';
import type { Digest } from './signer.ts';

/**
 * Messages up to this length are hashed here and now, in bytes: handing one to the platform's threads and back takes as
 * long as hashing 8 kB, and whoever joins a class hashes some hundred short ones.
 */
const SHORT = 4_096;

/** SHA-256: of short messages by lib0, of others by Web Crypto. */
export const sha256: Digest = async (message) =>
  message.length <= SHORT
    ? new Uint8Array(digestHere(message))
    : new Uint8Array(await crypto.subtle.digest('SHA-256', ownMemory(message)));
