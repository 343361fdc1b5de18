/** A source of `length` random bytes. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;

/** Cryptographic randomness of the platform (Web Crypto). */
export const secureRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
