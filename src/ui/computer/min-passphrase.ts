/** Shortest passphrase for something new, in UTF-16 units, as in `src/crypto/passphrase-key.ts`, which has the last word. */
export const MIN_PASSPHRASE = 8;
