import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import {
  decodeDocumentKeys,
  encodeDocumentKeys,
  WRAP_BYTES,
} from '../../../src/protocol/document-keys.ts';
import type { DocumentKeysContent } from '../../../src/protocol/document-keys.ts';
import { MAX_WRAPS } from '../../../src/protocol/limits.ts';
import { decodeSealedUpdate, encodeSealedUpdate } from '../../../src/protocol/sealed-update.ts';
import type { SealedUpdate } from '../../../src/protocol/sealed-update.ts';

const epoch = { number: 3, commitment: toBase64Url(new Uint8Array(32).fill(5)) as never };

function keysFor(count: number): DocumentKeysContent {
  const wraps = Array.from({ length: count }, (_, i) => {
    const reader = new Uint8Array(32);
    new DataView(reader.buffer).setUint32(0, i);
    return { reader: toBase64Url(reader) as never, sealed: new Uint8Array(WRAP_BYTES).fill(i) };
  });
  return { epoch, wraps };
}

describe('document keys', () => {
  test('a key for 200 readers is read as it was written, and takes less than 30 KB', () => {
    const bytes = encodeDocumentKeys(keysFor(200));
    expect(bytes.length).toBeLessThan(30_000);
    expect(decodeDocumentKeys(bytes)).toEqual({ ok: true, value: sorted(keysFor(200)) });
  });

  test('[SE1] no reader, a reader twice, too many, and number 0 are malformed', () => {
    const [wrap] = keysFor(1).wraps;
    if (wrap === undefined) throw new Error('one wrap');
    expect(() => encodeDocumentKeys(keysFor(0))).toThrow();
    expect(() => encodeDocumentKeys(keysFor(MAX_WRAPS + 1))).toThrow();
    expect(decodeDocumentKeys(encodeDocumentKeys({ epoch, wraps: [wrap, wrap] })).ok).toBe(false);
    const zero = encodeDocumentKeys({ epoch: { ...epoch, number: 0 }, wraps: [wrap] });
    expect(decodeDocumentKeys(zero).ok).toBe(false);
  });

  test('[SE1] any bytes give a result, and what is read is what would be written', () => {
    const sealed: SealedUpdate = {
      epoch,
      nonce: new Uint8Array(12).fill(1),
      box: new Uint8Array(40).fill(2),
    };
    expect(decodeSealedUpdate(encodeSealedUpdate(sealed))).toEqual({ ok: true, value: sealed });
    const kinds = [encodeDocumentKeys(keysFor(2)), encodeSealedUpdate(sealed)];
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 255 }), fc.nat({ max: 1 }), (at, value, which) => {
        const bytes = (kinds[which] ?? new Uint8Array(0)).slice();
        bytes[at % bytes.length] = value;
        const keys = decodeDocumentKeys(bytes);
        if (keys.ok) expect(encodeDocumentKeys(keys.value)).toEqual(bytes);
        const update = decodeSealedUpdate(bytes.subarray(0, 1 + (at % bytes.length)));
        if (update.ok) expect(update.value.box.length).toBeGreaterThanOrEqual(16);
      }),
      { numRuns: 2_000 },
    );
  });
});

function sorted({ wraps }: DocumentKeysContent): DocumentKeysContent {
  return { epoch, wraps: [...wraps].sort((a, b) => (a.reader < b.reader ? -1 : 1)) };
}
