import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/protocol/checkpoint.ts';
import type { CoveredChain } from '../../../src/protocol/checkpoint.ts';
import { compareRefs } from '../../../src/protocol/entry.ts';

const id = <T extends string>(length: number): fc.Arbitrary<T> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => toBase64Url(bytes) as T);
const chain = fc
  .record({
    author: id<CoveredChain['author']>(32),
    session: id<CoveredChain['session']>(16),
    seq: fc.nat(),
    hash: id<CoveredChain['hash']>(32),
    first: fc.nat(),
    lasting: fc.nat(),
  })
  .map(({ lasting, ...head }): CoveredChain => ({ ...head, last: head.first + lasting }));
const checkpoint = fc.record({
  covered: fc
    .uniqueArray(chain, {
      selector: ({ author, session }) => author + session,
      minLength: 1,
      maxLength: 5,
    })
    .map((list) => list.sort(compareRefs)),
  state: fc.uint8Array({ maxLength: 64 }).map((bytes) => new Uint8Array(bytes)),
});

describe('[SY8] the content of a checkpoint', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(checkpoint, (made) => {
        expect(decodeCheckpoint(encodeCheckpoint(made))).toEqual({ ok: true, value: made });
      }),
    );
  });

  test('[SE1] has one encoding; other bytes are refused and never throw', () => {
    fc.assert(
      fc.property(checkpoint, fc.nat(), fc.nat({ max: 255 }), (made, at, byte) => {
        const bytes = encodeCheckpoint(made);
        bytes[at % bytes.length] = byte;
        const decoded = decodeCheckpoint(bytes);
        if (decoded.ok) expect(encodeCheckpoint(decoded.value)).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const given = new Uint8Array(bytes);
        const decoded = decodeCheckpoint(given);
        if (decoded.ok) expect(encodeCheckpoint(decoded.value)).toEqual(given);
      }),
    );
    expect(decodeCheckpoint(new Uint8Array([0])).ok).toBe(false); // covers nothing
  });
});
