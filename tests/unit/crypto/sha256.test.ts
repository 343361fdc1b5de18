import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
// What browsers get; Node resolves the same import to its own.
import { digest as digestInBrowser } from '../../../node_modules/lib0/hash/sha256.js';
import { sha256 } from '../../../src/crypto/sha256.ts';

test('a message of any length hashes as the standard says, whoever does it', async () => {
  const bytes = new Uint8Array(6_000).map((_, i) => (i * 251 + 17) & 0xff);
  const lengths = [...Array.from({ length: 260 }, (_, i) => i), 4_095, 4_096, 4_097, 6_000];
  for (const length of lengths) {
    const message = bytes.subarray(0, length);
    const expected = new Uint8Array(createHash('sha256').update(message).digest());
    expect(await sha256(message), `${length} bytes`).toEqual(expected);
    expect(digestInBrowser(message), `${length} bytes in a browser`).toEqual(expected);
  }
  // A view that does not begin where its buffer does.
  const expected = new Uint8Array(createHash('sha256').update(bytes.subarray(3, 700)).digest());
  expect(await sha256(bytes.subarray(3, 700))).toEqual(expected);
});
